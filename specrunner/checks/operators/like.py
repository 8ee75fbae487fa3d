"""`like`: a partial tree, with markers for what is only known by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from ...source.codes import checks as codes
from ...syntax import Entry, MappingNode, Node, ScalarNode, SequenceNode
from ...values import MISSING, Scope, Template, describe, same_value
from ..compiler import ALLOW_EMPTY, bound
from ..difference import MAX_DIFFERENCES, length_differences, missing_key, tree_differences
from ..mismatch import Difference, Mismatch, Path
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator
from ..type_words import ABSENT, MARKERS, any_of_words, split_words
from ..unequal import explain_unequal
from ..written import written
from . import schemas

EACH, IS, ALLOW = "~each", "~is", f"~{ALLOW_EMPTY}"


class Comparing:
    """One comparison of a value with a tree: what differs so far. `part` is the part of the tree that is asked."""

    __slots__ = ("found", "part", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.found: list[Difference] = []
        self.part: Entry | Node | None = None

    def add(self, difference: Difference) -> None:
        if len(self.found) >= MAX_DIFFERENCES:
            return
        if difference.at is None and self.part is not None:
            part = self.part
            span = part.key.span.to(part.value.span) if isinstance(part, Entry) else part.span
            difference = replace(difference, at=span)
        self.found.append(difference)


# The value is MISSING where the map that should hold it has no such key.
Pattern: TypeAlias = Callable[[object, Path, Comparing], None]


def _compile_like(node: Node, compiling: Compiling) -> Binding:
    pattern = _pattern(node, compiling, ())
    shown = written(node)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        comparing = Comparing(scope)
        pattern(value, (), comparing)
        return _mismatch(comparing.found) if comparing.found else None

    return Criterion(f"like {shown}", judge)


def _mismatch(differences: list[Difference]) -> Mismatch:
    first = differences[0]
    more = f", the first of {len(differences)} differences" if len(differences) > 1 else ""
    return Mismatch(
        first.explanation + more,
        expected=first.expected or "nothing",
        actual=first.actual or "nothing",
        path=first.path,
        differences=tuple(differences),
        hint=next((difference.hint for difference in differences if difference.hint), None),
        at=first.at,
    )


def _pattern(node: Node, compiling: Compiling, at: Path) -> Pattern:
    """The pattern of a part of the tree; `at` is its place in the operand, for mistakes."""
    if isinstance(node, SequenceNode):
        return _list_pattern(
            [(item, written(item, 40), _pattern(item, compiling, (*at, index))) for index, item in enumerate(node)]
        )
    if isinstance(node, MappingNode):
        return _map_or_special(node, compiling, at)
    value = compiling.operand(node)
    if isinstance(value, Template):
        return _rendered(value)
    if isinstance(value, str) and value.startswith("~"):
        # Only what the file says is a marker: a template was told apart above, whatever it renders to.
        return _equal(value[1:]) if value.startswith("~~") else _marker(value, at)
    return _equal(value)


def _equal(wanted: object) -> Pattern:
    def compare(value: object, path: Path, comparing: Comparing) -> None:
        if value is MISSING or not same_value(wanted, value):
            _add_unequal(wanted, value, path, comparing)

    return compare


def _rendered(template: Template) -> Pattern:
    def compare(value: object, path: Path, comparing: Comparing) -> None:
        wanted = template.render(comparing.scope)
        if value is MISSING or not same_value(wanted, value):
            _add_unequal(wanted, value, path, comparing)

    return compare


def _add_unequal(wanted: object, value: object, path: Path, comparing: Comparing) -> None:
    if isinstance(wanted, Mapping | list | tuple) and isinstance(value, Mapping | list | tuple):
        for difference in tree_differences(wanted, value, path):
            comparing.add(difference)
        return
    reason = explain_unequal(wanted, value, About("")).hint if value is not MISSING else None
    actual = None if value is MISSING else describe(value)
    comparing.add(Difference(path, describe(wanted), actual, f"{describe(value)} is not {describe(wanted)}", reason))


def _marker(text: str, at: Path) -> Pattern:
    try:
        words = split_words(text, MARKERS, extra=(ABSENT,))
    except OperandError as error:
        raise OperandError(error.message, path=at, hint=error.hint, code=error.code) from None
    may_be_absent = ABSENT in words
    others = tuple(word for word in words if word != ABSENT)
    holds = any_of_words(others, MARKERS)
    shown = " or ".join(others) or "nothing"

    def compare(value: object, path: Path, comparing: Comparing) -> None:
        if value is MISSING:
            if not may_be_absent:
                comparing.add(Difference(path, text, None, f"there is nothing, where {shown} should be"))
        elif not others:
            comparing.add(Difference(path, None, describe(value), f"{describe(value)} should not be there"))
        elif not holds(value):
            comparing.add(Difference(path, text, describe(value), f"{describe(value)} is not {shown}"))

    return compare


def _list_pattern(items: list[tuple[Node, str, Pattern]]) -> Pattern:
    shown = [text for _, text, _ in items]

    def compare(value: object, path: Path, comparing: Comparing) -> None:
        if not isinstance(value, list | tuple):
            wanted = f"list of {len(items)}"
            comparing.add(_kind_difference(value, wanted, path))
            return
        outer = comparing.part
        for index, (actual, (node, _, pattern)) in enumerate(zip(value, items, strict=False)):
            comparing.part = node
            pattern(actual, (*path, index), comparing)
        comparing.part = outer
        for difference in length_differences(shown, value, path):
            comparing.add(difference)

    return compare


def _kind_difference(value: object, wanted: str, path: Path) -> Difference:
    actual = None if value is MISSING else describe(value)
    return Difference(path, wanted, actual, f"{describe(value)} is not a {wanted}")


def _map_or_special(node: MappingNode, compiling: Compiling, at: Path) -> Pattern:
    if not node.entries:
        hint = f"`~map` takes any map, `{{{IS}: {{empty: true}}}}` an empty one"
        raise OperandError("an empty map in `like` asks nothing", path=at, hint=hint, code=codes.NO_CHECKS)
    special = [name for name in node.names() if name.startswith("~") and not name.startswith("~~")]
    if not special:
        return _map_pattern(node, compiling, at)
    if EACH in special and set(node.names()) <= {EACH, ALLOW}:
        return _each_pattern(node, compiling, at)
    if node.names() == (IS,):
        return _matcher_pattern(node.entries[0].value, compiling)
    unknown = next((name for name in special if name not in (EACH, IS, ALLOW)), None)
    message = f"`{special[0]}` cannot stand beside other keys" if unknown is None else f"unknown key `{unknown}`"
    hint = (
        f"`{{{EACH}: ...}}` is every element of a list, `{{{IS}: {{...}}}}` holds operators; `~~` begins a plain key"
    )
    raise OperandError(message, path=(*at, unknown or special[0]), hint=hint, code=codes.UNKNOWN_TYPE, is_key=True)


def _map_pattern(node: MappingNode, compiling: Compiling, at: Path) -> Pattern:
    fields = [
        (
            entry,
            entry.name.removeprefix("~") if entry.name.startswith("~~") else entry.name,
            written(entry.value, 40),
            pattern,
        )
        for entry in node
        for pattern in (_pattern(entry.value, compiling, (*at, entry.name)),)
    ]

    def compare(value: object, path: Path, comparing: Comparing) -> None:
        if not isinstance(value, Mapping):
            comparing.add(_kind_difference(value, "map", path))
            return
        outer = comparing.part
        for entry, name, shown, pattern in fields:
            comparing.part = entry
            if name in value:
                pattern(value[name], (*path, name), comparing)
                continue
            probe = Comparing(comparing.scope)
            pattern(MISSING, (*path, name), probe)
            if probe.found:
                comparing.add(missing_key(name, shown, value, path))
        comparing.part = outer

    return compare


def _each_pattern(node: MappingNode, compiling: Compiling, at: Path) -> Pattern:
    inner_node = node.get(EACH)
    allowing = node.get(ALLOW)
    assert inner_node is not None
    pattern = _pattern(inner_node, compiling, (*at, EACH))
    allows_empty = isinstance(allowing, ScalarNode) and allowing.value is True

    def compare(value: object, path: Path, comparing: Comparing) -> None:
        if not isinstance(value, list | tuple):
            comparing.add(_kind_difference(value, "list", path))
        elif not value and not allows_empty:
            hint = f"`{ALLOW}: true` beside `{EACH}` says that nothing is fine"
            comparing.add(
                Difference(path, "an element", "empty list", "the list is empty, so nothing was checked", hint)
            )
        else:
            for index, item in enumerate(value):
                pattern(item, (*path, index), comparing)

    return compare


def _matcher_pattern(node: Node, compiling: Compiling) -> Pattern:
    binding = compiling.matcher(node, About("the value"))

    def compare(value: object, path: Path, comparing: Comparing) -> None:
        criterion = bound(binding, comparing.scope)
        mismatch = criterion.judge(value, comparing.scope)
        if mismatch is None:
            return
        if mismatch.differences:
            for difference in mismatch.differences:
                comparing.add(difference.under(*path))
            return
        actual = None if value is MISSING else mismatch.actual or describe(value)
        expected = mismatch.expected or criterion.expected
        at = mismatch.at
        comparing.add(Difference(path + mismatch.path, expected, actual, mismatch.explanation, mismatch.hint, at=at))

    return compare


OPERATORS = (
    Operator(
        "like",
        "Has these keys with these values, and perhaps others. Lists element by element, of the same length; "
        "`~string`, `~integer|null`, `~datetime`, `~string|absent` stand for anything of that type or format; "
        "`{~each: ...}` for every element of a list that has some; `{~is: {...}}` holds operators; "
        "a text that starts with `~` is written `~~`.",
        "a tree",
        "body: {like: {id: 7, sku: ~string, note: ~string|absent, lines: {~each: {quantity: ~integer}}}}",
        schemas.ANY,
        _compile_like,
        frozenset({"any", "map", "list", "text"}),
    ),
)

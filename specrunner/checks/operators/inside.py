"""Operators that look into the value: several checks of its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...lean import dataclass
from ...source import SourceSpan
from ...source.codes import checks as codes
from ...syntax import Entry, MappingNode, Node, span_within
from ...values import Scope, Selector, compile_jmespath, compile_selector
from ..absence import Absence, explain_absence
from ..compiler import bound
from ..mismatch import Mismatch
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator
from ..subject import SubjectType
from . import schemas

_HOLDING: frozenset[SubjectType] = frozenset({"any", "list", "map"})


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-check; `text` says what it looks at."""

    text: str
    selector: Selector
    binding: Binding


def _compiled(name: str, read: Callable[[Entry], tuple[str, Selector]]) -> Callable[[Node, Compiling], Binding]:
    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        if not isinstance(node, MappingNode) or not node.entries:
            wanted = "JSONPaths" if name == "path" else "JMESPath expressions"
            raise OperandError(f"`{name}` takes a map from {wanted} to matchers")
        parts = tuple(_part(entry, read, compiling) for entry in node)
        if all(isinstance(part.binding, Criterion) for part in parts):
            return _criterion(parts)
        return lambda scope: _criterion(tuple(replace(part, binding=bound(part.binding, scope)) for part in parts))

    return compile_operand


def _part(entry: Entry, read: Callable[[Entry], tuple[str, Selector]], compiling: Compiling) -> Part:
    if "${{" in entry.name:
        raise OperandError(
            "a path cannot hold a template", path=(entry.name,), code=codes.TEMPLATED_SUBJECT, is_key=True
        )
    text, selector = read(entry)
    is_plural = not selector.is_singular
    about = About(text, "list" if is_plural else "any", is_plural=is_plural)
    return Part(text, selector, compiling.matcher(entry.value, about))


def _locate(entry: Entry) -> Callable[[int, int], SourceSpan]:
    return lambda start, end: span_within(entry.key, start, end)


def _read_jsonpath(entry: Entry) -> tuple[str, Selector]:
    if not entry.name.startswith("$"):
        hint = f"did you mean `$.{entry.name}`?"
        raise OperandError(
            f"`{entry.name}` is not a JSONPath: it starts with `$`", path=(entry.name,), hint=hint, is_key=True
        )
    return entry.name, compile_selector(entry.name, _locate(entry))


def _read_jmespath(entry: Entry) -> tuple[str, Selector]:
    return f"jmespath({entry.name})", compile_jmespath(entry.name, _locate(entry))


def _criterion(parts: tuple[Part, ...]) -> Criterion:
    pairs = [(part, part.binding) for part in parts if isinstance(part.binding, Criterion)]

    def judge(value: object, scope: Scope) -> Mismatch | None:
        clash: Mismatch | None = None
        for part, criterion in pairs:
            found = part.selector.value(value)
            mismatch = criterion.judge(found, scope)
            if mismatch is None:
                continue
            mismatch = _placed(part, mismatch, value)
            if not mismatch.is_clash:
                return mismatch
            clash = clash or mismatch
        return clash

    return Criterion("; ".join(f"{part.text} {criterion.expected}" for part, criterion in pairs), judge)


def _placed(part: Part, mismatch: Mismatch, value: object) -> Mismatch:
    if mismatch.is_missing:
        keys = part.selector.keys
        absence = Absence(f"{part.text} finds nothing") if keys is None else explain_absence(value, keys, "$")
        # Whoever asks for the opposite of a missing thing asks in vain: nothing was judged.
        return replace(mismatch, explanation=absence.explanation, hint=absence.hint, is_missing=False, is_clash=True)
    if part.selector.keys is not None:
        return mismatch.under(*part.selector.keys)
    return replace(mismatch, explanation=f"{part.text}: {mismatch.explanation}", path=(), differences=())


OPERATORS = (
    Operator(
        "path",
        "Matchers for parts of the value, each found by a JSONPath in it.",
        "a map from JSONPaths to matchers",
        'body: {path: {"$.id": {gt: 0}, "$.lines[*].quantity": {each: {gte: 1}}}}',
        schemas.MATCHERS_BY_PATH,
        _compiled("path", _read_jsonpath),
        _HOLDING,
    ),
    Operator(
        "jmespath",
        "Matchers for what JMESPath expressions make of the value.",
        "a map from JMESPath expressions to matchers",
        'body: {jmespath: {"lines[?quantity > `1`].sku": {count: 2}}}',
        schemas.MATCHERS_BY_PATH,
        _compiled("jmespath", _read_jmespath),
        _HOLDING,
    ),
)

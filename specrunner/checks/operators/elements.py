"""Operators that go through the elements of a list, asking the same of each."""

from __future__ import annotations

from collections.abc import Callable

from ...source.codes import checks as codes
from ...syntax import MappingNode, Node, ScalarNode
from ...values import Scope
from ..compiler import bound
from ..mismatch import Difference, Mismatch, clash
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator
from ..subject import SubjectType
from . import schemas

LISTED: frozenset[SubjectType] = frozenset({"any", "list"})
_MAX_SHOWN = 50

Judged = list[tuple[int, Mismatch]]


def element(about: About) -> About:
    """What is known of the elements of a list."""
    return About(about.subject if about.is_plural else f"{about.subject}[*]", about.item_type)


def over(build: Callable[[Criterion], Criterion]) -> Callable[[Node, Compiling], Binding]:
    """The `compile` of an operator whose operand is a matcher for the elements."""

    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        inner = compiling.matcher(node, element(compiling.about))
        if isinstance(inner, Criterion):
            return build(inner)
        return lambda scope: build(inner(scope))

    return compile_operand


def list_or_clash(value: object) -> list[object] | tuple[object, ...] | Mismatch:
    if isinstance(value, list | tuple):
        return value
    hint = "to go through the values of a map, write a path that ends with `.*`" if isinstance(value, dict) else None
    return clash(value, "a list", hint=hint)


def _each(inner: Criterion) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        judge_one = inner.judge
        failing: Judged = []
        for index, item in enumerate(items):
            mismatch = judge_one(item, scope)
            if mismatch is not None:
                failing.append((index, mismatch))
        return _some_fail(failing, len(items), inner.expected) if failing else None

    return Criterion(f"each: {inner.expected}", judge)


def _some_fail(failing: Judged, count: int, expected: str) -> Mismatch:
    index, first = failing[0]
    verb = "does" if len(failing) == 1 else "do"
    others = f" ({len(failing)} of {count} elements {verb} not hold)" if count > 1 else ""
    differences = tuple(
        difference for at, mismatch in failing[:_MAX_SHOWN] for difference in _differences(at, mismatch, expected)
    )
    return Mismatch(
        first.explanation + others,
        expected=first.expected or expected,
        actual=first.actual,
        path=(index, *first.path),
        differences=differences if count > 1 or first.differences else (),
        diff=first.diff if count == 1 else (),
        hint=first.hint,
        is_clash=all(mismatch.is_clash for _, mismatch in failing),
        at=first.at,
    )


def _differences(index: int, mismatch: Mismatch, expected: str) -> tuple[Difference, ...]:
    if mismatch.differences:
        return tuple(difference.under(index) for difference in mismatch.differences)
    actual = mismatch.actual or mismatch.explanation
    return (Difference((index, *mismatch.path), mismatch.expected or expected, actual, mismatch.explanation),)


def _any(inner: Criterion) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        mismatches: Judged = []
        for index, item in enumerate(items):
            mismatch = inner.judge(item, scope)
            if mismatch is None:
                return None
            mismatches.append((index, mismatch))
        return _none_holds(mismatches, inner.expected) if mismatches else None

    return Criterion(f"any: {inner.expected}", judge)


def _none_holds(mismatches: Judged, expected: str) -> Mismatch:
    count = len(mismatches)
    differences = tuple(
        difference for at, mismatch in mismatches[:_MAX_SHOWN] for difference in _differences(at, mismatch, expected)
    )
    first = mismatches[0][1].explanation
    reason = (
        f"the only element does not hold: {first}"
        if count == 1
        else f"none of {count} elements holds; first: {first}"
    )
    is_clash = all(mismatch.is_clash for _, mismatch in mismatches)
    return Mismatch(reason, differences=differences if count > 1 else (), is_clash=is_clash)


def _none(inner: Criterion) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        holding: list[int] = []
        for index, item in enumerate(items):
            mismatch = inner.judge(item, scope)
            if mismatch is None:
                holding.append(index)
            elif mismatch.is_clash:
                return mismatch.under(index)
        if not holding:
            return None
        count = (
            f"{len(holding)} of {len(items)} elements hold{'s' if len(holding) == 1 else ''}"
            if len(items) > 1
            else "the only element holds"
        )
        return Mismatch(f"{count}, and none should: {inner.expected}", path=(holding[0],))

    return Criterion(f"none: {inner.expected}", judge)


def _counted(name: str) -> Callable[[Node, Compiling], Binding]:
    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        limit, of = _count_and_matcher(name, node)
        inner = compiling.matcher(of, element(compiling.about))
        return lambda scope: _counting(name, limit, bound(inner, scope))

    return compile_operand


def _count_and_matcher(name: str, node: Node) -> tuple[int, Node]:
    hint = (
        f"write `{name}: {{count: 2, of: ...}}`; a number is compared with `{'gte' if name == 'at_least' else 'lte'}`"
    )
    if not isinstance(node, MappingNode) or set(node.names()) != {"count", "of"}:
        raise OperandError(f"`{name}` takes a count and a matcher for the elements", hint=hint)
    count, of = node.get("count"), node.get("of")
    assert of is not None
    value = count.value if isinstance(count, ScalarNode) else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise OperandError("a count is a whole number, 0 or more", path=("count",))
    if name == "at_least" and value == 0:
        raise OperandError("at least 0 is always true", path=("count",), code=codes.NEVER_HOLDS)
    return value, of


def _counting(name: str, limit: int, inner: Criterion) -> Criterion:
    words = f"{name.replace('_', ' ')} {limit} of the elements: {inner.expected}"

    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        count = 0
        for index, item in enumerate(items):
            mismatch = inner.judge(item, scope)
            if mismatch is None:
                count += 1
            elif mismatch.is_clash and name == "at_most":
                return mismatch.under(index)
        if (count >= limit) if name == "at_least" else (count <= limit):
            return None
        return Mismatch(f"{count} of {len(items)} elements hold, not {words}", actual=f"{count} of {len(items)}")

    return Criterion(words, judge)


_A_MATCHER = "a matcher for the elements; a bare value means `eq`"

OPERATORS = (
    Operator(
        "each",
        "Every element holds.",
        _A_MATCHER,
        "$.lines[*].quantity: {each: {gte: 1}}",
        schemas.MATCHER,
        over(_each),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "any",
        "One element or more holds.",
        _A_MATCHER,
        "$.roles: {any: admin}",
        schemas.MATCHER,
        over(_any),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "none",
        "No element holds. An element of a kind that cannot be judged (text where a number is needed) fails.",
        _A_MATCHER,
        "$.lines[*].state: {none: cancelled}",
        schemas.MATCHER,
        over(_none),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "at_least",
        "A number of elements or more hold.",
        "a map of `count` and `of`, a matcher",
        "$.items: {at_least: {count: 2, of: {like: {kind: book}}}}",
        schemas.COUNTED,
        _counted("at_least"),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "at_most",
        "A number of elements or fewer hold.",
        "a map of `count` and `of`, a matcher",
        "$.items[*].state: {at_most: {count: 1, of: pending}}",
        schemas.COUNTED,
        _counted("at_most"),
        LISTED,
        needs_elements=True,
    ),
)

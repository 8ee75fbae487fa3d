"""Operators that look for several elements of a list: each matcher wants one of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ...source import SourceSpan
from ...syntax import Node, SequenceNode
from ...values import Scope
from ..compiler import bound
from ..mismatch import Difference, Mismatch
from ..operator import Binding, Compiling, Criterion, OperandError, Operator
from . import schemas
from .elements import LISTED, element, list_or_clash

Spans: TypeAlias = tuple[SourceSpan, ...]
"""Where each matcher stands."""
Build: TypeAlias = Callable[[tuple[Criterion, ...], Spans], Criterion]


def _several(build: Build, name: str) -> Callable[[Node, Compiling], Binding]:
    """The `compile` of an operator whose operand is a list of matchers, each for an element of its own."""

    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        if not isinstance(node, SequenceNode) or not node.items:
            hint = f"write `{name}: [first, second]`; each is a matcher for one element"
            raise OperandError(f"`{name}` takes a list of matchers", hint=hint)
        about = element(compiling.about)
        parts = [compiling.matcher(item, about) for item in node.items]
        spans = tuple(item.span for item in node.items)
        fixed = [part for part in parts if isinstance(part, Criterion)]
        if len(fixed) == len(parts):
            return build(tuple(fixed), spans)
        return lambda scope: build(tuple(bound(part, scope) for part in parts), spans)

    return compile_operand


def _in_order(parts: tuple[Criterion, ...], spans: Spans) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        position = 0
        places: list[int] = []
        for number, part in enumerate(parts, 1):
            # The first that fits leaves the most elements for those that follow.
            found = next((at for at in range(position, len(items)) if part.judge(items[at], scope) is None), None)
            if found is None:
                return _out_of_order(items, part, spans[number - 1], number, places, scope)
            places.append(found)
            position = found + 1
        return None

    return Criterion(f"in this order: {_listed(parts)}", judge)


def _out_of_order(
    items: list[object] | tuple[object, ...],
    part: Criterion,
    span: SourceSpan,
    number: int,
    places: list[int],
    scope: Scope,
) -> Mismatch:
    before = next((at for at in range(len(items)) if part.judge(items[at], scope) is None), None)
    after = f" behind element {places[-1]}" if places else ""
    if before is None:
        reason = f"no element holds for matcher {number}: {part.expected}"
    elif before in places:
        reason = f"no further element{after} holds for matcher {number}: {part.expected}"
    else:
        reason = f"matcher {number} ({part.expected}) holds for element {before}, which is not{after}"
    met = f"; the matchers before it were met by {_elements(places)}" if places else ""
    unmet = (Difference((), part.expected, None, "", at=span),)
    return Mismatch(reason + met, expected=part.expected, differences=unmet, at=span)


def _any_order(parts: tuple[Criterion, ...], spans: Spans) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        items = list_or_clash(value)
        if isinstance(items, Mismatch):
            return items
        fits = [[at for at, item in enumerate(items) if part.judge(item, scope) is None] for part in parts]
        taken: dict[int, int] = {}
        unmet = [number for number in range(len(parts)) if not _assign(number, fits, taken, set())]
        if not unmet:
            return None
        return _not_met(parts, spans, unmet, fits)

    return Criterion(f"in any order: {_listed(parts)}", judge)


def _assign(number: int, fits: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Gives matcher `number` an element of its own, moving others to another one where that helps."""
    for at in fits[number]:
        if at not in seen:
            seen.add(at)
            if at not in taken or _assign(taken[at], fits, taken, seen):
                taken[at] = number
                return True
    return False


def _not_met(parts: tuple[Criterion, ...], spans: Spans, unmet: list[int], fits: list[list[int]]) -> Mismatch:
    first = unmet[0]
    wanted = parts[first].expected
    if not fits[first]:
        reason = f"no element holds for matcher {first + 1}: {wanted}"
    else:
        reason = f"matcher {first + 1} ({wanted}) has no element of its own: {_elements(fits[first])} met another one"
    others = f" ({len(unmet)} of {len(parts)} matchers are not met)" if len(parts) > 1 else ""
    differences = tuple(Difference((), parts[number].expected, None, "", at=spans[number]) for number in unmet)
    return Mismatch(reason + others, expected=wanted, differences=differences, at=spans[first])


def _listed(parts: tuple[Criterion, ...]) -> str:
    return "; ".join(part.expected for part in parts)


def _elements(places: list[int]) -> str:
    return f"element{'' if len(places) == 1 else 's'} {', '.join(map(str, places))}"


OPERATORS = (
    Operator(
        "in_order",
        "Elements hold for these matchers in this order; others may stand between them.",
        "a list of matchers, each for an element of its own",
        "$.events[*].state: {in_order: [created, paid, shipped]}",
        schemas.MATCHERS,
        _several(_in_order, "in_order"),
        LISTED,
    ),
    Operator(
        "any_order",
        "Each of these matchers holds for an element of its own, wherever it stands.",
        "a list of matchers, each for an element of its own",
        "$.events: {any_order: [{like: {kind: ack}}, {like: {kind: said}}]}",
        schemas.MATCHERS,
        _several(_any_order, "any_order"),
        LISTED,
    ),
)

"""Operators side by side that no value can satisfy all at once, as far as their literal operands tell."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ..lean import dataclass
from ..source import Diagnostic
from ..source.codes import checks as codes
from ..syntax import Entry
from ..values import FunctionContext, Scope
from .operator import About, Criterion, OperandError
from .quantity import is_number, read_number

_NUMERIC = ("gt", "gte", "lt", "lte", "between", "in", "not_in", "ne", "multiple_of", "close_to")
_TAKES_NOTHING = ("exists", "all_of", "any_of", "one_of", "allow_empty")


@dataclass(frozen=True, slots=True)
class Sibling:
    """One operator of a matcher whose operand is literal."""

    entry: Entry
    operand: object
    criterion: Criterion

    @property
    def name(self) -> str:
        return self.entry.name

    def refuses(self, value: object) -> bool:
        return self.criterion.judge(value, _NOTHING_TO_READ) is not None


def contradictions(entries: Sequence[Entry], siblings: Sequence[Sibling], about: About) -> Iterator[Diagnostic]:
    """At most one of each sort, marked at the operator that comes later. `entries` are all operators, `siblings` the
    literal ones."""
    by_name = {each.name: each for each in siblings}
    absent = by_name.get("exists")
    if absent is not None and absent.operand is False:
        for entry in entries:
            if entry.name not in _TAKES_NOTHING:
                yield _never(entry, f"`{entry.name}` fails where nothing is, which `exists: false` wants")
                return
    if about.type == "date":
        return
    for name, values in (("eq", _only), ("in", _options)):
        if (choice := by_name.get(name)) is not None and (found := values(choice.operand)):
            yield from _outside(choice, found, siblings, about)
    yield from _empty_range(by_name, about)


def _only(operand: object) -> list[object]:
    return [operand] if operand is None or isinstance(operand, str | bool | int | float) else []


def _options(operand: object) -> list[object]:
    options = list(operand) if isinstance(operand, list | tuple) else []
    return options if all(_only(option) for option in options) else []


def _outside(
    choice: Sibling, values: Sequence[object], siblings: Sequence[Sibling], about: About
) -> Iterator[Diagnostic]:
    """Another operator that refuses every value that `choice` allows."""
    try:
        read = [read_number(value, about) if about.type in _UNITS else value for value in values]
    except OperandError:
        return
    # 1 and 1.0 are equal, but other operators may tell them apart.
    has_numbers = any(is_number(value) for value in read)
    for other in siblings:
        if other is choice or (has_numbers and other.name not in _NUMERIC) or other.name in ("exists", "type"):
            continue
        if all(other.refuses(value) for value in read):
            later = max(choice.entry, other.entry, key=lambda entry: entry.key.start)
            wanted = "the value" if choice.name == "eq" else "every value"
            yield _never(later, f"`{other.name}` refuses {wanted} that `{choice.name}` wants")
            return


_UNITS = ("duration", "size", "ratio", "rate")


def _limits(sibling: Sibling) -> tuple[object, object]:
    """The least and the greatest number that an operator allows, None where it has none."""
    operand = sibling.operand
    if sibling.name == "between" and isinstance(operand, list):
        return operand[0], operand[1]
    return (operand, None) if sibling.name in ("gt", "gte") else (None, operand)


def _empty_range(by_name: Mapping[str, Sibling], about: About) -> Iterator[Diagnostic]:
    lows: list[tuple[float, bool, Sibling]] = []
    highs: list[tuple[float, bool, Sibling]] = []
    for name in ("gt", "gte", "lt", "lte", "between"):
        if (sibling := by_name.get(name)) is None:
            continue
        low, high = _limits(sibling)
        is_strict = name in ("gt", "lt")
        if low is not None:
            lows.append((float(read_number(low, about)), is_strict, sibling))
        if high is not None:
            highs.append((float(read_number(high, about)), is_strict, sibling))
    for low_number, is_above, lower in lows:
        for high_number, is_below, upper in highs:
            is_point = low_number == high_number and (is_above or is_below)
            if lower is not upper and (low_number > high_number or is_point):
                first, later = sorted((lower, upper), key=lambda each: each.entry.key.start)
                yield _never(later.entry, f"no number fits both `{first.name}` and `{later.name}`")
                return


def _never(entry: Entry, message: str) -> Diagnostic:
    return codes.NEVER_HOLDS.at(entry.key.span.to(entry.value.span), message, hint="take one of them out")


def _no_file(name: str) -> bytes:
    raise FileNotFoundError(2, "there is no such file", name)


# Literal operands read nothing of it.
_NOTHING_TO_READ = Scope(
    {}, functions=FunctionContext(lambda: datetime(1970, 1, 1, tzinfo=UTC), random.Random(0), _no_file, lambda: 0.0)
)

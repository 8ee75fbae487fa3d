"""Operators that compare with a value: equality, order, membership."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from ...source.codes import checks as codes
from ...values import Scope, describe, parse_percent, same_value
from ..instant import read_instant
from ..mismatch import Mismatch, clash
from ..operator import About, Criterion, OperandError, Operator, from_value
from ..quantity import UNITS, Number, is_number, read_number, show_number
from ..subject import SubjectType
from ..unequal import explain_unequal
from ..wanted import known_type, read_wanted
from . import schemas

NUMERIC: frozenset[SubjectType] = frozenset({"any", "integer", "number", "duration", "size", "ratio", "rate"})


def _is_same(wanted: object, about: About) -> Callable[[object], bool]:
    """Equality with a fixed value, in the terms of the subject."""
    if about.type == "date":
        return lambda value: _as_instant(value) == wanted
    kind = type(wanted)
    if kind is str or kind is int or kind is bool:
        # The common case by far: same type, same value. Only integers have another type to equal, numbers.
        return lambda value: value == wanted if type(value) is kind else same_value(wanted, value)
    return lambda value: same_value(wanted, value)


def _as_instant(value: object) -> object:
    try:
        return read_instant(value)
    except ValueError:
        return value


def _prepare_eq(operand: object, about: About) -> Criterion:
    wanted = read_wanted(operand, about)
    holds = _is_same(wanted, about)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if holds(value):
            return None
        mismatch = explain_unequal(wanted, value, about)
        # The operand looks like the value, so a place in the one is a place in the other.
        return replace(mismatch, operand_path=mismatch.path) if mismatch.path else mismatch

    return Criterion(show_number(wanted, about), judge)


def _prepare_ne(operand: object, about: About) -> Criterion:
    wanted = read_wanted(operand, about)
    holds = _is_same(wanted, about)
    shown = show_number(wanted, about)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        return Mismatch(f"the value is {shown}, which it must not be") if holds(value) else None

    return Criterion(f"anything but {shown}", judge)


def _number_text(number: Number, about: About) -> str:
    return UNITS[about.type].show(number) if about.type in UNITS else describe(number).partition(" ")[2]


def not_a_number(value: object) -> Mismatch:
    hint = "the answer has a text: numbers come without quotes" if isinstance(value, str) else None
    return clash(value, "a number", hint=hint)


def _ordered(words: str, holds: Callable[[Number, Number], bool]) -> Callable[[object, About], Criterion]:
    def prepare(operand: object, about: About) -> Criterion:
        limit = read_number(operand, about)
        phrase = f"{words} {_number_text(limit, about)}"

        def judge(value: object, scope: Scope) -> Mismatch | None:
            if isinstance(value, bool) or not isinstance(value, int | float):
                return not_a_number(value)
            if holds(value, limit):
                return None
            shown = show_number(value, about)
            return Mismatch(f"{shown} is not {phrase}", actual=shown)

        return Criterion(phrase, judge)

    return prepare


def _prepare_between(operand: object, about: About) -> Criterion:
    if not isinstance(operand, list | tuple) or len(operand) != 2:
        found = f"list of {len(operand)}" if isinstance(operand, list | tuple) else describe(operand)
        raise OperandError(f"`between` takes two numbers, not {found}", hint="write `[lowest, highest]`")
    low, high = (read_number(limit, about, path=(index,)) for index, limit in enumerate(operand))
    if low > high:
        shown = f"[{_number_text(high, about)}, {_number_text(low, about)}]"
        raise OperandError("nothing is between these", hint=f"did you mean `{shown}`?", code=codes.NEVER_HOLDS)
    phrase = f"between {_number_text(low, about)} and {_number_text(high, about)}"

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not is_number(value):
            return not_a_number(value)
        if low <= value <= high:  # type: ignore[operator]  # a number, by the line above
            return None
        return Mismatch(f"{show_number(value, about)} is not {phrase}", actual=show_number(value, about))

    return Criterion(phrase, judge)


def _prepare_close_to(operand: object, about: About) -> Criterion:
    if not isinstance(operand, Mapping) or set(operand) != {"value", "within"}:
        raise OperandError(
            f"`close_to` takes a value and a distance, not {describe(operand)}",
            hint="write `{value: 3.14, within: 0.01}`; `within` may be a percentage",
        )
    middle = read_number(operand["value"], about, path=("value",))
    distance = _read_distance(operand["within"], middle, about)
    phrase = f"within {_number_text(distance, about)} of {_number_text(middle, about)}"

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not is_number(value):
            return not_a_number(value)
        # As decimals: 0.3 is within 0.1 of 0.2, though the floats are a hair further apart.
        number = _decimal(value)
        if number.is_finite() and abs(number - _decimal(middle)) <= _decimal(distance):
            return None
        return Mismatch(f"{show_number(value, about)} is not {phrase}", actual=show_number(value, about))

    return Criterion(phrase, judge)


def _read_distance(operand: object, middle: Number, about: About) -> Number:
    is_percent = isinstance(operand, str) and operand.strip().endswith("%") and about.type != "ratio"
    if not is_percent:
        distance = read_number(operand, about, path=("within",))
    else:
        try:
            distance = float(abs(_decimal(middle)) * _decimal(parse_percent(str(operand))))
        except ValueError as error:
            raise OperandError(str(error), path=("within",)) from None
    if distance < 0:
        raise OperandError("a distance cannot be negative", path=("within",), code=codes.NEVER_HOLDS)
    return distance


def _decimal(number: object) -> Decimal:
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))


def _prepare_multiple_of(operand: object, about: About) -> Criterion:
    if not is_number(operand) or not operand > 0:  # type: ignore[operator]  # a number, by the first half
        raise OperandError(f"`multiple_of` takes a number above 0, not {describe(operand)}")
    phrase = f"a multiple of {_number_text(operand, about)}"  # type: ignore[arg-type]  # likewise
    step = _decimal(operand)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not is_number(value):
            return not_a_number(value)
        if isinstance(value, int) and isinstance(operand, int):
            holds = value % operand == 0
        else:
            number = _decimal(value)
            holds = number.is_finite() and number / step == (number / step).to_integral_value()
        return None if holds else Mismatch(f"{describe(value)} is not {phrase}")

    return Criterion(phrase, judge)


def _members(operand: object, about: About, name: str) -> tuple[list[object], str]:
    if not isinstance(operand, list | tuple):
        raise OperandError(f"`{name}` takes a list, not {describe(operand)}", hint=f"write `{name}: [{operand}]`")
    if not operand:
        raise OperandError("nothing is in an empty list", code=codes.NEVER_HOLDS)
    values = [read_wanted(item, about, path=(index,)) for index, item in enumerate(operand)]
    shown = ", ".join(show_number(value, about) for value in values[:8])
    return values, shown + (f" and {len(values) - 8} more" if len(values) > 8 else "")


def _prepare_in(operand: object, about: About) -> Criterion:
    values, shown = _members(operand, about, "in")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if any(same_value(member, value) for member in values):
            return None
        got = show_number(value, about)
        hint = next(
            (unequal.hint for unequal in (explain_unequal(m, value, about) for m in values) if unequal.hint), None
        )
        return Mismatch(f"{got} is none of {shown}", actual=got, hint=hint)

    return Criterion(f"one of {shown}", judge)


def _prepare_not_in(operand: object, about: About) -> Criterion:
    values, shown = _members(operand, about, "not_in")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not any(same_value(member, value) for member in values):
            return None
        return Mismatch(f"{show_number(value, about)} is one of those that it must not be")

    return Criterion(f"none of {shown}", judge)


_A_NUMBER = "a number; where the subject has a unit, with it: `500ms`, `10KiB`, `5%`"

OPERATORS = (
    Operator(
        "eq",
        'Equals, with type: 1 is 1.0, but neither the text "1" nor true. Lists in order, maps in any order.',
        "any value; a bare value means the same",
        "$.state: {eq: shipped}",
        schemas.ANY,
        from_value(_prepare_eq),
    ),
    Operator("ne", "Does not equal.", "any value", "$.state: {ne: failed}", schemas.ANY, from_value(_prepare_ne)),
    *(
        Operator(name, doc, _A_NUMBER, example, schemas.NUMBER, from_value(_ordered(words, holds)), NUMERIC)
        for name, doc, words, example, holds in (
            ("gt", "Is more than.", "more than", "$.id: {gt: 0}", operator.gt),
            ("gte", "Is at least.", "at least", "$.total: {gte: 10}", operator.ge),
            ("lt", "Is less than.", "less than", "time: {lt: 500ms}", operator.lt),
            ("lte", "Is at most.", "at most", "size: {lte: 10KiB}", operator.le),
        )
    ),
    Operator(
        "between",
        "Is between two numbers, both included.",
        "a list of the lowest and the highest",
        "$.age: {between: [18, 120]}",
        {"anyOf": [{"type": "array", "items": schemas.NUMBER, "minItems": 2, "maxItems": 2}, schemas.TEMPLATE]},
        from_value(_prepare_between),
        NUMERIC,
    ),
    Operator(
        "close_to",
        "Is a number near another one.",
        "a map of `value` and `within`, a distance or a percentage of the value",
        "$.ratio: {close_to: {value: 0.33, within: 0.01}}",
        {
            "type": "object",
            "properties": {
                "value": {**schemas.NUMBER, "description": "What it should be near."},
                "within": {**schemas.NUMBER, "description": "How far off it may be: a number, or `5%` of the value."},
            },
            "required": ["value", "within"],
            "additionalProperties": False,
        },
        from_value(_prepare_close_to),
        NUMERIC,
    ),
    Operator(
        "multiple_of",
        "Is a whole number of times another number.",
        "a number above 0",
        "$.price: {multiple_of: 0.05}",
        {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, schemas.TEMPLATE]},
        from_value(_prepare_multiple_of),
        NUMERIC,
    ),
    Operator(
        "in",
        "Equals one of several values.",
        "a list of values",
        "$.state: {in: [new, paid]}",
        schemas.FILLED_LIST,
        from_value(_prepare_in),
        known_type("list"),
    ),
    Operator(
        "not_in",
        "Equals none of several values.",
        "a list of values",
        "status: {not_in: [500, 502, 503]}",
        schemas.FILLED_LIST,
        from_value(_prepare_not_in),
        known_type("list"),
    ),
)

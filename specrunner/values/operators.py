"""The operators on values. CEL's rules, with one widening: an integer beside a double counts as a double.

Every function raises OperandError for values that it does not take.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, cast

from ..source.codes import values as codes
from .describe import describe
from .equality import same_value
from .failure import OperandError
from .kinds import BOOL, BYTES, DOUBLE, DURATION, INT, LIST, MAP, NULL, NUMBER, TEXT, TIMESTAMP, Kinds, kind_of
from .limits import MAX_PARTS, MAX_TEXT
from .moments import MAX_DURATION

MIN_INT: Final = -(2**63)
MAX_INT: Final = 2**63 - 1


_ORDERED: Final = BOOL | TEXT | BYTES | TIMESTAMP | DURATION
_ATOMS: Final = (str, int, bool, float, type(None), bytes, datetime, timedelta)


def add(a: Any, b: Any) -> object:
    kind, other = kind_of(a), kind_of(b)
    if kind & NUMBER and other & NUMBER:
        return _number(lambda: a + b)
    if kind == other:
        if kind in (TEXT, BYTES):
            return _bounded(a + b, MAX_TEXT, "a text of more than 10 MiB")
        if kind == LIST:
            return _bounded([*a, *b], MAX_PARTS, f"a list of more than {MAX_PARTS:,} items")
    if kind | other in (TIMESTAMP | DURATION, DURATION):
        return _time(lambda: a + b)
    hint = None
    if TEXT in (kind, other):
        hint = "texts are joined with texts: write `string(...)` around the other one"
    raise _clash("added", a, b, hint)


def subtract(a: Any, b: Any) -> object:
    kind, other = kind_of(a), kind_of(b)
    if kind & NUMBER and other & NUMBER:
        return _number(lambda: a - b)
    if kind & (TIMESTAMP | DURATION) and (other == DURATION or kind == other == TIMESTAMP):
        return _time(lambda: a - b)
    raise _clash("subtracted", a, b)


def multiply(a: Any, b: Any) -> object:
    if kind_of(a) & NUMBER and kind_of(b) & NUMBER:
        return _number(lambda: a * b)
    hint = "write `repeat(text, times)`" if TEXT in (kind_of(a), kind_of(b)) else None
    raise _clash("multiplied", a, b, hint)


def divide(a: Any, b: Any) -> object:
    kind, other = kind_of(a), kind_of(b)
    if kind == other == INT:
        _refuse_zero(b)
        quotient = abs(a) // abs(b)
        return _number(lambda: quotient if (a < 0) == (b < 0) else -quotient)
    if kind & NUMBER and other & NUMBER:
        if b == 0:  # IEEE 754, as in CEL: Python raises here
            return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)
        return _number(lambda: a / b)
    raise _clash("divided", a, b)


def remainder(a: Any, b: Any) -> object:
    if kind_of(a) == kind_of(b) == INT:
        _refuse_zero(b)
        rest = abs(a) % abs(b)
        return -rest if a < 0 else rest
    hint = "`%` is for integers" if (kind_of(a) | kind_of(b)) & DOUBLE else None
    raise _clash("divided with a remainder", a, b, hint)


def negate(a: Any) -> object:
    if kind_of(a) & NUMBER:
        return _number(lambda: -a)
    raise OperandError(f"`-` takes a number, not {describe(a)}", code=codes.WRONG_TYPE)


def comparison(operator: str, compare: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    """One of `< <= > >=` on values of comparable kinds."""

    def run(a: object, b: object) -> bool:
        kind, other = kind_of(a), kind_of(b)
        if (kind & NUMBER and other & NUMBER) or (kind == other and kind & _ORDERED):
            return compare(a, b)
        hint = None
        if NULL in (kind, other):
            hint = "ask first whether it is null: `x != null && ...`"
        elif TEXT in (kind, other) and (kind | other) & NUMBER:
            hint = "write `int(...)` or `double(...)` around the text"
        elif TEXT in (kind, other) and (kind | other) & TIMESTAMP:
            hint = "write `timestamp(...)` around the text"
        message = f"{describe(a)} and {describe(b)} cannot be compared with `{operator}`"
        raise OperandError(message, hint, code=codes.WRONG_TYPE)

    return run


def equal(a: object, b: object) -> bool:
    """Deep equality: 1 equals 1.0, true equals neither; values of different kinds are unequal."""
    if type(a) is type(b) and type(a) in _ATOMS:
        return a == b
    return same_value(a, b)


def unequal(a: object, b: object) -> bool:
    return not equal(a, b)


def contained(item: object, container: Any) -> bool:
    """`item in container`: an item of a list, or a key of a map."""
    kind = kind_of(container)
    if kind == MAP:
        return kind_of(item) == TEXT and item in container
    if kind == LIST:
        return any(equal(item, candidate) for candidate in container)
    hint = "write `text.contains(part)`" if kind == TEXT else None
    message = f"`in` looks into lists and maps, not into {describe(container)}"
    raise OperandError(message, hint, code=codes.WRONG_TYPE)


def _number(compute: Callable[[], int | float]) -> int | float:
    try:
        result = compute()
    except OverflowError:  # an integer beyond any double, beside a double
        raise OperandError("the result does not fit into a double", code=codes.ARITHMETIC) from None
    if type(result) is not float and not MIN_INT <= result <= MAX_INT:
        hint = "integers have 64 bits; write one of them as a double"
        raise OperandError("the result does not fit into a 64-bit integer", hint, code=codes.ARITHMETIC)
    return result


def _time(compute: Callable[[], datetime | timedelta]) -> datetime | timedelta:
    try:
        result = compute()
    except OverflowError:
        raise OperandError("the result lies outside the years 1 to 9999", code=codes.ARITHMETIC) from None
    if isinstance(result, timedelta) and abs(result) > MAX_DURATION:
        raise OperandError("the duration is longer than 292 years", code=codes.ARITHMETIC)
    return result


def _bounded(built: Any, limit: int, what: str) -> object:
    if len(built) > limit:
        raise OperandError(f"this would build {what}", code=codes.EVALUATION_LIMIT)
    return cast(object, built)


def _refuse_zero(divisor: int) -> None:
    if divisor == 0:
        raise OperandError("division by zero", "ask first: `n != 0 ? ... : ...`", code=codes.ARITHMETIC)


def _clash(verb: str, a: object, b: object, hint: str | None = None) -> OperandError:
    if hint is None and NULL in (kind_of(a), kind_of(b)):
        hint = "ask first whether it is null: `x != null ? ... : ...`"
    return OperandError(f"{describe(a)} and {describe(b)} cannot be {verb}", hint, code=codes.WRONG_TYPE)


def result_kinds(operator: str, left: Kinds, right: Kinds) -> Kinds:
    """The kinds that `left operator right` can have; 0 when it can only fail (or, for `==`, only be false)."""
    kinds = 0
    numbers = left & NUMBER and right & NUMBER
    if operator in ("==", "!="):
        return BOOL if left & right or numbers or (left | right) & NULL else 0
    if operator == "in":
        return BOOL if right & (LIST | MAP) else 0
    if operator in ("<", "<=", ">", ">="):
        return BOOL if numbers or left & right & _ORDERED else 0
    if left & INT and right & INT:
        kinds |= INT
    if numbers and (left | right) & DOUBLE and operator != "%":
        kinds |= DOUBLE
    if operator == "+":
        kinds |= left & right & (TEXT | BYTES | LIST | DURATION)
    if operator in "+-" and left & TIMESTAMP and right & DURATION:
        kinds |= TIMESTAMP
    if operator == "+" and left & DURATION and right & TIMESTAMP:
        kinds |= TIMESTAMP
    if operator == "-":
        kinds |= left & right & DURATION
        if left & right & TIMESTAMP:
            kinds |= DURATION
    return kinds

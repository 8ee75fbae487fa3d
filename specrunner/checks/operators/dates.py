"""Operators about points in time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime, timedelta

from ...source.codes import checks as codes
from ...values import Scope, describe, format_duration, parse_duration
from ..instant import read_instant
from ..mismatch import Mismatch, clash
from ..operator import About, Criterion, OperandError, Operator, from_value
from ..subject import SubjectType
from . import schemas

DATED: frozenset[SubjectType] = frozenset({"any", "text", "date"})
NOW = "now"
# A server's clock may be a little ahead of ours, and a date in whole seconds may have been rounded up.
_AHEAD = timedelta(seconds=1)


def _not_a_date(value: object) -> Mismatch:
    return clash(value, "a date", hint="dates are texts such as `2027-01-31T08:00:00Z` or `2027-01-31`")


def _moment(operand: object, name: str) -> datetime | None:
    """The fixed moment, None for `now`."""
    if operand == NOW:
        return None
    try:
        return read_instant(operand)
    except ValueError:
        raise OperandError(
            f"`{name}` takes a date, not {describe(operand)}",
            hint="write `2027-01-31T08:00:00Z`, `2027-01-31` or `now`",
        ) from None


def _compared(name: str, holds: Callable[[datetime, datetime], bool]) -> Callable[[object, About], Criterion]:
    def prepare(operand: object, about: About) -> Criterion:
        fixed = _moment(operand, name)
        shown = "now" if fixed is None else fixed.isoformat()

        def judge(value: object, scope: Scope) -> Mismatch | None:
            try:
                found = read_instant(value)
            except ValueError:
                return _not_a_date(value)
            limit = scope.functions.now() if fixed is None else fixed
            if holds(found, limit):
                return None
            apart = f", but {_apart(found, limit)}"
            return Mismatch(f"{describe(value)} is not {name} {shown}{apart}")

        return Criterion(f"{name} {shown}", judge)

    return prepare


def _apart(found: datetime, limit: datetime) -> str:
    distance_s = (found - limit).total_seconds()
    if distance_s == 0:
        return "the same moment"
    return f"{format_duration(abs(distance_s))} {'after' if distance_s > 0 else 'before'} it"


def _prepare_within_last(operand: object, about: About) -> Criterion:
    length_s = _length_s(operand, about)
    phrase = f"within the last {format_duration(length_s)}"

    def judge(value: object, scope: Scope) -> Mismatch | None:
        try:
            found = read_instant(value)
        except ValueError:
            return _not_a_date(value)
        now = scope.functions.now()
        if now - timedelta(seconds=length_s) <= found <= now + _AHEAD:
            return None
        age_s = (now - found).total_seconds()
        where = f"{format_duration(abs(age_s))} {'ago' if age_s > 0 else 'ahead'}"
        return Mismatch(f"{describe(value)} is {where}, not {phrase}", actual=f"{describe(value)}, {where}")

    return Criterion(phrase, judge)


def _length_s(operand: object, about: About) -> float:
    if isinstance(operand, timedelta):
        return operand.total_seconds()
    if isinstance(operand, str):
        try:
            return parse_duration(operand)
        except ValueError as error:
            raise OperandError(str(error), code=codes.UNIT_MISSING) from None
    if about.is_rendered and isinstance(operand, int | float) and not isinstance(operand, bool) and operand >= 0:
        return float(operand)
    raise OperandError(
        f"`within_last` takes a duration, not {describe(operand)}", hint="write `5m`", code=codes.UNIT_MISSING
    )


_A_DATE = "a date with or without time (ISO 8601, UTC unless it says an offset), or `now`"

OPERATORS = (
    Operator(
        "before",
        "Is a date before another: ISO 8601 (without an offset: UTC), or as HTTP headers write it.",
        _A_DATE,
        "$.created: {before: now}",
        schemas.TEXT,
        from_value(_compared("before", operator.lt)),
        DATED,
    ),
    Operator(
        "after",
        "Is a date after another.",
        _A_DATE,
        "tls.not_after: {after: 2027-01-31}",
        schemas.TEXT,
        from_value(_compared("after", operator.gt)),
        DATED,
    ),
    Operator(
        "within_last",
        "Is a date at most this long ago, and not in the future (a second of it is overlooked).",
        "a duration",
        "$.created: {within_last: 5m}",
        schemas.TEXT,
        from_value(_prepare_within_last),
        DATED,
    ),
)

"""Dates in HTTP fields (RFC 9110 section 5.6.7), and the looser ones in cookies (RFC 6265bis section 5.1.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_MONTH = "|".join(_MONTHS)
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"

_DAY = "|".join(_DAYS)
_LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_IMF = re.compile(rf"(?:{_DAY}), (?P<day>[0-9]{{2}}) (?P<month>{_MONTH}) (?P<year>[0-9]{{4}}) {_TIME} GMT")
_RFC850 = re.compile(rf"{_LONG_DAY}, (?P<day>[0-9]{{2}})-(?P<month>{_MONTH})-(?P<year>[0-9]{{2}}) {_TIME} GMT")
_ASCTIME = re.compile(rf"(?:{_DAY}) (?P<month>{_MONTH}) (?P<day>[0-9 ][0-9]) {_TIME} (?P<year>[0-9]{{4}})")


def parse_http_date(text: str, now: datetime | None = None) -> datetime | None:
    """The moment an HTTP date names, in UTC; None when it is in none of the three forms or names no real moment.

    The weekday must be well formed but is not compared with the date. A two-digit year (RFC 850 form) that lies more
    than 50 years after `now` is of the century before; without `now`, 70 to 99 are 1970 to 1999.
    """
    for pattern in (_IMF, _RFC850, _ASCTIME):
        if (found := pattern.fullmatch(text)) is not None:
            year = int(found["year"])
            if pattern is _RFC850:
                year = _whole_year(year, now)
            return _moment(year, _MONTH_NUMBERS[found["month"].lower()], int(found["day"]), found)
    return None


def format_http_date(moment: datetime) -> str:
    """The preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`; `moment` is aware, fractions of a second are dropped."""
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc.hour:02}:{utc.minute:02}:{utc.second:02} GMT"


_COOKIE_DELIMITER = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_COOKIE_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?:[^0-9].*)?", re.DOTALL
)
_COOKIE_DAY = re.compile(r"([0-9]{1,2})(?:[^0-9].*)?", re.DOTALL)
_COOKIE_YEAR = re.compile(r"([0-9]{2,4})(?:[^0-9].*)?", re.DOTALL)


def parse_cookie_date(text: str) -> datetime | None:
    """The moment of a cookie's `Expires`, in UTC; None where RFC 6265bis section 5.1.1 fails."""
    time: re.Match[str] | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    for token in _COOKIE_DELIMITER.split(text):
        if time is None and (found := _COOKIE_TIME.fullmatch(token)) is not None:
            time = found
        elif day is None and (found := _COOKIE_DAY.fullmatch(token)) is not None:
            day = int(found[1])
        elif month is None and (number := _MONTH_NUMBERS.get(token[:3].lower())) is not None:
            month = number
        elif year is None and (found := _COOKIE_YEAR.fullmatch(token)) is not None:
            year = int(found[1])
    if time is None or day is None or month is None or year is None:
        return None
    if 70 <= year <= 99:
        year += 1900
    elif year <= 69:
        year += 2000
    return _moment(year, month, day, time) if year >= 1601 else None


def _whole_year(year: int, now: datetime | None) -> int:
    if now is None:
        return year + (1900 if year >= 70 else 2000)
    century = now.year - now.year % 100
    return century + year - (100 if century + year > now.year + 50 else 0)


def _moment(year: int, month: int, day: int, time: re.Match[str]) -> datetime | None:
    second = int(time["second"])
    try:
        moment = datetime(year, month, day, int(time["hour"]), int(time["minute"]), min(second, 59), tzinfo=UTC)
        # RFC 9110 allows second 60, a leap second, which datetime does not know.
        return moment + timedelta(seconds=1) if second == 60 else moment if second < 60 else None
    except (ValueError, OverflowError):
        return None

"""Points in time and durations as text: RFC 3339, and CEL's `1h30m`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_TIMESTAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII
)
_DURATION: Final = re.compile(r"(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|ms|s|m|h|d|w))+")
_PIECE: Final = re.compile(r"([0-9.]+)(ns|us|µs|ms|s|m|h|d|w)")
_UNIT_US: Final = {
    "ns": 0.001,
    "us": 1,
    "µs": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
# CEL keeps a duration in 64 bits of nanoseconds.
MAX_DURATION: Final = timedelta(microseconds=(2**63 - 1) // 1000)


def parse_timestamp(text: str) -> datetime:
    """An RFC 3339 date and time as an aware time. Raises ValueError with a sentence.

    Digits beyond microseconds are cut; a leap second counts as the second before it.
    """
    found = _TIMESTAMP.fullmatch(text.strip())
    if found is None:
        raise ValueError("it has not the form `2027-01-31T12:00:00Z` (RFC 3339, with a zone)")
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    microsecond = int((found[7] or "0").ljust(6, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), microsecond, parse_zone(found[8]))
    except ValueError as error:
        raise ValueError(f"there is no such date: {error}") from None


def parse_zone(text: str) -> timezone:
    """A fixed zone: `Z`, `+02:00`, `-0930`. Raises ValueError."""
    if text in ("Z", "z", "UTC"):
        return UTC
    found = re.fullmatch(r"([+-]?)(\d\d):?(\d\d)", text, re.ASCII)
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError(f"`{text}` is no time zone")
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)


def format_timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC: `2027-01-31T12:00:00Z`, with three or six digits of fraction when there is one."""
    utc = moment.astimezone(UTC)
    text = f"{utc.year:04}-{utc.month:02}-{utc.day:02}T{utc.hour:02}:{utc.minute:02}:{utc.second:02}"
    if utc.microsecond % 1000:
        return f"{text}.{utc.microsecond:06}Z"
    return f"{text}.{utc.microsecond // 1000:03}Z" if utc.microsecond else f"{text}Z"


def parse_cel_duration(text: str) -> timedelta:
    """`1h30m`, `-1.5s`, `+2d`: units ns us ms s m h, and d w beside CEL's. Raises ValueError with a sentence.

    What is finer than a microsecond is rounded.
    """
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("+", text)
    if digits == "0":
        return timedelta(0)
    if not _DURATION.fullmatch(digits):
        raise ValueError("it has not the form `1h30m`, `90s` or `250ms`")
    total_us = sum(_amount_us(*piece.groups()) for piece in _PIECE.finditer(digits))
    try:
        duration = timedelta(microseconds=-total_us if sign == "-" else total_us)
    except OverflowError:
        duration = timedelta.max
    if abs(duration) > MAX_DURATION:
        raise ValueError("it is longer than 292 years")
    return duration


def _amount_us(number: str, unit: str) -> float:
    factor = _UNIT_US[unit]
    return int(number) * factor if number.isdigit() else float(number) * factor


def format_cel_duration(duration: timedelta) -> str:
    """A duration in seconds, as CEL spells it: `90s`, `-1.5s`."""
    total_us = duration // timedelta(microseconds=1)
    whole, fraction = divmod(abs(total_us), 1_000_000)
    digits = f".{fraction:06}".rstrip("0") if fraction else ""
    return f"{'-' if total_us < 0 else ''}{whole}{digits}s"

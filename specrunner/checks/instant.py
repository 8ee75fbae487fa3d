"""Points in time, read from what answers and files write."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ..values import shortened
from .patterns import fits, ours

_FRACTION = r"\.(\d{6})\d+"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?"
_CLOCK = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
# RFC 9110 section 5.6.7: the preferred form, and the two obsolete ones that recipients must accept.
_HTTP = (
    rf"[A-Z][a-z]{{2}}, (?P<day>\d{{2}}) (?P<month>[A-Z][a-z]{{2}}) (?P<year>\d{{4}}) {_CLOCK} GMT",
    rf"[A-Z][a-z]{{5,8}}, (?P<day>\d{{2}})-(?P<month>[A-Z][a-z]{{2}})-(?P<year>\d{{2}}) {_CLOCK} GMT",
    rf"[A-Z][a-z]{{2}} (?P<month>[A-Z][a-z]{{2}}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_instant(value: object) -> datetime:
    """The point in time that a value stands for: a datetime, or a text in ISO 8601 or as HTTP headers write dates.

    Without an offset it is UTC, and a date alone is its midnight. Raises ValueError for anything else.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        raise ValueError("neither a date nor a text")
    if not fits(_ISO, value):
        return read_http_date(value)
    found = datetime.fromisoformat(ours(_FRACTION).sub(r".\1", value.upper()))
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def read_http_date(text: str) -> datetime:
    """A date as HTTP headers write it, such as `Sun, 06 Nov 1994 08:49:37 GMT`. Raises ValueError."""
    match = next((match for pattern in _HTTP if (match := ours(pattern).fullmatch(text))), None)
    if match is None or match["month"] not in _MONTHS:
        raise ValueError(f"not a date: {shortened(text, 40)}")
    year = int(match["year"])
    if len(match["year"]) == 2:
        # The RFC counts two digits within fifty years of today; POSIX's fixed pivot needs no clock.
        year += 1900 if year >= 69 else 2000
    day = year, _MONTHS.index(match["month"]) + 1, int(match["day"])
    # A leap second is real, though Python has no datetime for it.
    return datetime(*day, int(match["hour"]), int(match["minute"]), min(int(match["second"]), 59), tzinfo=UTC)

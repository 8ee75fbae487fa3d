"""Points in time, read from what answers and files write."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_FRACTION = re.compile(r"\.(\d{6})\d+", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?", re.ASCII)
# RFC 9110 section 5.6.7: the preferred form, and the two obsolete ones that recipients must accept.
_HTTP = re.compile(
    r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT"
    r"|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}",
    re.ASCII,
)


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
    if _ISO.fullmatch(value) is None:
        return read_http_date(value)
    found = datetime.fromisoformat(_FRACTION.sub(r".\1", value.upper()))
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def read_http_date(text: str) -> datetime:
    """A date as HTTP headers write it, such as `Sun, 06 Nov 1994 08:49:37 GMT`. Raises ValueError."""
    if _HTTP.fullmatch(text) is None:
        raise ValueError(f"not a date: {text[:40]}")
    found = parsedate_to_datetime(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

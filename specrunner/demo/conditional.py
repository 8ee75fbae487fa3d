"""Entity tags, HTTP dates and preconditions (RFC 9110 sections 8.8 and 13)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime

# RFC 9110 section 8.8.3: etagc is any visible character but the double quote.
_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class Tag:
    value: str
    is_weak: bool = False

    def __str__(self) -> str:
        return f'{"W/" if self.is_weak else ""}"{self.value}"'


def parse_tags(field: str) -> tuple[Tag, ...] | None:
    """The tags of an `If-Match` or `If-None-Match` field, or None when it is no list of tags.

    `*` is not a tag: the caller looks for it first.
    """
    tags: list[Tag] = []
    offset = 0
    while offset < len(field):
        match = _TAG.match(field, offset)
        if match is None:
            return None
        tags.append(Tag(match[2], match[1] is not None))
        offset = match.end()
    return tuple(tags)


def matches_strongly(field: str, current: Tag | None) -> bool:
    """`If-Match`: true when the resource exists and a tag of the field is the same, both strong."""
    if current is None:
        return False
    if field.strip() == "*":
        return True
    return not current.is_weak and any(
        not tag.is_weak and tag.value == current.value for tag in parse_tags(field) or ()
    )


def matches_weakly(field: str, current: Tag | None) -> bool:
    """`If-None-Match`: true when the resource exists and a tag has the same value, weak or strong."""
    if current is None:
        return False
    if field.strip() == "*":
        return True
    return any(tag.value == current.value for tag in parse_tags(field) or ())


def is_unchanged(headers: Mapping[str, str], current: Tag, changed_at_s: float | None = None) -> bool:
    """Whether a GET or HEAD is to be answered by 304.

    RFC 9110 section 13.2.2: `If-Modified-Since` counts only where there is no `If-None-Match`.
    """
    field = headers.get("if-none-match")
    if field is not None:
        return matches_weakly(field, current)
    since_s = parse_date(headers.get("if-modified-since", ""))
    return changed_at_s is not None and since_s is not None and int(changed_at_s) <= since_s


def is_permitted(headers: Mapping[str, str], current: Tag | None) -> bool:
    """Whether `If-Match` and `If-None-Match` let a PUT, PATCH or DELETE go on; without them it may."""
    wanted = headers.get("if-match")
    if wanted is not None and not matches_strongly(wanted, current):
        return False
    unwanted = headers.get("if-none-match")
    return unwanted is None or not matches_weakly(unwanted, current)


def http_date(at_s: float) -> str:
    """`Tue, 20 Jan 2026 10:00:00 GMT`; fractions of a second are cut off."""
    return formatdate(int(at_s), usegmt=True)


def parse_date(field: str) -> float | None:
    """Seconds since the epoch, or None for what is no date: RFC 9110 says to ignore the field then."""
    try:
        return parsedate_to_datetime(field).timestamp()
    except (ValueError, OverflowError):
        return None


def iso_date(at_s: float) -> str:
    """`2026-01-20T10:00:00.250Z`: RFC 3339, UTC, milliseconds."""
    text = datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")

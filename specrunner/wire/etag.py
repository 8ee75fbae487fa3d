"""Entity tags: what they are, and when two are the same (RFC 9110 section 8.8.3)."""

from __future__ import annotations

import re

from ..lean import dataclass

# etagc is any visible character but the quote, and obs-text; there is no escaping in it.
_ETAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_NEXT = re.compile(r"[ \t]*(?:,[ \t]*)*")


@dataclass(frozen=True, slots=True)
class ETag:
    """One entity tag: what stands between its quotes, and whether `W/` stands before them."""

    opaque: str
    is_weak: bool = False

    def __str__(self) -> str:
        return f'{"W/" if self.is_weak else ""}"{self.opaque}"'

    def matches_strongly(self, other: ETag) -> bool:
        """Same bytes: both strong, and equal (If-Match, If-Range)."""
        return not self.is_weak and not other.is_weak and self.opaque == other.opaque

    def matches_weakly(self, other: ETag) -> bool:
        """Same content: equal, weak or not (If-None-Match)."""
        return self.opaque == other.opaque


def parse_etag(text: str) -> ETag | None:
    """One entity tag; None when it is none (no quotes, `w/` in lower case, a blank inside)."""
    found = _ETAG.fullmatch(text.strip(" \t"))
    return None if found is None else ETag(found[2], found[1] is not None)


def parse_etag_list(text: str) -> tuple[ETag, ...] | None:
    """The tags of If-Match or If-None-Match; None when malformed or empty. `*` is for the caller to see."""
    tags: list[ETag] = []
    offset = _end_of_gap(text, 0)
    while offset < len(text):
        found = _ETAG.match(text, offset)
        if found is None:
            return None
        tags.append(ETag(found[2], found[1] is not None))
        offset = _end_of_gap(text, found.end())
        if offset < len(text) and "," not in text[found.end() : offset]:
            return None
    return tuple(tags) or None


def _end_of_gap(text: str, offset: int) -> int:
    found = _NEXT.match(text, offset)
    return offset if found is None else found.end()

"""Where secrets stand in a text: a first look for the anchors of all of them, then a close one for the few found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeAlias

from .secret_forms import (
    ANCHOR_CHARACTERS,
    SHORT,
    anchors_of,
    encoded_anchors_of,
    loose_pattern_of,
    mixed_pattern_of,
    pattern_of,
)

Span: TypeAlias = tuple[int, int, str]
"""Start, end, name of the secret."""
_Search: TypeAlias = Callable[[bytes, int], tuple[int, str] | None]


class Secret:
    """One secret text. Its patterns are compiled when it may have been found."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.anchors = anchors_of(text)

    def pattern_for(self, text: str) -> re.Pattern[str]:
        """A pattern that finds all of it in this text.

        That of every spelling costs a tenth of a second to compile for a token of 500 characters, and a run can meet
        hundreds of tokens: it is made for a text only that has a sign of such a spelling.
        """
        if self.anchors is None or len(self.text) < SHORT or "pattern" in vars(self):
            return self.pattern
        return self.pattern if any(anchor in text for anchor in self._encoded_anchors) else self._mixed_pattern

    @cached_property
    def _encoded_anchors(self) -> list[str]:
        return encoded_anchors_of(self.text) or []

    @cached_property
    def _mixed_pattern(self) -> re.Pattern[str]:
        return mixed_pattern_of(self.text)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return pattern_of(self.text)

    @cached_property
    def loose_pattern(self) -> re.Pattern[str]:
        return loose_pattern_of(self.text)


class Chunk:
    """Some secrets, and one look for the anchors of all of them."""

    def __init__(self, secrets: list[Secret]) -> None:
        self.secrets = secrets

    @cached_property
    def _owners(self) -> dict[str, list[Secret]]:
        """Secrets by anchor. An anchor that begins with another is found by the shorter one."""
        pairs = sorted(
            (anchor, index) for index, secret in enumerate(self.secrets) for anchor in secret.anchors or ()
        )
        owners: dict[str, list[Secret]] = {}
        shortest = ""
        for anchor, index in pairs:
            if not shortest or not anchor.startswith(shortest):
                shortest = anchor
            owners.setdefault(shortest, []).append(self.secrets[index])
        return owners

    @cached_property
    def _search(self) -> _Search:
        return _literal_search(self._owners)

    def is_hinted_in(self, data: bytes) -> bool:
        return self._search(data, 0) is not None

    def candidates(self, data: bytes) -> Iterable[Secret]:
        """The secrets that may stand in the text, each perhaps several times."""
        position = 0
        while found := self._search(data, position):
            yield from self._owners[found[1]]
            position = found[0] + 1


def _literal_search(literals: Iterable[str]) -> _Search:
    """A function that finds the next of some ASCII texts in bytes from a position on: its start and the text."""
    joined = "|".join(map(re.escape, literals)).encode()
    # Lazy, as in `regex`. One pass whatever the number of texts, where Python's own engine tries them one by one.
    try:
        import re2
    except ImportError:  # google-re2 has no wheel for this machine
        search = re.compile(joined).search
    else:
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = 64 << 20  # bytes, at most; a hundred secrets need one or two MiB
        search = re2.compile(joined, options).search

    def find(data: bytes, position: int) -> tuple[int, str] | None:
        match = search(data, position)
        return (match.start(), match.group().decode()) if match else None

    return find


def occurrences(secret: Secret, text: str) -> Iterable[Span]:
    position = 0
    pattern = secret.pattern_for(text)
    while match := pattern.search(text, position):
        yield match.start(), match.end(), secret.name
        position = match.start() + 1
    if len(secret.text) > ANCHOR_CHARACTERS:
        yield from _cut_off(secret, text)


def _cut_off(secret: Secret, text: str) -> Iterable[Span]:
    """Beginnings of the secret that were cut off for display, or by the end of the text."""
    start = text.find(secret.text[:ANCHOR_CHARACTERS])
    while start >= 0:
        end = start + ANCHOR_CHARACTERS
        while end < len(text) and end - start < len(secret.text) and text[end] == secret.text[end - start]:
            end += 1
        if end == len(text) or text.startswith(("…", "...", "\\u2026", "\xe2\x80\xa6"), end):
            yield start, end, secret.name
        start = text.find(secret.text[:ANCHOR_CHARACTERS], start + 1)

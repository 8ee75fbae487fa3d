"""From a character of a scalar's text back to its place in the file.

A text and what stands in the file differ by quotes, escapes, folded line breaks and the indentation of text blocks.
The ways here follow YAML 1.2.2 sections 6.5, 7.3 and 8.1, as libyaml reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from ..source import SourceSpan
from .nodes import ScalarNode, ScalarStyle

# Start and end (offsets in the file) of what each character of the text was written as.
Places: TypeAlias = list[tuple[int, int]]

_BREAK = re.compile(r"\r\n|\r|\n")
_WHITE = re.compile(r"[ \t\r\n]+")
_FILLED = {
    ScalarStyle.PLAIN: re.compile(r"[^ \t\r\n]+"),
    ScalarStyle.SINGLE: re.compile(r"[^ \t\r\n']+"),
    ScalarStyle.DOUBLE: re.compile(r"[^ \t\r\n\\]+"),
}
_ESCAPE = re.compile(r"\\(?:x.{2}|u.{4}|U.{8}|\r\n|.)", re.DOTALL)
_HEADER = re.compile(r"[|>]([-+]?[0-9]?[-+]?)[^\r\n]*(?:\r\n|\r|\n|$)")


def span_within(node: ScalarNode, start: int, end: int) -> SourceSpan:
    """The span in the file of the characters [start, end) of `node.text`; offsets count from 0.

    An empty stretch is the place before the character at `start`. Offsets past the end are cut to it.
    """
    length = len(node.text)
    start = min(max(start, 0), length)
    end = min(max(end, start), length)
    quotes = 0 if node.style is ScalarStyle.PLAIN else 1
    if length == node.end - node.start - 2 * quotes and node.style not in _BLOCKS:
        # Escapes and folds only ever shorten a text, so one of full length is written character by character.
        base = node.start + quotes
        return node.source.span(base + start, base + end)
    places = _places(node)
    if len(places) != length:
        return node.span  # only where the source was changed after it was read
    if start == length:
        last = places[-1][1] if places else min(node.start + quotes, node.end)
        return node.source.span(last, last)
    first = places[start][0]
    return node.source.span(first, first if start == end else places[end - 1][1])


@lru_cache(maxsize=4)
def _places(node: ScalarNode) -> Places:
    if node.style in _BLOCKS:
        return _block_places(node)
    quotes = 0 if node.style is ScalarStyle.PLAIN else 1
    return _flow_places(node.source.text, node.start + quotes, node.end - quotes, node.style)


_BLOCKS = (ScalarStyle.LITERAL, ScalarStyle.FOLDED)


def _flow_places(text: str, at: int, end: int, style: ScalarStyle) -> Places:
    """Plain and quoted scalars: line breaks fold, blanks around them vanish."""
    places: Places = []
    filled = _FILLED[style]
    while at < end:
        if (found := filled.match(text, at, end)) is not None:
            places.extend((offset, offset + 1) for offset in range(at, found.end()))
        elif (found := _WHITE.match(text, at, end)) is not None:
            places.extend(_fold(text, at, found.end(), is_escaped=False))
        elif style is ScalarStyle.SINGLE:
            places.append((at, at + 2))  # a doubled quote
            at += 2
            continue
        elif (found := _ESCAPE.match(text, at, end)) is None:
            return places
        elif found.group()[1] in "\r\n":
            # An escaped line break joins without a blank; the blanks before it stay, those after it vanish.
            white = _WHITE.match(text, found.end(), end)
            stop = white.end() if white else found.end()
            places.extend(_fold(text, found.end(), stop, is_escaped=True))
            at = stop
            continue
        else:
            places.append(found.span())
        at = found.end()
    return places


def _fold(text: str, start: int, end: int, *, is_escaped: bool) -> Places:
    """What a run of blanks and line breaks is read as: one break a blank, more of them one break less."""
    breaks = [found.span() for found in _BREAK.finditer(text, start, end)]
    if is_escaped:
        return breaks
    if not breaks:
        return [(offset, offset + 1) for offset in range(start, end)]
    return breaks if len(breaks) == 1 else breaks[1:]


def _block_places(node: ScalarNode) -> Places:
    text = node.source.text
    header = _HEADER.match(text, node.start)
    if header is None:
        return []
    is_folded = node.style is ScalarStyle.FOLDED
    body = header.end()
    filled = next((line for line in _lines(text, body) if text[line[0] : line[1]].strip(" ")), None)
    deepest = _leading(text, filled) if filled else 0
    has_digit = any(character.isdigit() for character in header[1])
    # The digit counts from the indentation around, which a scalar does not know: the right one gives the right text.
    # A block without text ends before the first line with any, as if that were indented too little.
    for indent in (*(range(1, deepest + 1) if has_digit else (deepest,)), len(text)):
        places = _BlockReader(text, _lines(text, body), indent, is_folded).read(len(node.text))
        if _reads(text, places, node.text):
            return places
    return []


def _reads(text: str, places: Places, expected: str) -> bool:
    if len(places) != len(expected):
        return False
    # The last line of a file may lack its break, which the scalar has all the same.
    written = (
        (text[start : start + 1] or "\n", character) for (start, _), character in zip(places, expected, strict=True)
    )
    return all(source == character or (source in "\r\n" and character in " \n") for source, character in written)


def _lines(text: str, at: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and end with its break of each line from `at` on."""
    while at < len(text):
        found = _BREAK.search(text, at)
        end, after = found.span() if found else (len(text), len(text))
        yield at, end, after
        at = after


def _leading(text: str, line: tuple[int, int, int]) -> int:
    start, end, _ = line
    return end - start - len(text[start:end].lstrip(" "))


class _BlockReader:
    """Reads a text block at a given indentation, until it has as many characters as are wanted."""

    def __init__(self, text: str, lines: Iterator[tuple[int, int, int]], indent: int, is_folded: bool) -> None:
        self._text = text
        self._lines = lines
        self._indent = indent
        self._is_folded = is_folded
        self._places: Places = []

    def read(self, length: int) -> Places:
        held: Places = []  # breaks after the last line with content: joined by what follows
        after_blank: bool | None = None  # whether that line began with a blank; None before the first
        for start, end, after in self._lines:
            blanks = _leading(self._text, (start, end, after))
            if blanks <= self._indent and blanks == end - start:
                held.append((end, after))
                continue
            if blanks < self._indent:
                break
            start += self._indent
            begins_blank = self._text[start] in " \t"
            self._places.extend(self._joined(held, after_blank, begins_blank))
            self._places.extend((offset, offset + 1) for offset in range(start, end))
            held, after_blank = [(end, after)], begins_blank
        self._places.extend(held)  # what chomping leaves of them, the text's length tells
        return self._places[:length]

    def _joined(self, held: Places, after_blank: bool | None, begins_blank: bool) -> Places:
        is_fold = self._is_folded and after_blank is False and not begins_blank
        return held[1:] if is_fold and len(held) > 1 else held

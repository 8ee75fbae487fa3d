"""Lines of text with styles, and the ways to turn them into characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TextIO, TypeAlias

from ..source import printable

_CODES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}

# Each glyph that the reports use, and what stands for it, in as many cells, where the console cannot show it.
_GLYPHS = {
    "✓": "+",
    "✗": "x",
    "○": "-",
    "●": "*",
    "│": "|",
    "─": "-",
    "›": ">",
    "…": "~",
    "·": "-",
}
_ASCII = str.maketrans(_GLYPHS)


class Piece(NamedTuple):
    """A stretch of text in one style, by the names in `_CODES`."""

    style: str
    text: str


Line: TypeAlias = tuple[str | Piece, ...]


def red(text: str) -> Piece:
    return Piece("red", text)


def green(text: str) -> Piece:
    return Piece("green", text)


def yellow(text: str) -> Piece:
    return Piece("yellow", text)


def cyan(text: str) -> Piece:
    return Piece("cyan", text)


def bold(text: str) -> Piece:
    return Piece("bold", text)


def dim(text: str) -> Piece:
    return Piece("dim", text)


def plain_line(line: Line) -> str:
    """A line without its styles."""
    return "".join(piece.text if isinstance(piece, Piece) else piece for piece in line).rstrip()


def plain_text(lines: Iterable[Line]) -> str:
    """Lines without their styles, joined."""
    return "\n".join(plain_line(line) for line in lines)


# What CI servers obey when a program prints it: GitHub and Azure take `##[...]` and `##vso[...]` anywhere in a line
# (TeamCity `##teamcity[...]` at its start), GitHub takes `::...::` after leading spaces.
_COMMAND_ANYWHERE = re.compile(r"##(?=[a-z]*\[)", re.IGNORECASE)
_COMMAND_AT_START = re.compile(r"^(\s*):(?=:)")


def without_commands(line: str) -> str:
    """A line of a log that no CI server takes for an order."""
    if "##" in line:
        line = _COMMAND_ANYWHERE.sub("# #", line)
    return _COMMAND_AT_START.sub(r"\1: ", line) if "::" in line else line


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of a text, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"


def safe(text: str, limit: int = 2000) -> str:
    """One line from a server or a file, of bounded length, that a terminal shows and does not obey."""
    return printable(cut(text, limit))


class Ink:
    """Turns lines into the characters that one stream can take: colours or not, all of Unicode or not."""

    def __init__(self, stream: TextIO, *, has_colour: bool = False) -> None:
        self._has_colour = has_colour
        self._encoding = encoding_of(stream)
        self.has_glyphs = _can_encode("".join(_GLYPHS), self._encoding)

    def text(self, line: Line) -> str:
        """The line as characters, without a line break."""
        if self._has_colour:
            text = "".join(_coloured(piece) if isinstance(piece, Piece) else piece for piece in line)
        else:
            text = plain_line(line)
        return encodable(without_commands(text), self._encoding)


def _coloured(piece: Piece) -> str:
    return f"\x1b[{_CODES[piece.style]}m{piece.text}\x1b[0m" if piece.text else ""


def encoding_of(stream: TextIO) -> str:
    """The stream's encoding; streams in memory have none and take everything."""
    return getattr(stream, "encoding", None) or "utf-8"


def encodable(text: str, encoding: str) -> str:
    """The text with what `encoding` lacks replaced: our glyphs by ASCII ones, the rest by `\\u` escapes."""
    if _can_encode(text, encoding):
        return text
    return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

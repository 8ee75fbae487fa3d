"""The text of one file, and the way from offsets to lines and columns."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property

from .span import SourceSpan


class SourceText:
    """A file's decoded text. `file` is the name shown to people, usually relative to where they stand.

    Lines end at LF, CR or CRLF, as in YAML 1.2; the other Unicode line breaks do not end one.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _starts(self) -> array[int]:
        starts = array("I", (0,))  # a tenth of a list, for as long as the spec is kept
        text = self.text
        if "\r" not in text:
            position = text.find("\n")
            while position >= 0:
                starts.append(position + 1)
                position = text.find("\n", position + 1)
            return starts
        for offset, character in enumerate(text):
            crlf_first = character == "\r" and text[offset + 1 : offset + 2] == "\n"
            if character == "\n" or (character == "\r" and not crlf_first):
                starts.append(offset + 1)
        return starts

    @property
    def line_count(self) -> int:
        return len(self._starts)

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its line break; empty past the end."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `offset` (from 0)."""
        index = bisect_right(self._starts, offset) - 1
        return index + 1, offset - self._starts[index] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset (from 0) of a line and column (from 1)."""
        return self._starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> SourceSpan:
        """The span of the characters from offset `start` up to, not including, `end`."""
        line, column = self.position(start)
        end_line, end_column = self.position(end)
        return SourceSpan(self.file, line, column, end_line, end_column)

"""Where something stands in a file."""

from __future__ import annotations

from ..lean import dataclass


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A stretch of one file: lines and columns count from 1, in code points; the end is exclusive.

    An empty span (start equals end) is a place between two characters.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def to(self, other: SourceSpan) -> SourceSpan:
        """The span from the start of this one to the end of `other`, both in the same file."""
        return SourceSpan(self.file, self.line, self.column, other.end_line, other.end_column)


def whole_file(file: str) -> SourceSpan:
    """The place that stands for a file as such: its first character."""
    return SourceSpan(file, 1, 1, 1, 1)

"""What a YAML parser complained of, and the text around it."""

from __future__ import annotations

import re

from ...lean import dataclass
from ...source import SourceSpan, SourceText
from ..native import MarkedYAMLError
from ..nodes import ScalarNode

MAX_LINE_CHARACTERS = 500
_FLOW_END = re.compile(r" *[,\[\]{}]")


@dataclass(frozen=True, slots=True)
class Trouble:
    """`problem` and `context` are the parser's words, in lower case; `at` and `opened_at` their offsets.

    libyaml and the parser in Python word much otherwise, so words only choose a family of mistakes; what is said
    comes from the text. `last` is the last scalar that was read before, if there is one;
    `is_in_flow` tells whether a `[` or `{` was open.
    """

    source: SourceText
    problem: str
    context: str
    at: int
    opened_at: int
    last: ScalarNode | None
    is_in_flow: bool

    @classmethod
    def of(cls, source: SourceText, error: MarkedYAMLError, last: ScalarNode | None, is_in_flow: bool) -> Trouble:
        end = len(source.text)
        mark, context_mark = error.problem_mark, error.context_mark
        at = end if mark is None else min(mark.index, end)
        opened_at = at if context_mark is None else min(context_mark.index, end)
        problem, context = (error.problem or "").lower(), (error.context or "").lower()
        return cls(source, problem, context, at, opened_at, last, is_in_flow)

    @property
    def character(self) -> str:
        """The character at the problem; empty at the end of the file."""
        return self.source.text[self.at : self.at + 1]

    @property
    def line_number(self) -> int:
        return self.source.position(self.at)[0]

    @property
    def line(self) -> str:
        return self.source.line(self.line_number)

    @property
    def line_start(self) -> int:
        return self.source.offset(self.line_number, 1)

    @property
    def before(self) -> str:
        """The line up to the problem."""
        return self.source.text[self.line_start : self.at]

    @property
    def after(self) -> str:
        """The line from the problem on, without a comment at its end."""
        return without_comment(self.line[len(self.before) :])

    @property
    def is_in_long_line(self) -> bool:
        """Whether the line is too long to be looked into: nobody wrote it by hand."""
        return len(self.line) > MAX_LINE_CHARACTERS

    @property
    def is_first_in_line(self) -> bool:
        return not self.before.strip(" ")

    def span(self, start: int, length: int) -> SourceSpan:
        """A span that stays within the file, at least one character long where there is one."""
        end = len(self.source.text)
        return self.source.span(min(start, end), min(start + max(length, 1), end))

    def line_of(self, offset: int) -> int:
        return self.source.position(offset)[0]

    def rest_of_line(self, offset: int) -> str:
        """The text from `offset` to the end of its line, without a comment."""
        line, column = self.source.position(offset)
        return without_comment(self.source.line(line)[column - 1 : column + MAX_LINE_CHARACTERS])

    def value_at(self, offset: int) -> str:
        """The rest of the line from `offset`; inside brackets only up to the next comma or bracket."""
        rest = self.rest_of_line(offset)
        return rest[:1] + _FLOW_END.split(rest[1:], maxsplit=1)[0] if self.is_in_flow else rest

    def line_above(self) -> tuple[int, str] | None:
        """Number and text of the nearest line above the problem with something on it, comments left out."""
        for number in range(self.line_number - 1, 0, -1):
            text = self.source.line(number)
            if text.strip() and not text.lstrip().startswith("#"):
                return number, without_comment(text[:MAX_LINE_CHARACTERS])
        return None


def without_comment(text: str) -> str:
    """A line's text up to a comment: a `#` after a blank and outside quotes."""
    quote = ""
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and (index == 0 or text[index - 1] in " [{,("):
            quote = character
        elif character == "#" and index > 0 and text[index - 1] in " \t":
            return text[:index].rstrip()
    return text.rstrip()


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

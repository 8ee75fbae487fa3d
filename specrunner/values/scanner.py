"""Where the templates of a text begin and end."""

from __future__ import annotations

import re
from typing import Final

from ..lean import dataclass
from ..source.codes import values as codes
from .expression import TEXT_PATTERN
from .failure import Failure

_OPENING: Final = "${{"
# A `}}` inside a text or a map literal does not end a template.
_MARKS: Final = re.compile(rf"(?P<text>{TEXT_PATTERN}) | (?P<quote>[\"']) | (?P<brace>[{{}}])", re.VERBOSE)
_SIMPLE: Final = re.compile(r"[^\"'{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of literal text (escapes resolved), or an expression without its braces and the space around it.

    `start` is the offset of its first character.
    """

    text: str
    start: int
    is_expression: bool


def scan(text: str) -> tuple[list[Piece], list[Failure]]:
    """The pieces of a text, and what is wrong with its braces. `$${{` stands for a literal `${{`."""
    pieces: list[Piece] = []
    problems: list[Failure] = []
    literal: list[str] = []
    literal_start = position = 0
    while (found := text.find(_OPENING, position)) >= 0:
        if found > position and text[found - 1] == "$":
            literal.append(text[position : found - 1] + _OPENING)
            position = found + len(_OPENING)
            continue
        literal.append(text[position:found])
        end = _end(text, found + len(_OPENING))
        if end < 0:
            problems.append(_unclosed(text, found))
            return pieces, problems
        if joined := "".join(literal):
            pieces.append(Piece(joined, literal_start, is_expression=False))
        problem = _add_expression(text, found + len(_OPENING), end, pieces)
        if problem is not None:
            problems.append(problem)
        position = literal_start = end + 2
        literal = []
    literal.append(text[position:])
    if joined := "".join(literal):
        pieces.append(Piece(joined, literal_start, is_expression=False))
    return pieces, problems


def _add_expression(text: str, start: int, end: int, pieces: list[Piece]) -> Failure | None:
    inner = text[start:end]
    stripped = inner.strip()
    if not stripped:
        hint = "name what to put here; a literal `${{` is written `$${{`"
        return Failure(codes.EMPTY_TEMPLATE, "the template is empty", start - len(_OPENING), end + 2, hint)
    nested = inner.find(_OPENING)
    if nested >= 0:
        hint = (
            "inside `${{ }}` names are read directly, and texts are joined with `+`; or a `}}` is missing before it"
        )
        at = start + nested
        return Failure(codes.NESTED_TEMPLATE, "templates do not nest", at, at + len(_OPENING), hint)
    pieces.append(Piece(stripped, start + inner.index(stripped), is_expression=True))
    return None


def _end(text: str, start: int) -> int:
    """The offset of the `}}` that ends the template whose expression begins at `start`; -1 when there is none."""
    if simple := _SIMPLE.match(text, start):
        return simple.end() - 2
    depth = 0
    for mark in _MARKS.finditer(text, start):
        if mark["text"]:
            continue
        if mark["quote"]:
            break  # a text that is never closed: the expression says so
        if mark.group() == "{":
            depth += 1
        elif depth:
            depth -= 1
        elif text.startswith("}}", mark.start()):
            return mark.start()
    return text.find("}}", start)


def _unclosed(text: str, start: int) -> Failure:
    single = text.find("}", start)
    hint = "only one `}` follows" if single >= 0 else "close it with `}}`; a literal `${{` is written `$${{`"
    return Failure(codes.UNCLOSED_TEMPLATE, "the template is not closed", start, start + len(_OPENING), hint)

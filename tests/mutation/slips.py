"""Slips of the pen: words that are nearly right, and where the words of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specrunner.app import builtin_registry
from specrunner.checks import FORMATS, OPERATORS
from specrunner.model import STEP_KEYS
from specrunner.values import FUNCTIONS

KNOWN_WORDS = frozenset(
    {*OPERATORS, *FORMATS, *STEP_KEYS, *FUNCTIONS}
    | {name for kind in builtin_registry().kinds.values() for name in kind.subjects.subjects}
    | {name for kind in builtin_registry().kinds.values() for name in kind.action.model_fields}
)

_QUOTED = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
_EXPRESSION = re.compile(rf"(?P<quoted>{_QUOTED})|(?P<name>[A-Za-z_]\w*)")
_SELECTOR = re.compile(
    rf"(?P<member>(?<=\[)(?:{_QUOTED})(?=\]))|(?P<quoted>{_QUOTED}|`[^`]*`)|(?P<name>[A-Za-z_][\w-]*)"
)
_CONSTANTS = frozenset({"true", "false", "null", "in"})


@dataclass(frozen=True, slots=True)
class Word:
    """A name inside a text, from `start` up to `end`; `before` and `after` are what stands around it."""

    text: str
    start: int
    end: int
    before: str
    after: str


def misspelt(word: str) -> str:
    """`word` with two letters swapped, or one doubled where that gives another known word."""
    for index in range(1 if len(word) > 2 else 0, len(word) - 1):
        first, second = word[index], word[index + 1]
        if first != second and first.isalnum() and second.isalnum():
            swapped = word[:index] + second + first + word[index + 2 :]
            if swapped not in KNOWN_WORDS and not second.isdigit():
                return swapped
    return word + "q"


def expression_words(text: str) -> Iterator[Word]:
    """The names in an expression; constants and quoted texts are none."""
    yield from _words(_EXPRESSION, text)


def selector_words(text: str) -> Iterator[Word]:
    """The names in a JSONPath, a JMESPath or the path of a subject, quoted ones too."""
    yield from _words(_SELECTOR, text)


def _words(pattern: re.Pattern[str], text: str) -> Iterator[Word]:
    for match in pattern.finditer(text):
        start, end = match.span()
        if match.lastgroup == "quoted" or match.group() in _CONSTANTS:
            continue
        if match.lastgroup == "member":
            start, end = start + 1, end - 1
        before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
        yield Word(text[start:end], start, end, before, after)

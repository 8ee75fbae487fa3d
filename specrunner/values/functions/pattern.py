"""Regexes as arguments: compiled once, by RE2, on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ...source import DiagnosticError, whole_file
from ..failure import OperandError

if TYPE_CHECKING:
    from ..regex import Regex, RegexMatch

_NOWHERE = whole_file("")  # the call knows the place; only the message and the hint are used


@lru_cache(maxsize=512)
def pattern_of(pattern: str) -> Regex:
    """The compiled regex. Raises OperandError."""
    from ..regex import compile_regex  # lazy: RE2 loads with the first regex

    try:
        return compile_regex(pattern, _NOWHERE)
    except DiagnosticError as error:
        problem = error.diagnostics[0]
        raise OperandError(problem.message, problem.hint, argument=1) from None


def search(pattern: str, text: str) -> RegexMatch | None:
    """The first match in the text. Raises OperandError."""
    regex = pattern_of(pattern)
    try:
        return regex.search(text)
    except DiagnosticError as error:
        problem = error.diagnostics[0]
        raise OperandError(problem.message, problem.hint) from None


def check_pattern(pattern: object) -> object:
    """For literals: a bad regex is found before the run."""
    return pattern_of(str(pattern))

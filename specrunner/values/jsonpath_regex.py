"""The functions `match` and `search` of JSONPath filters, by RE2. Imported only when a path needs the library."""

from __future__ import annotations

from functools import lru_cache

from jsonpath.function_extensions import ExpressionType, FilterFunction

from ..source import SourceSpan
from .regex import Regex, RegexError, compile_pattern


class Matcher(FilterFunction):
    """`match` (the whole text) or `search` (any part of it) by RE2."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]
    return_type = ExpressionType.LOGICAL

    def __init__(self, *, is_whole: bool) -> None:
        self._is_whole = is_whole

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        regex = _compiled(pattern)
        if regex is None:
            return False
        return (regex.fullmatch(value) if self._is_whole else regex.search(value)) is not None


def refusal(pattern: str) -> str | None:
    """Why a pattern is no I-Regexp (RFC 9485) that RE2 can match, or None when it is one."""
    try:
        compile_pattern(_as_re2(pattern), _NOWHERE)
    except RegexError as error:
        return error.message
    if not _is_iregexp(pattern):
        return f"`{pattern}` is not an I-Regexp (RFC 9485), the only kind of regex that JSONPath knows"
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Regex | None:
    if not _is_iregexp(pattern):
        return None
    try:
        return compile_pattern(_as_re2(pattern), _NOWHERE)
    except RegexError:
        return None


def _is_iregexp(pattern: str) -> bool:
    try:
        from iregexp_check import check
    except ImportError:  # it has no wheel for this machine: RE2 alone decides
        return True
    return bool(check(pattern))


def _as_re2(pattern: str) -> str:
    """An I-Regexp as RE2 spells it. RFC 9485 section 5.3: a dot outside of brackets is anything but CR and LF."""
    parts, is_escaped, is_class = [], False, False
    for character in pattern:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character in "[]":
            is_class = character == "["
        elif character == "." and not is_class:
            character = r"[^\r\n]"
        parts.append(character)
    return "".join(parts)


# Only the engine without RE2 names a place, when it runs out of time.
_NOWHERE = SourceSpan("", 1, 1, 1, 1)

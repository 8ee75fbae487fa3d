"""Regular expressions that a user writes: RE2, whose time grows with the text, whatever the pattern."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, Protocol, TypeAlias

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceSpan
from ..source.codes import values_select as codes
from .errors import EvaluationError
from .shorten import shortened

Locate: TypeAlias = Callable[[int, int], SourceSpan]

MAX_PATTERN_CHARACTERS = 4_096
FALLBACK_TIMEOUT_S = 1.0


class RegexMatch(Protocol):
    """What was found. Groups are numbered from 1 or named; offsets count characters from 0."""

    def group(self, group: int | str = 0, /) -> str | None: ...
    def groups(self, default: str | None = None) -> tuple[str | None, ...]: ...
    def groupdict(self, default: str | None = None) -> dict[str, str | None]: ...
    def start(self, group: int | str = 0, /) -> int: ...
    def end(self, group: int | str = 0, /) -> int: ...


_Finder: TypeAlias = Callable[[str], RegexMatch | None]


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled pattern. `search` finds it anywhere, `fullmatch` wants the whole text; both give None for no match.

    They raise EvaluationError only where google-re2 is not installed and a match takes longer than a second.
    """

    pattern: str
    group_count: int
    search: _Finder = field(repr=False, compare=False)
    fullmatch: _Finder = field(repr=False, compare=False)


class RegexError(ValueError):
    """A pattern that is not taken: a sentence, a hint, and the characters of the pattern that it speaks of."""

    def __init__(self, message: str, hint: str | None, start: int, end: int, *, is_unsupported: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.start = start
        self.end = end
        self.is_unsupported = is_unsupported


def compile_regex(pattern: str, span: SourceSpan, locate: Locate | None = None) -> Regex:
    """The compiled pattern. Raises DiagnosticError.

    `span` is the whole pattern; `locate(start, end)`, where it is given, finds characters of it, for a better caret.
    """
    try:
        return compile_pattern(pattern, span)
    except RegexError as error:
        code = codes.REGEX_UNSUPPORTED if error.is_unsupported else codes.REGEX_SYNTAX
        place = locate(error.start, error.end) if locate and error.end > error.start else span
        raise DiagnosticError(code.at(place, error.message, hint=error.hint)) from None


def compile_pattern(pattern: str, span: SourceSpan) -> Regex:
    """As `compile_regex`, but raises RegexError."""
    _check_syntax(pattern)
    return _compile(pattern, span)


_UNSUPPORTED: dict[str, tuple[str, str]] = {
    "(?=": ("look-ahead", "match what is there, and check the rest by a second operator"),
    "(?!": ("look-ahead", "say it the other way round with `not_matches`"),
    "(?<=": ("look-behind", "match what precedes too, and take a group"),
    "(?<!": ("look-behind", "say it the other way round with `not_matches`"),
    "(?>": ("an atomic group", "write `(?:...)`: RE2 never backtracks"),
    "(?P=": ("a back-reference", "a match cannot refer to what it found before"),
    "(?(": ("a condition", "write both cases as alternatives: `(...|...)`"),
    "(?R": ("recursion", "a regex cannot count brackets; parse the text instead"),
    "(?#": ("a comment", "leave the comment out, YAML has its own"),
}
_ESCAPES: dict[str, tuple[str, str]] = {
    "Z": (r"`\Z`", r"the end of the text is `\z`, or `$`"),
    "G": (r"`\G`", "leave it out"),
    "h": (r"`\h`", r"write `[ \t]`"),
    "H": (r"`\H`", r"write `[^ \t]`"),
    "R": (r"`\R`", r"write `(?:\r\n|\r|\n)`"),
    "X": (r"`\X`", "write `.`"),
    "K": (r"`\K`", "match what precedes too, and take a group"),
    "u": (r"`\u`", r"write `\x{1F600}`, with braces"),
    "k": (r"a back-reference", "a match cannot refer to what it found before"),
}
# One part of a pattern at a time, so that nothing inside a class, a `\Q...\E` or an escape is taken for syntax.
_PART = (
    r"\\Q.*?(?:\\E|\Z)|\\(?P<escaped>.)|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|"
    r"(?P<group>\(\?(?:<[=!]|P=|[=!>(R#]))|(?P<possessive>[*+?}]\+)|."
)


def _check_syntax(pattern: str) -> None:
    """Raises RegexError for what RE2 leaves out of Perl's syntax, so that no installation takes more than another."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise RegexError(
            f"the regular expression has {len(pattern):,} characters; at most {MAX_PATTERN_CHARACTERS:,}", None, 0, 0
        )
    for part in re.finditer(_PART, pattern, re.DOTALL):
        if group := part["group"]:
            what, hint = _UNSUPPORTED[group]
        elif part["possessive"]:
            what, hint = "a possessive quantifier", "leave the `+` out: RE2 never backtracks"
        elif (escaped := part["escaped"]) and escaped in "123456789":
            what, hint = "a back-reference", "a match cannot refer to what it found before"
        elif escaped and escaped in _ESCAPES:
            what, hint = _ESCAPES[escaped]
        else:
            continue
        message = f"the regular expression uses {what} (`{part[0]}`), which RE2 does not have"
        if what.startswith("`"):
            message = f"the regular expression uses {what}, which RE2 does not have"
        raise RegexError(message, hint, part.start(), part.end(), is_unsupported=True)


def _compile(pattern: str, span: SourceSpan) -> Regex:
    # Lazy: a run without regexes imports neither engine.
    try:
        import re2
    except ImportError:  # google-re2 has no wheel for this machine
        return _compile_with_timeout(pattern, span)
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else "RE2 gives no reason"
        raise _explained(reason, pattern) from None
    except UnicodeEncodeError:
        raise RegexError("the regular expression has a lone surrogate in it", None, 0, 0) from None
    return Regex(pattern, compiled.groups, _tolerant(compiled.search), _tolerant(compiled.fullmatch))


def _tolerant(find: _Finder) -> _Finder:
    """RE2 works on UTF-8, which cannot spell a lone surrogate: it is searched as U+FFFD."""

    def found(text: str) -> RegexMatch | None:
        try:
            return find(text)
        except UnicodeEncodeError:
            return find(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

    return found


def _compile_with_timeout(pattern: str, span: SourceSpan) -> Regex:
    import regex

    try:
        # RE2 knows ASCII classes: `\d` is [0-9]. The same here.
        compiled = regex.compile(_as_perl(pattern), regex.ASCII)
    except regex.error as error:
        raise RegexError(f"the regular expression cannot be read: {error}", None, 0, 0) from None

    def bounded(find: Callable[..., Any]) -> _Finder:
        def found(text: str) -> RegexMatch | None:
            try:
                match: RegexMatch | None = find(text, timeout=FALLBACK_TIMEOUT_S)
            except TimeoutError:
                raise EvaluationError(_too_slow(pattern, span)) from None
            return match

        return found

    return Regex(pattern, compiled.groups, bounded(compiled.search), bounded(compiled.fullmatch))


def _as_perl(pattern: str) -> str:
    """RE2's own spellings in those of the package `regex`: `$` is the very end unless `m` is set, as is `\\z`."""
    dollar = "$" if re.search(r"\(\?[a-zA-Z]*m", pattern) else r"\Z"

    def spelled(part: re.Match[str]) -> str:
        text = part[0]
        if text.startswith(r"\Q"):
            return re.escape(text[2:].removesuffix(r"\E"))
        return {"$": dollar, r"\z": r"\Z", r"\C": "(?s:.)"}.get(text, text)

    braced = re.sub(
        r"(?<!\\)((?:\\\\)*)\\x\{([0-9A-Fa-f]{1,6})\}", lambda code: rf"{code[1]}\U{int(code[2], 16):08x}", pattern
    )
    return re.sub(_PART, spelled, braced, flags=re.DOTALL)


def _too_slow(pattern: str, span: SourceSpan) -> Diagnostic:
    return codes.REGEX_TIMEOUT.at(
        span,
        f"matching `{pattern}` took longer than {FALLBACK_TIMEOUT_S:g} s",
        hint="install google-re2, or write no repetition inside a repetition",
    )


_REASONS: dict[str, tuple[str, str | None]] = {
    "missing )": ("a `(` is never closed", r"a literal bracket is written `\(`"),
    "unexpected )": ("a `)` closes nothing", r"a literal bracket is written `\)`"),
    "missing ]": ("a `[` is never closed", r"a literal bracket is written `\[`"),
    "no argument for repetition operator": (
        "there is nothing to repeat before `{0}`",
        r"a literal one is written `\{0}`",
    ),
    "bad repetition operator": ("`{0}` repeats a repetition, or too often", "RE2 repeats at most 1,000 times"),
    "invalid repetition size": (
        "`{0}` is no possible repetition",
        "RE2 repeats at most 1,000 times, the smaller first",
    ),
    "invalid escape sequence": ("`{0}` is no escape", None),
    "invalid character class range": ("`{0}` is no range or class of characters", None),
    "invalid character class": ("`{0}` is no class of characters", None),
    "trailing \\": ("the pattern ends with a single backslash", r"a literal one is written `\\`"),
    "invalid named capture group": ("`{0}` is no name of a group", "write `(?P<name>...)`"),
    "duplicate capture group name": ("two groups have the name `{0}`", None),
    "invalid perl operator": ("`{0}` begins nothing that RE2 knows", None),
    "pattern too large": ("the pattern is too large when its repetitions are written out", None),
}


def _explained(reason: str, pattern: str) -> RegexError:
    """RE2's reason (`kind: fragment`) as a sentence, and the fragment's place when it stands there once."""
    kind, _, fragment = reason.partition(": ")
    text, hint = next((found for start, found in _REASONS.items() if kind.startswith(start)), (reason, None))
    start = pattern.find(fragment) if fragment and pattern.count(fragment) == 1 else -1
    if kind == "missing )" or fragment == pattern:
        start = -1
    shown = shortened(fragment, 40)
    message = f"the regular expression cannot be read: {text.replace('{0}', shown)}"
    end = start + len(fragment)
    return RegexError(message, hint and hint.replace("{0}", shown), max(start, 0), end if start >= 0 else 0)

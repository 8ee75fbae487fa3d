"""Text: letters, parts, regexes."""

from __future__ import annotations

from typing import Final

from ...source.codes import values as codes
from ..describe import describe
from ..failure import OperandError
from ..kinds import BOOL, INT, LIST, TEXT
from ..limits import MAX_TEXT
from ..spelling import spell
from .pattern import check_pattern, search
from .table import Function, Parameter


def _bounded(length: int) -> None:
    if length > MAX_TEXT:
        raise OperandError(
            f"this would build a text of {length:,} characters; 10 MiB are allowed", code=codes.EVALUATION_LIMIT
        )


def split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if not separator:
        return list(text) if limit < 0 or limit >= len(text) else [*text[: limit - 1], text[limit - 1 :]]
    return text.split(separator, limit - 1 if limit > 0 else -1)


def join(items: list[object], separator: str = "") -> str:
    words = [_spelled(item, index) for index, item in enumerate(items)]
    _bounded(sum(map(len, words)) + len(separator) * len(words))
    return separator.join(words)


def _spelled(item: object, index: int) -> str:
    try:
        return spell(item)
    except OperandError as error:
        raise OperandError(f"item {index}: {error.message}", "map the items to texts first", argument=0) from None


def replace(text: str, old: str, new: str, limit: int = -1) -> str:
    count = text.count(old) if limit < 0 else min(text.count(old), limit)
    _bounded(len(text) + count * (len(new) - len(old)))
    return text.replace(old, new, limit)


def repeat(text: str, times: int) -> str:
    if times < 0:
        raise OperandError(f"a text cannot be repeated {times} times", argument=1)
    _bounded(len(text) * times)
    return text * times


def substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise OperandError(f"a text of {len(text)} characters has no part from {start} to {stop}")
    return text[start:stop]


def matches(text: str, pattern: str) -> bool:
    return search(pattern, text) is not None


def extract(text: str, pattern: str) -> str:
    found = search(pattern, text)
    if found is None:
        raise OperandError(f"the pattern matches nowhere in {describe(text)}", "`matches(...)` asks first")
    groups = found.groups()
    part = groups[0] if groups else found.group(0)
    if part is None:
        raise OperandError(f"the pattern matches in {describe(text)}, but its group takes no part in it")
    return str(part)


def lines(text: str) -> list[str]:
    found = text.replace("\r\n", "\n").split("\n")
    return found[:-1] if found[-1] == "" else found


_GROUP: Final = "Text"
_TEXT: Final = Parameter("text", TEXT)
_PATTERN: Final = Parameter("pattern", TEXT, check_literal=check_pattern)
_LIMIT: Final = Parameter("limit", INT, is_optional=True)


def _function(
    name: str, parameters: tuple[Parameter, ...], returns: int, doc: str, example: str, call: object
) -> Function:
    return Function(name, _GROUP, parameters, returns, doc, example, call)  # type: ignore[arg-type]


FUNCTIONS: Final = (
    _function("lower", (_TEXT,), TEXT, "The text in small letters.", 'lower("ÄB") == "äb"', str.lower),
    _function("upper", (_TEXT,), TEXT, "The text in capital letters.", 'upper("ab") == "AB"', str.upper),
    _function(
        "trim", (_TEXT,), TEXT, "The text without white space at both ends.", 'trim(" a b ") == "a b"', str.strip
    ),
    _function(
        "split",
        (_TEXT, Parameter("separator", TEXT), _LIMIT),
        LIST,
        "The parts between separators, at most `limit` of them; an empty separator gives characters.",
        '"a,b".split(",") == ["a", "b"]',
        split,
    ),
    _function(
        "join",
        (Parameter("list", LIST), Parameter("separator", TEXT, is_optional=True)),
        TEXT,
        "The items as one text, the separator between them. Items are texts, numbers or booleans.",
        'join([1, 2], ", ") == "1, 2"',
        join,
    ),
    _function(
        "replace",
        (_TEXT, Parameter("old", TEXT), Parameter("new", TEXT), _LIMIT),
        TEXT,
        "The text with every `old` (or the first `limit`) replaced. No regex.",
        'replace("a-b-c", "-", "+") == "a+b+c"',
        replace,
    ),
    _function(
        "repeat",
        (_TEXT, Parameter("times", INT)),
        TEXT,
        "The text several times over, for tests of length limits; at most 10 MiB.",
        'repeat("ab", 3) == "ababab"',
        repeat,
    ),
    _function(
        "substring",
        (_TEXT, Parameter("start", INT), Parameter("end", INT, is_optional=True)),
        TEXT,
        "The characters from `start` (counted from 0) up to, not including, `end`.",
        'substring("order-17", 6) == "17"',
        substring,
    ),
    _function(
        "lines",
        (_TEXT,),
        LIST,
        "The lines of the text, without their line breaks; one line break at the end makes no empty line.",
        r'lines("a\nb\n") == ["a", "b"]',
        lines,
    ),
    _function(
        "contains",
        (_TEXT, Parameter("part", TEXT)),
        BOOL,
        "Whether the part stands in the text. In lists and maps: `x in list`.",
        '"foobar".contains("oba")',
        str.__contains__,
    ),
    _function(
        "startsWith",
        (_TEXT, Parameter("start", TEXT)),
        BOOL,
        "Whether the text begins so.",
        '"foobar".startsWith("foo")',
        str.startswith,
    ),
    _function(
        "endsWith",
        (_TEXT, Parameter("end", TEXT)),
        BOOL,
        "Whether the text ends so.",
        '"a.png".endsWith(".png")',
        str.endswith,
    ),
    _function(
        "matches",
        (_TEXT, _PATTERN),
        BOOL,
        "Whether the regex (RE2) matches somewhere in the text; `^` and `$` tie it to the ends.",
        r'"order-17".matches(r"-\d+$")',
        matches,
    ),
    _function(
        "extract",
        (_TEXT, _PATTERN),
        TEXT,
        "What the regex's first group (or, without groups, all of it) matches first; an error when nothing does.",
        r'extract("id=42;", r"id=(\d+)") == "42"',
        extract,
    ),
)

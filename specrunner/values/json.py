"""Strict JSON: what RFC 8259 says, nothing guessed, and the place of whatever is wrong.

orjson reads what is plainly right. Whatever it refuses, and whatever it would silently change (a name that stands
twice, an integer of more than 64 bits), is read again by the standard library, slower and with every rule checked.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite

from ..lean import dataclass

MAX_DEPTH = 256
MAX_INTEGER_DIGITS = 4_300  # Python spells no longer ones
BOM_NOTICE = "the JSON starts with a byte order mark, which RFC 8259 section 8.1 forbids to send"

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_NINETEEN = b"0" * 19
# Strings are matched so that nothing inside them is taken for a number or a bracket.
_TOKEN = r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]|-?(?:NaN|Infinity)|-?[0-9][0-9.eE+-]*'


class JsonError(ValueError):
    """Bytes that are not JSON. `message` is a sentence; `offset` counts bytes from 0, `line` and `column` from 1."""

    def __init__(self, message: str, offset: int, line: int, column: int) -> None:
        super().__init__(f"{message} (line {line}, column {column})")
        self.message = message
        self.offset = offset
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A JSON text as a value. `duplicates` are the paths of names that stand twice (the last one counted);
    `notices` says what else a strict reader would object to."""

    value: object
    notices: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()


def parse_json(data: bytes) -> JsonDocument:
    """The value of a JSON text in UTF-8. Raises JsonError.

    Refused: NaN and Infinity, numbers beyond a double's range, integers of more than 4,300 digits, more than 256
    levels, invalid UTF-8. Shorter integers stay exact. A byte order mark is skipped with a notice. A lone surrogate
    (an escape such as `\\ud800`) stays in the text as it is, and `dump_json` escapes it again.
    """
    # Lazy: 20 ms of import that a run without JSON does not need.
    import orjson

    has_mark = data.startswith(codecs.BOM_UTF8)
    body = data[3:] if has_mark else data
    notices = (BOM_NOTICE,) if has_mark else ()
    try:
        value = orjson.loads(body)
        if isinstance(value, str | int | None) or _is_faithful(body, orjson.dumps(value), value):
            return JsonDocument(value, notices)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass  # refused, or too deep for it: the slow way decides, and says where
    return _parse_slowly(body, len(data) - len(body), notices)


def _is_faithful(body: bytes, again: bytes, value: object) -> bool:
    """Whether orjson surely changed nothing: no name twice, no integer made a float, and not too deep.

    `again` is the value written once more. A name that stood twice is gone from it, and its colon with it; only an
    escaped colon could make up for that. An unsure answer is no.
    """
    if body.count(b":") != again.count(b":") or b"\\u003" in body:
        return False
    # All digits made zeros, 19 in a row may be an integer of more than 64 bits.
    if _NINETEEN in body.translate(_DIGITS_TO_ZERO):
        return False
    return body.count(b"[") + body.count(b"{") <= MAX_DEPTH or _is_shallow(value)


def _is_shallow(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below
    return not any(isinstance(item, dict | list) for item in level)


def _parse_slowly(body: bytes, skipped: int, notices: tuple[str, ...]) -> JsonDocument:
    text = _decoded(body, skipped)
    _check_tokens(text, skipped)
    repeating: list[tuple[dict[str, object], list[str]]] = []

    def collect(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            repeating.append(
                (members, sorted(name for name, times in Counter(n for n, _ in pairs).items() if times > 1))
            )
        return members

    try:
        value = json.loads(text, object_pairs_hook=collect)
    except json.JSONDecodeError as error:
        message, position = _explained(error, text)
        raise _error(message, text, position, skipped) from None
    return JsonDocument(value, notices, tuple(_repeated_paths(value, repeating)) if repeating else ())


def _decoded(body: bytes, skipped: int) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start].decode()
        if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in body[:4]:
            raise JsonError("this is not UTF-8; it looks like UTF-16 or UTF-32", skipped, 1, 1) from None
        found = f"byte 0x{body[error.start]:02x} is not valid UTF-8"
        raise _error(found, before, len(before), skipped) from None


def _check_tokens(text: str, skipped: int) -> None:
    """Refuses what the standard library would take (NaN), crash on (depth) or round to infinity (1e400)."""
    depth = 0
    for match in re.finditer(_TOKEN, text, re.DOTALL):
        token = match[0]
        first = token[0]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _error(f"more than {MAX_DEPTH} levels of lists and maps", text, match.start(), skipped)
        elif first in "]}":
            depth -= 1
        elif first != '"' and (problem := _number_problem(token)):
            raise _error(problem, text, match.start(), skipped)


def _number_problem(token: str) -> str | None:
    if token.endswith(("NaN", "Infinity")):
        return f"`{token}` is not JSON: RFC 8259 section 6 has no such number"
    digits = len(token) - token.startswith("-")
    if token[-digits:].isdecimal():
        too_long = digits > MAX_INTEGER_DIGITS
        return f"an integer of {digits:,} digits; at most {MAX_INTEGER_DIGITS:,} are read" if too_long else None
    try:
        is_finite = isfinite(float(token))
    except ValueError:
        return None  # not a number after all: the parser says what it is
    return None if is_finite else f"`{token if digits <= 30 else token[:30] + '…'}` is larger than a double can hold"


def _explained(error: json.JSONDecodeError, text: str) -> tuple[str, int]:
    """The standard library's message in the words of this project, and the character it speaks of."""
    position, reason = error.pos, error.msg
    if reason.startswith("Illegal trailing comma"):  # Python 3.13 points at the comma, 3.11 at what follows
        reason = "Expecting value" if reason.endswith("array") else "Expecting property name"
        position = len(text) - len(text[position + 1 :].lstrip())
    rest = text[position:]
    if reason.startswith(("Expecting", "Extra")):
        rest = rest.lstrip(" \t\n\r")
        position = len(text) - len(rest) if rest else position
    found = f"found `{rest[0]}`" if rest else "but the text ends"
    if not text.strip():
        return "there is no JSON here: the text is empty", 0
    after_comma = text[:position].rstrip().endswith(",") and rest[:1] in ("]", "}")
    trailing = "; JSON knows no trailing comma" if after_comma else ""
    for start, message in _MESSAGES.items():
        if reason.startswith(start):
            return message.format(found=found) + trailing, position
    return reason, position


_MESSAGES = {
    "Expecting value": "expected a value, {found}",
    "Expecting property name": "expected a name in double quotes, {found}",
    "Expecting ',' delimiter": "expected `,` or the closing bracket, {found}",
    "Expecting ':' delimiter": "expected `:` after the name, {found}",
    "Extra data": "expected the end of the JSON, {found}",
    "Unterminated string": "this text has no closing quote",
    "Invalid control character": "a control character must be escaped inside a text",
    "Invalid \\": "this backslash escapes nothing that JSON knows",
}


def _error(message: str, text: str, position: int, skipped: int) -> JsonError:
    """A JsonError at a character of the decoded text; `skipped` bytes stood before it."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    offset = len(text[:position].encode()) + skipped
    return JsonError(message, offset, line, column)


def _repeated_paths(value: object, repeating: list[tuple[dict[str, object], list[str]]]) -> Iterator[str]:
    """Where names stand twice, but for maps that a duplicate overwrote: they are not in the value."""
    names_of = {id(members): names for members, names in repeating}
    pending: list[tuple[object, str]] = [(value, "$")]
    while pending:
        item, path = pending.pop()
        if isinstance(item, dict):
            for name in names_of.get(id(item), ()):
                yield f"{path}[{json.dumps(name)}]"
            pending.extend((child, f"{path}[{json.dumps(name)}]") for name, child in item.items())
        elif isinstance(item, list):
            pending.extend((child, f"{path}[{index}]") for index, child in enumerate(item))


def dump_json(value: object) -> bytes:
    """Compact JSON in UTF-8. Lone surrogates come out escaped, integers at any length.

    Raises TypeError for what JSON cannot say, ValueError for NaN and infinity.
    """
    # Lazy, as in `parse_json`.
    import orjson

    try:
        encoded = orjson.dumps(value, default=_as_dict)
        # orjson writes NaN as null, so that a null may hide one.
        if b"null" not in encoded:
            return encoded
    except orjson.JSONEncodeError:
        pass  # a lone surrogate, a wide integer, a key that is no text: the standard library decides
    _check_keys(value)
    return json.dumps(value, allow_nan=False, separators=(",", ":"), default=_as_dict).encode()


def _as_dict(value: object) -> dict[str, object]:
    """Header fields and other maps that are no dict. Raises TypeError for all else."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _check_keys(value: object) -> None:
    """Refuses what the standard library would turn into text by itself: `{1: 2}` is not JSON."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            odd = next((key for key in item if not isinstance(key, str)), None)
            if odd is not None:
                raise TypeError(f"a JSON name must be text, not {odd!r}")
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)

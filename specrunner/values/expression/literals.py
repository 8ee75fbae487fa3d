"""Text and bytes literals: quotes off, escapes resolved."""

from __future__ import annotations

import re
from typing import Final

from ...source.codes import values as codes
from ..failure import Failure

_ESCAPE: Final = re.compile(
    r"\\(?:[xX](?P<hex>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})"
    r"|(?P<octal>[0-3][0-7]{2})|(?P<one>.))",
    re.DOTALL,
)
_ONE: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "?": "?",
    '"': '"',
    "'": "'",
    "`": "`",
}


def read_text(word: str, start: int) -> str:
    """The value of a text literal that begins at offset `start`. Raises Failure at a bad escape."""
    body, offset, is_raw = _body(word)
    if is_raw or "\\" not in body:
        return body
    return _ESCAPE.sub(lambda found: _character(found, start + offset), body)


def read_bytes(word: str, start: int) -> bytes:
    """The value of a bytes literal: the UTF-8 of what stands there, `\\x` and octal escapes being single bytes."""
    body, offset, is_raw = _body(word[1:])
    if is_raw or "\\" not in body:
        return body.encode()
    parts: list[bytes] = []
    position = 0
    for found in _ESCAPE.finditer(body):
        parts.append(body[position : found.start()].encode())
        parts.append(_octet(found, start + 1 + offset))
        position = found.end()
    parts.append(body[position:].encode())
    return b"".join(parts)


def _body(word: str) -> tuple[str, int, bool]:
    """What stands between the quotes, the offset of its first character in `word`, and whether the literal is raw."""
    is_raw = word[0] in "rR"
    opening = 1 if is_raw else 0
    quotes = 3 if word[opening : opening + 3] in ('"""', "'''") and len(word) >= opening + 6 else 1
    return word[opening + quotes : -quotes], opening + quotes, is_raw


def _character(found: re.Match[str], offset: int) -> str:
    if (one := found["one"]) is not None:
        if one in _ONE:
            return _ONE[one]
        raise _bad_escape(found, offset)
    octal = found["octal"]
    number = int(octal, 8) if octal else int(found["hex"] or found["short"] or found["long"], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise _bad_escape(
            found, offset, "is no Unicode character", "surrogates stand for one character: use `\\U` with its number"
        )
    return chr(number)


def _octet(found: re.Match[str], offset: int) -> bytes:
    if octal := found["octal"]:
        return bytes([int(octal, 8)])
    if number := found["hex"]:
        return bytes([int(number, 16)])
    if found["short"] or found["long"]:
        raise _bad_escape(found, offset, "is no byte", "in bytes write `\\xHH`")
    return _character(found, offset).encode()


def _bad_escape(
    found: re.Match[str], offset: int, reason: str = "is not an escape", hint: str | None = None
) -> Failure:
    raw_hint = "write `\\\\` for a backslash, or a raw text, which has no escapes: r'...'"
    start, end = offset + found.start(), offset + found.end()
    return Failure(codes.TEXT_LITERAL, f"`{found.group()}` {reason}", start, end, hint or raw_hint)

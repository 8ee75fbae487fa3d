"""Protocol buffers' text format, as far as the CEL test files use it, into maps of lists."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![A-Za-z0-9_.]))
  | (?P<word>-?[A-Za-z_][A-Za-z0-9_.]*)
  | (?P<type>\[[A-Za-z0-9_./]+\])
  | (?P<symbol>[{}:<>\[\],;])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", re.DOTALL)
_ONE = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}

Message = dict[str, list[Any]]


def parse(text: str) -> Message:
    """A message: its fields' names with all their values, in order. Texts are bytes, numbers and words are text."""
    tokens = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        assert found is not None, text[position : position + 60]
        if found.lastgroup != "space":
            tokens.append((found.lastgroup, found.group()))
        position = found.end()
    tokens.append(("symbol", "}"))
    message, end = _message(tokens, 0)
    assert end == len(tokens)
    return message


def _message(tokens: list[tuple[str, str]], at: int) -> tuple[Message, int]:
    message: Message = {}
    while tokens[at][1] not in "}>":
        name = tokens[at][1]
        at += 1
        if tokens[at][1] == ":":
            at += 1
        if tokens[at] == ("symbol", "["):
            at += 1
            while tokens[at][1] != "]":
                value, at = _value(tokens, at)
                message.setdefault(name, []).append(value)
                if tokens[at][1] == ",":
                    at += 1
            at += 1
        else:
            value, at = _value(tokens, at)
            message.setdefault(name, []).append(value)
        if tokens[at][1] in (",", ";"):
            at += 1
    return message, at + 1


def _value(tokens: list[tuple[str, str]], at: int) -> tuple[Any, int]:
    kind, word = tokens[at]
    if word in ("{", "<"):
        return _message(tokens, at + 1)
    if kind != "text":
        return word, at + 1
    parts = []
    while tokens[at][0] == "text":
        parts.append(_ESCAPE.sub(_unescaped, tokens[at][1][1:-1].encode()))
        at += 1
    return b"".join(parts), at


def _unescaped(found: re.Match[bytes]) -> bytes:
    short, four, eight, octal, one = found.groups()
    if short or octal:
        return bytes([int(short, 16) if short else int(octal, 8)])
    if four or eight:
        return chr(int(four or eight, 16)).encode()
    return _ONE.get(one, one)

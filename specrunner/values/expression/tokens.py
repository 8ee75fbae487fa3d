"""The text of an expression as tokens: CEL's lexis without unsigned integers and comments."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ...source.codes import values as codes
from ..failure import Failure
from .literals import read_bytes, read_text


class Token(NamedTuple):
    """`kind` is `name int double text bytes escaped end`, or the operator itself; offsets count from 0."""

    kind: str
    value: object
    start: int
    end: int


# Our own patterns on bounded text: Python's `re` is safe here, RE2 is for patterns that users write.
TEXT_PATTERN: Final = r"""
    [bB]?[rR](?: \"\"\"(?s:.*?)\"\"\" | '''(?s:.*?)''' | "[^"\r\n]*" | '[^'\r\n]*' )
  | [bB]?(?: \"\"\"(?s:\\.|[^\\])*?\"\"\" | '''(?s:\\.|[^\\])*?''' )
  | [bB]?(?: "(?:\\[^\r\n]|[^"\\\r\n])*" | '(?:\\[^\r\n]|[^'\\\r\n])*' )
"""
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>   [ \t\r\n\f]+ )
  | (?P<text>    {TEXT_PATTERN} )
  | (?P<name>    [A-Za-z_][A-Za-z0-9_]* )
  | (?P<double>  (?: [0-9]+\.[0-9]+ | \.[0-9]+ ) (?:[eE][+-]?[0-9]+)? | [0-9]+[eE][+-]?[0-9]+ )
  | (?P<int>     0[xX][0-9a-fA-F]+ | [0-9]+ )
  | (?P<escaped> `[a-zA-Z0-9_.\-/ ]+` )
  | (?P<comment> // )
  | (?P<symbol>  && | \|\| | == | != | <= | >= | [-+*/%!?:.,()\[\]{{}}<>] )
    """,
    re.VERBOSE,
)

_RUN_ON: Final = re.compile(r"[A-Za-z_0-9]+")

_FOREIGN: Final = {
    "=": "`==` compares; nothing is assigned inside an expression",
    "&": "write `&&`",
    "|": "write `||` for or; functions are called as `upper(x)` or `x.upper()`, there are no filters",
    "$": "inside `${{ }}` names are read directly, without `$`",
    "~": "write `!` for not, and `matches(text, pattern)` for a regex",
    "^": "there is no power operator; multiply",
    ";": "an expression is one value, not statements",
    "\\": "a backslash belongs inside a text",
    "@": "nothing starts with `@`",
}


def tokenize(text: str) -> list[Token]:
    """Every token, an `end` token last. Raises Failure."""
    tokens: list[Token] = []
    position = 0
    match = _TOKEN.match
    length = len(text)
    while position < length:
        found = match(text, position)
        if found is None:
            raise _unreadable(text, position)
        end = found.end()
        kind = found.lastgroup
        if kind == "symbol":
            symbol = found.group()
            tokens.append(Token(symbol, symbol, position, end))
        elif kind == "name":
            tokens.append(Token("name", found.group(), position, end))
        elif kind != "space":
            tokens.append(_token(kind or "", found.group(), position, end, text))
        position = end
    tokens.append(Token("end", "", length, length))
    return tokens


def _token(kind: str, word: str, start: int, end: int, text: str) -> Token:
    match kind:
        case "text":
            if word[0] in "bB":
                return Token("bytes", read_bytes(word, start), start, end)
            return Token("text", read_text(word, start), start, end)
        case "int" | "double":
            if run_on := _RUN_ON.match(text, end):
                raise _runs_on(word, run_on.group(), start, run_on.end())
            return Token(kind, _number(kind, word, start, end), start, end)
        case "escaped":
            return Token(kind, word[1:-1], start, end)
        case _:
            raise Failure(
                codes.UNSUPPORTED,
                "`//` begins a comment in CEL, and expressions here have none",
                start,
                end,
                "division is `/` (integers divide to an integer); put comments outside, after `#`",
            )


def _number(kind: str, word: str, start: int, end: int) -> int | float:
    if kind == "double":
        if (value := float(word)) == float("inf"):
            raise Failure(codes.NUMBER_RANGE, "the number is larger than a double can be", start, end, "write a text")
        return value
    if len(word) > 40:  # int() itself refuses more than 4,300 digits; the parser judges the rest
        raise Failure(codes.NUMBER_RANGE, "the number does not fit into 64 bits", start, end, "write a text")
    return int(word, 16 if word[:2] in ("0x", "0X") else 10)


def _unreadable(text: str, position: int) -> Failure:
    character = text[position]
    if character in "\"'":
        return Failure(
            codes.TEXT_LITERAL,
            f"the text that starts with `{character}` has no closing `{character}`",
            position,
            len(text),
            f"close it with `{character}`; a `{character}` inside is written `\\{character}`",
        )
    if character == "`":
        hint = 'backquotes hold a key after a dot: headers.`content-type`; any other key is read as ["..."]'
        return Failure(codes.EXPRESSION_SYNTAX, "this backquote begins no key", position, position + 1, hint)
    return Failure(
        codes.EXPRESSION_SYNTAX,
        f"`{character}` is not part of an expression",
        position,
        position + 1,
        _FOREIGN.get(character, 'names have letters, digits and `_`; any key can be read as ["..."]'),
    )


def _runs_on(number: str, tail: str, start: int, end: int) -> Failure:
    if tail in ("u", "U"):
        return Failure(
            codes.UNSUPPORTED,
            f"unsigned integers such as `{number}{tail}` are not supported",
            start,
            end,
            f"write `{number}`",
        )
    if tail in ("ms", "s", "m", "h", "us", "ns"):
        hint = f'a duration is written duration("{number}{tail}")'
    else:
        hint = "a name cannot begin with a digit; a text stands in quotes"
    return Failure(codes.EXPRESSION_SYNTAX, f"`{number}{tail}` is neither a number nor a name", start, end, hint)

"""The types of plain scalars: YAML 1.2.2 section 10.3.2, the core schema, and nothing else.

`no`, `on`, `12:30`, `1_000` and `2024-01-31` stay text; `010` is ten, `0o10` is eight, `1e3` is a float.
"""

from __future__ import annotations

import re
from math import isinf

from .nodes import Scalar

WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "+.Inf": float("inf"), "+.INF": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip

# A plain scalar that starts with none of these is text; most do, so most cost one look-up.
TYPED_FIRST = frozenset("-+.0123456789~nNtTfF")

# A float of more digits has no more precision, and Python refuses integers of over 4,300 digits.
MAX_NUMBER_CHARACTERS = 1_000

_NUMBER = re.compile(
    r"(?P<integer>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)"
    r"|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
)


class NumberOutOfRangeError(ValueError):
    """A number in its form, which no number of ours can hold."""


def resolve_plain(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar.

    Raises NumberOutOfRangeError for a finite number that would become infinite, and for one of over
    1,000 characters.
    """
    if not text:
        return None
    if text[0] not in TYPED_FIRST:
        return text
    if text in WORDS:
        return WORDS[text]
    number = _NUMBER.fullmatch(text)
    return text if number is None else _number(number)


def _number(found: re.Match[str]) -> int | float:
    text = found.group()
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise NumberOutOfRangeError(f"a number of {len(text):,} characters, more than {MAX_NUMBER_CHARACTERS:,}")
    match found.lastgroup:
        case "integer":
            return int(text)
        case "octal":
            return int(text[2:], 8)
        case "hexadecimal":
            return int(text[2:], 16)
    value = float(text)
    if isinf(value):
        raise NumberOutOfRangeError(f"`{text}` is beyond the largest number, about 1.8e308")
    return value

"""Values as text for people, with their types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta

from ..source import printable
from .missing import MISSING
from .shorten import without_secrets
from .units import format_duration

MAX_TEXT_CHARACTERS = 80


def describe(value: object, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """What a value is, with its type: `integer 7`, `text "7"`, `null`, `list of 3`, `map with 2 keys`, `nothing`.

    One line, with escape codes and control characters spelled out; of a long text the first `limit` characters.
    """
    if value is None or value is MISSING:
        return type_name(value)
    if isinstance(value, str):
        return f"text {quoted(value, limit)}"
    if isinstance(value, bool):
        return f"boolean {str(value).lower()}"
    if isinstance(value, int):
        return f"integer {_digits(value, limit)}"
    if isinstance(value, float):
        return f"number {value!r}"
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes" if len(value) != 1 else "1 byte"
    if isinstance(value, Mapping):
        return "empty map" if not value else f"map with {len(value)} key{'s' if len(value) != 1 else ''}"
    if isinstance(value, Sequence | Set):
        return f"list of {len(value)}" if value else "empty list"
    if isinstance(value, date | time):
        return f"{type_name(value)} {value.isoformat()}"
    if isinstance(value, timedelta):
        return f"duration {format_duration(value.total_seconds())}"
    return type_name(value)


def described(value: object) -> str:
    """`describe` for the middle of a sentence: `a list of 2`, `an empty map`, `text "x"`."""
    text = describe(value)
    return f"an {text}" if text.startswith("empty ") else f"a {text}" if text.startswith(("list ", "map ")) else text


def type_name(value: object) -> str:
    """The type of a value in the words of the language: `integer number text boolean null list map nothing bytes`.

    `integer` is a whole number as it was written: 1 is one, 1.0 is a `number`.
    """
    found = _NAMES.get(type(value))
    if found is not None:
        return found
    return next((name for base, name in _BASES if isinstance(value, base)), f"a value of type {type(value).__name__}")


# Order matters twice: a boolean is an int, and a datetime is a date.
_BASES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "text"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    ((bytes, bytearray, memoryview), "bytes"),
    (Mapping, "map"),
    ((Sequence, Set), "list"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta, "duration"),
)
_NAMES: dict[type, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    type(MISSING): "nothing",
    dict: "map",
    list: "list",
    tuple: "list",
    bytes: "bytes",
}


def quoted(text: str, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """A text in double quotes on one line, as JSON spells it; cut after `limit` characters, with its length."""
    shown = without_secrets(text, limit)
    if len(shown) <= limit:
        return printable(json.dumps(shown, ensure_ascii=False))
    return printable(json.dumps(shown[:limit], ensure_ascii=False)[:-1]) + f'…" ({len(text):,} characters)'


def _digits(number: int, limit: int) -> str:
    # Python refuses to spell integers of more than 4,300 digits; nobody wants to read one of a hundred either.
    if -(10**limit) < number < 10**limit:
        return str(number)
    return f"of about {int(number.bit_length() * 0.30103) + 1:,} digits"

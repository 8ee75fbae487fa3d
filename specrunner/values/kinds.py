"""The kinds of value that expressions know, as sets of bits: one kind, several, or `ANY`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from ..lean import dataclass

Kinds: TypeAlias = int

NULL: Final = 1
BOOL: Final = 2
INT: Final = 4
DOUBLE: Final = 8
TEXT: Final = 16
BYTES: Final = 32
LIST: Final = 64
MAP: Final = 128
TIMESTAMP: Final = 256
DURATION: Final = 512
TYPE: Final = 1024
NUMBER: Final = INT | DOUBLE
TEXT_OR_BYTES: Final = TEXT | BYTES
ANY: Final = 2047

# The words are those of `describe`, so that an error found early reads like one found late.
_WORDS: Final = {
    NULL: "null",
    BOOL: "boolean",
    INT: "integer",
    DOUBLE: "number",
    TEXT: "text",
    BYTES: "bytes",
    LIST: "list",
    MAP: "map",
    TIMESTAMP: "date and time",
    DURATION: "duration",
    TYPE: "type",
}


@dataclass(frozen=True, slots=True)
class TypeValue:
    """What `type(x)` gives: a type as a value, by its CEL name."""

    name: str

    def __str__(self) -> str:
        return self.name


_CEL_NAMES: Final = {
    NULL: "null_type",
    BOOL: "bool",
    INT: "int",
    DOUBLE: "double",
    TEXT: "string",
    BYTES: "bytes",
    LIST: "list",
    MAP: "map",
    TIMESTAMP: "timestamp",
    DURATION: "duration",
    TYPE: "type",
}
TYPE_VALUES: Final = {name: TypeValue(name) for name in _CEL_NAMES.values()}

_BY_TYPE: Final[dict[type, Kinds]] = {
    type(None): NULL,
    bool: BOOL,
    int: INT,
    float: DOUBLE,
    str: TEXT,
    bytes: BYTES,
    list: LIST,
    tuple: LIST,
    dict: MAP,
    datetime: TIMESTAMP,
    timedelta: DURATION,
    TypeValue: TYPE,
}


def kind_of(value: object) -> Kinds:
    """The one kind of a value; 0 for an object that is no value of the language."""
    kind = _BY_TYPE.get(type(value))
    return _kind_of_other(value) if kind is None else kind


def _kind_of_other(value: object) -> Kinds:
    # Subclasses (StrEnum, IntEnum) and views: everything that a scope may hold beside plain JSON.
    for type_, kind in ((str, TEXT), (int, INT), (float, DOUBLE), (bytes, BYTES), (Mapping, MAP), (Sequence, LIST)):
        if isinstance(value, type_):
            return kind
    return 0


def type_value(value: object) -> TypeValue | None:
    """What `type(value)` gives; None for an object that is no value of the language."""
    name = _CEL_NAMES.get(kind_of(value))
    return None if name is None else TYPE_VALUES[name]


def kind_words(kinds: Kinds) -> str:
    """Kinds as words: `text`, `text or bytes`, `integer, number or null`."""
    if kinds == ANY:
        return "any value"
    if kinds & NUMBER == NUMBER:
        kinds &= ~INT
    words = [word for kind, word in _WORDS.items() if kinds & kind]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

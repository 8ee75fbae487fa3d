"""CEL's conversions: nothing is ever converted without one of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from ...source.codes import values as codes
from ..describe import describe
from ..failure import OperandError
from ..kinds import (
    ANY,
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    INT,
    NUMBER,
    TEXT,
    TEXT_OR_BYTES,
    TIMESTAMP,
    TYPE,
    TypeValue,
    type_value,
)
from ..operators import MAX_INT, MIN_INT
from ..spelling import spell
from .table import Function, Parameter

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,40}")
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|[+-]?(?:Inf|Infinity)")
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "True", "TRUE", "t", "1"), True),
    **dict.fromkeys(("false", "False", "FALSE", "f", "0"), False),
}


def to_int(value: object) -> int:
    if isinstance(value, datetime):
        return int(value.timestamp() // 1)
    if isinstance(value, str):
        if not _INTEGER.fullmatch(value):
            hint = "write `int(double(...))` to cut a fraction off" if _DOUBLE.fullmatch(value) else None
            raise OperandError(f"{describe(value)} is not an integer", hint)
        return _in_range(int(value), value)
    if isinstance(value, float):
        # CEL refuses the limits themselves, since a double cannot tell them from their neighbours.
        if not MIN_INT < value < MAX_INT:
            raise OperandError(f"{describe(value)} does not fit into a 64-bit integer")
        return int(value)
    assert isinstance(value, int)
    return value


def _in_range(number: int, value: object) -> int:
    if not MIN_INT <= number <= MAX_INT:
        raise OperandError(f"{describe(value)} does not fit into a 64-bit integer")
    return number


def to_double(value: object) -> float:
    if isinstance(value, str):
        if not _DOUBLE.fullmatch(value):
            raise OperandError(f"{describe(value)} is not a number")
        return float(value)
    assert isinstance(value, int | float)
    try:
        return float(value)
    except OverflowError:
        raise OperandError("the integer is larger than any double") from None


def to_text(value: object) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            message = f"the bytes are not UTF-8: byte 0x{value[error.start]:02x} at {error.start}"
            raise OperandError(message, "`base64(...)` and `hex(...)` spell any bytes") from None
    if isinstance(value, float) and value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value == float("inf") else "-Infinity"
    return spell(value)


def to_bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    assert isinstance(value, str)
    if value not in _BOOLEANS:
        raise OperandError(f"{describe(value)} is neither true nor false")
    return _BOOLEANS[value]


def to_bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def type_of(value: object) -> TypeValue:
    found = type_value(value)
    if found is None:
        raise OperandError(f"{describe(value)} has no type in the language", code=codes.WRONG_TYPE)
    return found


def untyped(value: object) -> object:
    return value


_GROUP: Final = "Conversions"
FUNCTIONS: Final = (
    Function(
        "int",
        _GROUP,
        (Parameter("value", NUMBER | TEXT | TIMESTAMP),),
        INT,
        "The integer that a text spells, a number without its fraction, or a time as Unix seconds.",
        'int("42") == 42 && int(7.9) == 7',
        to_int,
    ),
    Function(
        "double",
        _GROUP,
        (Parameter("value", NUMBER | TEXT),),
        DOUBLE,
        "The number that a text spells, or an integer as a double.",
        'double("1.5") == 1.5',
        to_double,
    ),
    Function(
        "string",
        _GROUP,
        (Parameter("value", BOOL | NUMBER | TEXT | BYTES | TIMESTAMP | DURATION | TYPE),),
        TEXT,
        "The value as text; bytes are read as UTF-8, times written as RFC 3339. Lists and maps: `json`.",
        'string(7) + string(true) == "7true"',
        to_text,
    ),
    Function(
        "bool",
        _GROUP,
        (Parameter("value", BOOL | TEXT),),
        BOOL,
        "The boolean that a text spells: `true false True False TRUE FALSE t f 1 0`.",
        'bool("true")',
        to_bool,
    ),
    Function(
        "bytes",
        _GROUP,
        (Parameter("value", TEXT_OR_BYTES),),
        BYTES,
        "The UTF-8 bytes of a text.",
        'size(bytes("é")) == 2',
        to_bytes,
    ),
    Function(
        "type",
        _GROUP,
        (Parameter("value"),),
        TYPE,
        "The type of the value: `int double string bytes bool null_type list map timestamp duration`.",
        "type(7) == int && type([]) in [list, map]",
        type_of,
    ),
    Function(
        "dyn",
        _GROUP,
        (Parameter("value"),),
        ANY,
        "The value itself; the check of types before the run does not look through it.",
        'dyn(7) != "7"',
        untyped,
        is_opaque=True,
    ),
)

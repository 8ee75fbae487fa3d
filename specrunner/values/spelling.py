"""Values of expressions as they leave them: inside text, and as plain JSON-like values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite

from ..source.codes import values as codes
from .describe import describe
from .failure import OperandError
from .kinds import TypeValue
from .moments import format_cel_duration, format_timestamp

_PLAIN = frozenset((str, int, bool, type(None), bytes))


def spell(value: object) -> str:
    """A scalar as it stands inside text: booleans and numbers as in JSON. Raises OperandError for anything else."""
    if type(value) is str:
        return value
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if not isfinite(value):
            raise OperandError(f"{describe(value)} has no spelling in JSON", code=codes.NOT_TEXTUAL)
        return repr(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return format_timestamp(value)
    if isinstance(value, timedelta):
        return format_cel_duration(value)
    if isinstance(value, TypeValue):
        return value.name
    raise OperandError(f"{describe(value)} cannot stand inside text", _spelling_hint(value), code=codes.NOT_TEXTUAL)


def _spelling_hint(value: object) -> str | None:
    if value is None:
        return "choose a text for it: `x != null ? x : 'none'`, or leave the template alone in its scalar"
    if isinstance(value, bytes):
        return "`string(...)` reads bytes as UTF-8, `base64(...)` and `hex(...)` spell them"
    if isinstance(value, Mapping | Sequence):
        return "`json(...)` writes it as JSON, `join(...)` joins a list; or leave the template alone in its scalar"
    return None


def settle(value: object, *, is_deep: bool) -> object:
    """A value as it leaves an expression: times, durations and types become their text.

    `is_deep` looks into lists and maps too, which only those that an expression made need. Raises OperandError for
    infinity and NaN, which JSON cannot say.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        if not isfinite(value):  # type: ignore[arg-type]
            raise OperandError(f"the result is {describe(value)}, which no JSON can hold", code=codes.ARITHMETIC)
        return value
    if isinstance(value, datetime | timedelta | TypeValue):
        return spell(value)
    if is_deep:
        if isinstance(value, Mapping):
            return {key: settle(item, is_deep=True) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [settle(item, is_deep=True) for item in value]
    return value

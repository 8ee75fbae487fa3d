"""Events as JSON objects and back, without loss.

The JSON shape follows the dataclasses: an event is `{"seq", "at_s", "worker", "type", ...fields of the payload}`,
every field present. What JSON lacks is written so: a span is `[file, line, column, end_line, end_column]`, headers
are a list of `[name, value]`, bytes are text where they are readable UTF-8 and `{"base64": "..."}` elsewhere, and
free values as `free_value` says.
"""

from __future__ import annotations

import types
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from ..lean import dataclass
from ..source import SourceSpan
from .encoding import ENCODERS
from .event import Event, Payload
from .exchange import Headers
from .free_value import decode_mapping, decode_value

Decode = Callable[[Any], object]


class EventFormatError(ValueError):
    """A JSON object is not an event as this version writes them; the text says which part is not."""


def encode(event: Event) -> dict[str, object]:
    """The event as a JSON object. Its text may hold lone surrogates; everything else is plain JSON."""
    payload = event.payload
    record: dict[str, object] = {
        "seq": event.seq,
        "at_s": event.at_s,
        "worker": event.worker,
        "type": payload.type,
    }
    record.update(ENCODERS[type(payload)](payload))
    return record


def decode(record: Mapping[str, object]) -> Event:
    """The event that `encode` wrote; raises EventFormatError.

    Fields that the record lacks take their defaults, fields that this version does not know are left out.
    """
    name = record.get("type")
    payload_type = payload_types().get(name) if isinstance(name, str) else None
    if payload_type is None:
        raise EventFormatError(f"unknown type of event: {name!r}")
    try:
        payload = cast(Payload, _decoder(payload_type)(record))
        return Event(cast(int, record["seq"]), cast(float, record["at_s"]), payload, cast(int, record["worker"]))
    except EventFormatError as error:
        raise EventFormatError(f"event of type {name!r}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EventFormatError(f"event of type {name!r} has an unexpected shape: {error}") from error


@cache
def payload_types() -> dict[str, type]:
    """Every payload there is, by its `type`."""
    return {payload.type: payload for payload in get_args(Payload)}


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    decode: Decode | None
    is_required: bool


@cache
def _decoder(type_: type) -> Decode:
    """Reads a dataclass by reflection: a report is made once a run, so this need not be as fast as the writing."""
    hints = get_type_hints(type_)
    listed = [
        _Field(field.name, _decoder_of(hints[field.name]), field.default is field.default_factory is MISSING)
        for field in fields(type_)
    ]

    def read(record: Mapping[str, object]) -> object:
        arguments: dict[str, object] = {}
        for field in listed:
            if field.name in record:
                value = record[field.name]
                arguments[field.name] = value if field.decode is None or value is None else field.decode(value)
            elif field.is_required:
                raise EventFormatError(f"`{field.name}` is missing")
        return type_(**arguments)

    return read


def _decoder_of(hint: Any) -> Decode | None:
    """How to read a value of this declared type; None where JSON has it as it is."""
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(hint) if part is not types.NoneType)
        return _decoder_of(inner)
    if get_origin(hint) is tuple:
        return _tuple_of(_decoder_of(get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return decode_mapping if get_args(hint)[1] is object else None
    if hint in _LEAVES:
        return _LEAVES[hint]
    if is_dataclass(hint):
        return _decoder(cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    raise TypeError(f"events cannot hold a {hint}: the codec has no way to read it")


def _tuple_of(decode_one: Decode | None) -> Decode:
    return tuple if decode_one is None else lambda values: tuple(decode_one(value) for value in values)


def _span(record: Sequence[Any]) -> SourceSpan:
    return SourceSpan(*record)


def _headers(pairs: Sequence[tuple[str, str]]) -> Headers:
    return Headers(tuple((name, value) for name, value in pairs))


def _body(record: str | Mapping[str, str]) -> bytes:
    return record.encode() if isinstance(record, str) else b64decode(record["base64"])


_LEAVES: dict[object, Decode | None] = {
    str: None,
    int: decode_value,  # beyond 64 bits, as in free values: a seed may be
    float: None,
    bool: None,
    SourceSpan: _span,
    Headers: _headers,
    bytes: _body,
}

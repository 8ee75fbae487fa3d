"""JSON values of any shape inside events (`matrix`, `attributes`), written so that reading gives the same value.

An integer beyond 64 bits is `{"$integer": "0x..."}`, infinity and not-a-number are `{"$float": "inf"}`, bytes are
`{"$bytes": "..."}` in base64, and a map that looks like one of these is wrapped: `{"$map": it}`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from math import isfinite

_MARKERS = frozenset({"$integer", "$float", "$bytes", "$map"})
_PLAIN = (str, bool, type(None))


def encode_mapping(values: Mapping[str, object]) -> dict[str, object]:
    """A map whose keys are names of ours, so that no key of it is taken for a marker."""
    return {name: value if type(value) in _PLAIN else encode_value(value) for name, value in values.items()}


def encode_value(value: object) -> object:
    """A value of no JSON type is recorded as its text: a record must not fail over it."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, int):
        # Readers other than Python stop at 64 bits at the latest; hexadecimal has no limit on digits here either.
        return value if -(1 << 63) <= value < 1 << 64 else {"$integer": hex(value)}
    if isinstance(value, float):
        return value if isfinite(value) else {"$float": repr(value)}
    if isinstance(value, Mapping):
        record = {str(key): encode_value(inner) for key, inner in value.items()}
        return {"$map": record} if len(record) == 1 and not record.keys().isdisjoint(_MARKERS) else record
    if isinstance(value, list | tuple):
        return [encode_value(inner) for inner in value]
    return {"$bytes": b64encode(value).decode()} if isinstance(value, bytes) else str(value)


def decode_mapping(record: Mapping[str, object]) -> dict[str, object]:
    return {name: decode_value(value) for name, value in record.items()}


def decode_value(record: object) -> object:
    """The value that `encode_value` wrote; lists come back as lists, maps as dicts."""
    if isinstance(record, list):
        return [decode_value(inner) for inner in record]
    if not isinstance(record, dict):
        return record
    if len(record) == 1:
        ((key, inner),) = record.items()
        match key:
            case "$integer":
                return int(inner, 16)
            case "$float":
                return float(inner)
            case "$bytes":
                return b64decode(inner)
            case "$map" if isinstance(inner, dict):
                return decode_mapping(inner)
    return {key: decode_value(inner) for key, inner in record.items()}

"""The JSON Schema of events, made from the dataclasses."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from ..source import SourceSpan
from .codec import payload_types
from .exchange import Headers
from .journal import JOURNAL_FORMAT, JOURNAL_VERSION

Schema = dict[str, object]

_SCALARS: dict[object, Schema] = {
    str: {"type": "string"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    object: {},
    int: {"$ref": "#/definitions/Integer"},
    bytes: {"$ref": "#/definitions/Bytes"},
    Headers: {"$ref": "#/definitions/Headers"},
    SourceSpan: {"$ref": "#/definitions/SourceSpan"},
}
_SHARED: dict[str, Schema] = {
    "Bytes": {
        "description": "Bytes: as text where they are readable UTF-8, else in base64.",
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"base64": {"type": "string", "contentEncoding": "base64"}},
                "required": ["base64"],
                "additionalProperties": False,
            },
        ],
    },
    "Headers": {
        "description": "Header fields in wire order, each `[name, value]`.",
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    },
    "Integer": {
        "description": "An integer; beyond 64 bits it is written in hexadecimal.",
        "anyOf": [
            {"type": "integer"},
            {
                "type": "object",
                "properties": {"$integer": {"type": "string", "pattern": "^-?0x[0-9a-f]+$"}},
                "required": ["$integer"],
                "additionalProperties": False,
            },
        ],
    },
    "SourceSpan": {
        "description": "A stretch of a file: `[file, line, column, end_line, end_column]`; lines and columns count "
        "from 1 in code points, the end is exclusive.",
        "type": "array",
        "items": [{"type": "string"}, *[{"type": "integer", "minimum": 1}] * 4],
        "minItems": 5,
        "maxItems": 5,
    },
}


def events_schema() -> Schema:
    """A draft-07 schema of one line of a journal: its head, or an event with its check sum."""
    definitions: dict[str, Schema] = dict(_SHARED)
    payloads = [_event(name, type_, definitions) for name, type_ in payload_types().items()]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "One line of a specrunner journal",
        "oneOf": [
            {
                "title": "The first line",
                "type": "object",
                "properties": {"format": {"const": JOURNAL_FORMAT}, "version": {"const": JOURNAL_VERSION}},
                "required": ["format", "version"],
                "additionalProperties": False,
            },
            {
                "title": "Every other line",
                "type": "object",
                "properties": {
                    "crc": {
                        "description": "CRC-32 of the bytes of `event` as they stand in the line.",
                        "type": "string",
                        "pattern": "^[0-9a-f]{8}$",
                    },
                    "event": {"$ref": "#/definitions/Event"},
                },
                "required": ["crc", "event"],
                "additionalProperties": False,
            },
        ],
        "definitions": {"Event": {"oneOf": payloads}, **dict(sorted(definitions.items()))},
    }


def _event(name: str, type_: type, definitions: dict[str, Schema]) -> Schema:
    properties: dict[str, Schema] = {
        "seq": {"type": "integer", "minimum": 1},
        "at_s": {"type": "number"},
        "worker": {"type": "integer", "minimum": 0},
        "type": {"const": name},
    }
    return _object(type_, properties, definitions)


def _object(type_: type, properties: dict[str, Schema], definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(type_)
    for field in fields(type_):
        properties[field.name] = _schema(hints[field.name], definitions)
    return {
        "title": type_.__name__,
        **_description(type_),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _description(type_: type) -> Schema:
    """The docstring, if there is one."""
    text = getdoc(type_)
    return {"description": text} if text else {}


def _schema(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if get_origin(hint) in (Union, types.UnionType):
        return {"anyOf": [_schema(part, definitions) for part in get_args(hint)]}
    if hint is types.NoneType:
        return {"type": "null"}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0], definitions)}
    if get_origin(hint) is Mapping:
        return {"type": "object", "additionalProperties": _schema(get_args(hint)[1], definitions)}
    if hint in _SCALARS:
        return _SCALARS[hint]
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}  # holds the place, should a type hold itself
        definitions[hint.__name__] = _definition(hint, definitions)
    return {"$ref": f"#/definitions/{hint.__name__}"}


def _definition(hint: type, definitions: dict[str, Schema]) -> Schema:
    if is_dataclass(hint):
        return _object(hint, {}, definitions)
    if issubclass(hint, Enum):
        return {**_description(hint), "enum": [member.value for member in hint]}
    raise TypeError(f"events cannot hold a {hint}: the schema has no word for it")

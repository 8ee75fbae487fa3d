"""Misspelt words of a JSON Schema: the standard takes them for remarks, and then they check nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..source import nearest
from ..source.codes import checks as codes
from .operator import OperandError

Path = tuple[str | int, ...]

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMAS = (
    "additionalItems",
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_LIMITS = (
    *("const", "dependencies", "dependentRequired", "enum", "exclusiveMaximum", "exclusiveMinimum", "format"),
    *("maxContains", "maxItems", "maxLength", "maxProperties", "maximum"),
    *("minContains", "minItems", "minLength", "minProperties", "minimum"),
    *("multipleOf", "pattern", "required", "type", "uniqueItems", "$ref", "$dynamicRef", "$recursiveRef"),
)
_REMARKS = (
    *("$anchor", "$comment", "$dynamicAnchor", "$id", "$recursiveAnchor", "$schema", "$vocabulary", "id"),
    *("contentEncoding", "contentMediaType", "contentSchema", "default", "deprecated", "description"),
    *("examples", "readOnly", "title", "writeOnly"),
    # OpenAPI 3.1 section 4.8.24 adds these; `components` is where the `$ref`s of a schema taken from it point.
    *("components", "discriminator", "example", "externalDocs", "xml"),
)
_FORMATS = (
    *("date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri"),
    *("iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference"),
    *("uri-template", "uuid"),
    # OpenAPI's registry of formats.
    *("binary", "byte", "decimal", "double", "float", "int32", "int64", "password"),
)
_ASKING = frozenset((*_LIMITS, *_SCHEMAS, *_LISTS, "properties", "patternProperties", "dependentSchemas"))
_KNOWN = _ASKING | frozenset((*_REMARKS, *_MAPS))


def refuse_misspelt(schema: object) -> None:
    """Raises OperandError for the first word that is nearly one of JSON Schema's, or for one that asks nothing."""
    if schema is True or (isinstance(schema, dict) and _ASKING.isdisjoint(schema)):
        for key in schema if isinstance(schema, dict) else ():
            _refuse_near(str(key), ())
        message = "every value fits this JSON Schema"
        raise OperandError(message, hint="`exists: true` asks that there is one", code=codes.NEVER_HOLDS)
    for path, part in _schemas(schema, ()):
        for key in part:
            _refuse_near(str(key), path)
        _refuse_near_format(part.get("format"), path)


def _refuse_near(key: str, path: Path) -> None:
    if key in _KNOWN or key.startswith("x-"):
        return
    near = nearest(key, _KNOWN)
    if near is not None:
        message = f"`{key}` is no word of JSON Schema"
        hint = f"did you mean `{near}`?"
        raise OperandError(message, path=(*path, key), hint=hint, code=codes.BAD_SCHEMA, is_key=True)


def _refuse_near_format(name: object, path: Path) -> None:
    """An unknown format is never checked; one that is nearly known was meant to be."""
    if not isinstance(name, str) or name in _FORMATS:
        return
    near = nearest(name, _FORMATS)
    if near is not None:
        message = f"`{name}` is no format of JSON Schema, and would not be checked"
        raise OperandError(message, path=(*path, "format"), hint=f"did you mean `{near}`?", code=codes.BAD_SCHEMA)


def _schemas(schema: object, path: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    """Every schema within a schema, itself first, with its place."""
    pending = [(path, schema)]
    while pending:
        here, part = pending.pop()
        if isinstance(part, list):
            pending.extend(((*here, index), item) for index, item in enumerate(part))
        if not isinstance(part, dict):
            continue
        yield here, part
        for key, value in part.items():
            if key in _SCHEMAS or key in _LISTS:
                pending.append(((*here, key), value))
            elif key in _MAPS and isinstance(value, dict):
                pending.extend(((*here, key, name), child) for name, child in value.items())

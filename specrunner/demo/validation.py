"""Input checked against the very schemas that the OpenAPI document publishes, with messages of our own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from .problems import Culprit

Schema = Mapping[str, Any]

_TYPES = {
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_LIMITS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be above {}",
    "exclusiveMaximum": "must be below {}",
    "minLength": "must have at least {} character(s)",
    "maxLength": "must have at most {} character(s)",
    "minItems": "must have at least {} item(s)",
    "maxItems": "must have at most {} item(s)",
    "minProperties": "must have at least {} member(s)",
    "maxProperties": "must have at most {} member(s)",
}


class Contract:
    """Compiled validators for schemas that may refer to `#/components/schemas/...`."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = {"schemas": dict(components)}
        self._compiled: dict[int, tuple[Schema, Any]] = {}

    def culprits(self, schema: Schema, value: object) -> tuple[Culprit, ...]:
        """What is wrong with a JSON body, in document order as far as the validator keeps it."""
        return tuple(culprit for error in self._errors(schema, value) for culprit in _culprits(error))

    def parameter_culprit(self, name: str, schema: Schema, value: object) -> Culprit | None:
        """The first thing that is wrong with one parameter."""
        for error in self._errors(schema, value):
            return Culprit(_message(error), parameter=name)
        return None

    def _errors(self, schema: Schema, value: object) -> Iterator[Any]:
        # By identity: schemas are constants of the route tables. The entry keeps its schema alive, so that
        # no other can take the same id.
        entry = self._compiled.get(id(schema))
        if entry is None:
            document = {"components": self._components, "allOf": [schema]}
            entry = (schema, jsonschema_rs.Draft202012Validator(document, validate_formats=True))
            self._compiled[id(schema)] = entry
        yield from entry[1].iter_errors(value)


def pointer(path: Sequence[str | int]) -> str:
    """An RFC 6901 pointer as a URI fragment: `#/lines/0/qty`."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join(f"/{part}" for part in escaped)


def from_text(schema: Schema, text: str) -> object:
    """The value that a parameter's text stands for. Text that is none of the schema's type stays text."""
    match schema.get("type"):
        case "integer" if re.fullmatch(r"-?[0-9]{1,15}", text):
            return int(text)
        case "number" if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
            return float(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case _:
            return text


def _culprits(error: Any) -> Iterator[Culprit]:
    path = list(error.instance_path)
    match error.kind.name:
        case "required":
            yield Culprit("is required", pointer=pointer([*path, error.kind.property]))
        case "additionalProperties":
            for name in error.kind.unexpected:
                yield Culprit("is not known here", pointer=pointer([*path, name]))
        case _:
            yield Culprit(_message(error), pointer=pointer(path))


def _message(error: Any) -> str:
    kind = error.kind
    if kind.name in _LIMITS:
        return _LIMITS[kind.name].format(kind.limit)
    match kind.name:
        case "type":
            return "must be " + " or ".join(_TYPES[name] for name in kind.types)
        case "enum":
            return "must be one of " + ", ".join(str(option) for option in kind.options)
        case "pattern":
            return f"must match {kind.pattern}"
        case "falseSchema":
            return "is not known here"
        case "uniqueItems":
            return "must not have an item twice"
        case "format":
            return f"must be a {kind.format}"
        case _:
            return str(error.message)

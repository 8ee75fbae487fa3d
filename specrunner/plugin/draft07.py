"""pydantic's JSON Schemas in words that serve an editor.

An editor that meets `anyOf` guesses which branch was meant, and says what is wrong with that one. So a choice between
types becomes one schema with a list of types, and every model stands where it is used, with the text of its own key.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from ..model import EXPRESSION_MARK, UNIT_MARK, SpecModel, field_docs
from ..values import format_duration, format_size

Json: TypeAlias = dict[str, Any]

EXPRESSION_PATTERN = r"\$\{\{"
EXPRESSION: Json = {
    "type": "string",
    "pattern": EXPRESSION_PATTERN,
    "patternErrorMessage": "This is no expression: `${{ ... }}`.",
}
_FORMAT = {"duration": format_duration, "size": format_size}
# Two choices of one type that carry these cannot become one; nor can what is no choice of types at all.
_WORDS_OF_TYPE = {
    "string": {"pattern", "patternErrorMessage", "minLength", "maxLength", "format"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "object": {
        "properties",
        "patternProperties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
    },
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "boolean": set(),
    "null": set(),
}
_TYPE_WORDS = {
    "array": "a list",
    "object": "a map",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
_REMARKS = {"type", "description", "examples", "default", UNIT_MARK}


def model_schema(model: type[SpecModel]) -> Json:
    """A model's schema, with the models inside it written out where they are used."""
    schema = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Generator)
    result: Json = flat(schema, schema.pop("$defs", {}))
    return result


def with_nulls(schema: Json) -> Json:
    """A model's schema where every field may be null, which takes out a default."""
    null = {"type": "null"}
    return {**schema, "properties": {name: _or(each, null) for name, each in schema["properties"].items()}}


def _or(schema: Json, other: Json) -> Json:
    """A field's schema, or another one; a field that takes any value stays."""
    remarks = {key: value for key, value in schema.items() if key in ("description", "default")}
    asked = {key: value for key, value in schema.items() if key not in remarks}
    return {**_joined({"anyOf": [asked, other]}), **remarks} if asked else schema


def flat(schema: Any, definitions: Json | None = None) -> Any:
    """A schema with its choices of types joined, and references to `definitions` written out; others stay."""
    if isinstance(schema, list):
        return [flat(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema == EXPRESSION_MARK:
        return dict(EXPRESSION)
    result = {key: _part(key, value, definitions) for key, value in schema.items() if key != "title"}
    if (reference := result.get("$ref")) is not None:
        result = _written_out(result, reference, definitions)
    if "anyOf" in result:
        result = _joined(result)
    if "patternProperties" in result:
        result.setdefault("additionalProperties", False)
    return result


def as_written(schema: Any, definitions: Json) -> Any:
    """A schema as it goes to editors.

    A default is said in words: as `default` an editor would write it out with every map that has such a field. Every
    key has a type, since an editor writes the colon only behind keys that do. Our own marks go.
    """
    if isinstance(schema, list):
        return [as_written(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in _MAPS:
            result[key] = {name: _key_as_written(each, definitions, key) for name, each in value.items()}
        elif key not in ("default", UNIT_MARK):
            result[key] = as_written(value, definitions)
    return result


_MAPS = ("properties", "patternProperties", "definitions")
ANY_TYPE = ["string", "number", "boolean", "null", "array", "object"]


def _key_as_written(schema: Any, definitions: Json, place: str) -> Any:
    if not isinstance(schema, dict):
        return schema
    result = as_written(schema, definitions)
    if place == "properties" and not result.keys() & {"type", "anyOf", "enum", "const", "$ref"}:
        result["type"] = _type_of(result, definitions)
    default = _default_as_written(schema)
    if default and "unless set" not in result.get("description", ""):
        result["description"] = f"{result.get('description', '')} `{default}` unless set.".lstrip()
    return result


def _type_of(schema: Json, definitions: Json) -> Any:
    for part in schema.get("allOf", ()):
        if (name := part.get("$ref", "").rpartition("/")[2]) in definitions:
            return definitions[name].get("type", ANY_TYPE)
    return ANY_TYPE


def _default_as_written(schema: Json) -> str:
    """The default as a file would have it; nothing where it says nothing."""
    default = schema.get("default")
    if default is None or isinstance(default, list | dict):
        return ""
    if UNIT_MARK in schema and not isinstance(default, str):
        return _FORMAT[schema[UNIT_MARK]](default)
    return default if isinstance(default, str) else json.dumps(default)


class _Generator(GenerateJsonSchema):
    """pydantic's schemas with the fields' docstrings, and without titles made of names, which say nothing."""

    def get_title_from_name(self, name: str) -> str:
        return ""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        result = super().model_schema(schema)
        model: type[SpecModel] = schema["cls"]
        docs = field_docs(model)
        for name, field in model.model_fields.items():
            written = result.get("properties", {}).get(field.alias or name)
            if written is not None and name in docs:
                written["description"] = " ".join(docs[name].split())
        return result


def _part(key: str, value: Any, definitions: Json | None) -> Any:
    if key in _MAPS:
        return {name: flat(each, definitions) for name, each in value.items()}
    return value if key in ("default", "examples", "enum", "const") else flat(value, definitions)


def _written_out(schema: Json, reference: str, definitions: Json | None) -> Json:
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    name = reference.rpartition("/")[2]
    if definitions is not None and name in definitions:
        return {**flat(definitions[name], definitions), **beside}
    # Beside a `$ref` draft-07 ignores every other word.
    return {"allOf": [{"$ref": reference}], **beside} if beside else schema


def _joined(schema: Json) -> Json:
    """A schema whose `anyOf` became a list of types, as far as it is a choice of types."""
    options: list[Json] = []
    for option in schema["anyOf"]:
        inner = option.get("anyOf") if set(option) <= {"anyOf", "description"} else None
        options.extend(inner if inner is not None else [option])
    beside = {key: value for key, value in schema.items() if key != "anyOf"}
    merged: list[Json] = []
    for option in options:
        for index, other in enumerate(merged):
            both = _merged(other, option)
            if both is not None:
                merged[index] = both
                break
        else:
            merged.append(option)
    return {**merged[0], **beside} if len(merged) == 1 else {"anyOf": merged, **beside}


def _merged(left: Json, right: Json) -> Json | None:
    """Both choices as one schema; None where that would allow more, or less, than they do."""
    if left == right or right == {}:
        return right
    if not (_is_plain(left) and _is_plain(right)):
        return None
    both = {**right, **left}
    shared = _types(left) & _types(right)
    if shared == {"string"}:
        both = {key: value for key, value in both.items() if key not in ("pattern", "patternErrorMessage")}
        both |= _either_pattern(left, right)
    elif shared:
        return None
    types = _types(left) | _types(right)
    if {"integer", "number"} <= types:
        if both.keys() & _WORDS_OF_TYPE["number"]:
            return None
        types -= {"integer"}
    both["type"] = next(iter(types)) if len(types) == 1 else [each for each in _WORDS_OF_TYPE if each in types]
    if both.get("pattern") == EXPRESSION_PATTERN and types != {"string"}:
        wanted = " or ".join(_TYPE_WORDS[each] for each in _WORDS_OF_TYPE if each in types and each != "string")
        both["patternErrorMessage"] = f"This takes {wanted}, or an expression `${{{{ ... }}}}`."
    if examples := [*left.get("examples", ()), *right.get("examples", ())]:
        both["examples"] = examples
    return both


def _either_pattern(left: Json, right: Json) -> Json:
    """The words for a text that fits one of two; nothing where one of them takes any text."""
    if "pattern" not in left or "pattern" not in right:
        return {}
    first, second = (left, right) if right["pattern"] == EXPRESSION_PATTERN else (right, left)
    message = first.get("patternErrorMessage", "Not the text that is wanted here")
    return {
        "pattern": f"{first['pattern']}|{second['pattern']}",
        "patternErrorMessage": f"{message.rstrip('.')}, or an expression `${{{{ ... }}}}`.",
    }


def _is_plain(schema: Json) -> bool:
    known = set(_REMARKS)
    for name in _types(schema):
        known |= _WORDS_OF_TYPE[name]
    return "type" in schema and set(schema) <= known


def _types(schema: Json) -> set[str]:
    written = schema.get("type", ())
    return {written} if isinstance(written, str) else set(written)


def prune(document: Json) -> None:
    """Takes out the definitions that nothing refers to."""
    used: set[str] = set()
    pending = [{key: value for key, value in document.items() if key != "definitions"}]
    while pending:
        for name in re.findall(r"'#/definitions/([^']+)'", repr(pending.pop())):
            if name not in used:
                used.add(name)
                pending.append(document["definitions"][name])
    document["definitions"] = {name: document["definitions"][name] for name in sorted(used)}

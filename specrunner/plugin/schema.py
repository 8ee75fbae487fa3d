"""JSON Schemas (draft-07) of what users write, for completion, hover and diagnostics in editors.

Made from the same models that binding uses, so that an editor and `specrun lint` cannot disagree about a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from ..checks import SubjectTable, matcher_schema
from ..model import (
    EXPRESSION_MARK,
    STEP_KEYS,
    STRUCTURAL_KINDS,
    Defaults,
    FragmentCall,
    FragmentHead,
    SpecHead,
    SpecModel,
    StepOptions,
    field_docs,
)
from .kind import StepKind
from .registry import Registry

Json: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
EXPRESSION: Json = {
    "type": "string",
    "pattern": r"\$\{\{",
    "description": "An expression: `${{ ... }}`.",
}


def spec_schema(registry: Registry) -> Json:
    """The schema of `*.spec.yaml`."""
    builder = _Builder(registry)
    schema = builder.model(SpecHead)
    schema["properties"].update(
        defaults=builder.defaults(),
        setup=_steps("Steps that run first; if one fails, `steps` are skipped."),
        steps=_steps("What is tested, in order."),
        teardown=_steps("Steps that always run at the end."),
    )
    schema["required"] = ["spec", "steps"]
    return builder.document(schema, "specrunner spec", "A spec: declarative tests of a live service.")


def fragment_schema(registry: Registry) -> Json:
    """The schema of `*.fragment.yaml`."""
    builder = _Builder(registry)
    schema = builder.model(FragmentHead)
    schema["properties"]["steps"] = _steps("What the fragment does, in order.")
    schema["required"] = ["fragment", "steps"]
    return builder.document(schema, "specrunner fragment", "Steps that specs put to use with `uses`.")


def model_document(model: type[SpecModel], title: str, description: str) -> Json:
    """The schema of a document that is one model, such as the project's settings."""
    builder = _Builder(None)
    return builder.document(builder.model(model), title, description)


class _Draft07(GenerateJsonSchema):
    """pydantic's schemas with the fields' docstrings, and without titles made of names, which say nothing."""

    def get_title_from_name(self, name: str) -> str:
        return ""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        result = super().model_schema(schema)
        model: type[SpecModel] = schema["cls"]
        for name, doc in field_docs(model).items():
            written = result.get("properties", {}).get(model.model_fields[name].alias or name)
            if written is not None:
                written["description"] = " ".join(doc.split())
        return result


def _steps(description: str) -> Json:
    return {
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/definitions/Step"},
        "description": description,
    }


class _Builder:
    def __init__(self, registry: Registry | None) -> None:
        self.registry = registry
        self.definitions: Json = {"Expression": EXPRESSION}

    def document(self, schema: Json, title: str, description: str) -> Json:
        if self.registry is not None:
            self.definitions["Step"] = self.step()
        return {
            "$schema": DRAFT,
            "title": title,
            "description": description,
            **{key: value for key, value in schema.items() if key not in ("title", "description")},
            "definitions": dict(sorted(self.definitions.items())),
        }

    def model(self, model: type[SpecModel]) -> Json:
        """A model's schema; the models inside it go to the definitions."""
        schema = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Draft07)
        self.definitions.update({name: _draft07(each) for name, each in schema.pop("$defs", {}).items()})
        result: Json = _draft07(schema)
        return result

    def defaults(self) -> Json:
        assert self.registry is not None
        schema = self.model(Defaults)
        for key, kind in self.registry.kinds.items():
            if kind.has_defaults:
                action = self.model(kind.action)
                action.pop("required", None)
                schema["properties"][key] = {**action, "description": f"What holds for every `{key}` step."}
        return schema

    def step(self) -> Json:
        """A step: the options, and for each kind its action and the subjects of its checks."""
        assert self.registry is not None
        schema = self.model(StepOptions)
        schema["description"] = "A step: exactly one action, and what is the same for every kind."
        properties = schema["properties"]
        for key, kind in self.registry.kinds.items():
            properties[key] = self.action(kind)
        properties["parallel"] = _steps(STRUCTURAL_KINDS["parallel"])
        properties["uses"] = {
            "description": STRUCTURAL_KINDS["uses"],
            "anyOf": [{"type": "string"}, self.model(FragmentCall)],
        }
        for name, text in _NODE_DOCS.items():
            properties[name] = {"type": "object", "description": text, "minProperties": 1}
        properties["undo"] = {"allOf": [{"$ref": "#/definitions/Step"}], "description": _UNDO_DOC}
        self.definitions["Matcher"] = self.matcher()
        actions = [*self.registry.kinds, *STRUCTURAL_KINDS]
        schema["anyOf"] = [{"required": [key]} for key in actions]
        schema["allOf"] = [self.when_kind(kind) for kind in self.registry.kinds.values()]
        assert set(STEP_KEYS) <= set(properties), set(STEP_KEYS) - set(properties)
        return schema

    def action(self, kind: StepKind[Any]) -> Json:
        action = self.model(kind.action)
        if kind.is_bare and kind.shorthand is not None:
            field = action["properties"].get(kind.shorthand, {})
            return {**field, "description": kind.doc}
        self.definitions[f"{kind.key}-action"] = action
        reference = {"$ref": f"#/definitions/{kind.key}-action"}
        if kind.shorthand is None:
            return {"allOf": [reference], "description": kind.doc}
        return {"anyOf": [{"type": ["string", "number"]}, reference], "description": kind.doc}

    def matcher(self) -> Json:
        schema = matcher_schema()
        self.definitions.update(schema.pop("definitions", {}))
        return schema

    def when_kind(self, kind: StepKind[Any]) -> Json:
        """What a step with this action may ask and save."""
        name = f"{kind.key}-checks"
        self.definitions[name] = _checks(kind.subjects)
        reference = {"$ref": f"#/definitions/{name}"}
        return {
            "if": {"required": [kind.key]},
            "then": {"properties": dict.fromkeys(("expect", "until", "stop_if"), reference)},
        }


_NODE_DOCS: Mapping[str, str] = {
    "expect": "What is asked of the answer: subject to matcher. All are evaluated and reported.",
    "until": "Sends the step again until all of this holds.",
    "stop_if": "Gives up polling as soon as all of this holds.",
    "save": "Values to keep for later steps: name to subject, JSONPath, or `{from, match, secret, default}`.",
}
_UNDO_DOC = "A step that runs at the end of the spec, newest first, if this one was sent."


def _checks(table: SubjectTable) -> Json:
    """A map from subjects to matchers. Paths below a subject, JSONPaths and jmespath come by pattern."""
    matcher = {"$ref": "#/definitions/Matcher"}
    properties: Json = {}
    for name, subject in table.subjects.items():
        properties[name] = {"allOf": [matcher], "description": subject.doc}
        for field, doc in (subject.fields or {}).items():
            properties[f"{name}.{field}"] = {"allOf": [matcher], "description": doc}
    roots = "|".join(sorted(table.subjects))
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {r"^\$": matcher, r"^jmespath\(": matcher, rf"^({roots})[.\[]": matcher},
        "additionalProperties": False,
    }


def _draft07(schema: Any) -> Any:
    """A pydantic schema in the words of draft-07: what stands beside a `$ref` would be ignored there."""
    if isinstance(schema, list):
        return [_draft07(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema == EXPRESSION_MARK:
        return {"$ref": "#/definitions/Expression"}
    result = {key: _draft07(value) for key, value in schema.items() if not (key == "title" and value == "")}
    if "$ref" in result and len(result) > 1:
        result["allOf"] = [{"$ref": result.pop("$ref")}]
    if "anyOf" in result:
        result["anyOf"] = _without_null(result["anyOf"])
        if len(result["anyOf"]) == 1 and set(result) <= {"anyOf", "default", "description"}:
            only = result.pop("anyOf")[0]
            result = {**only, **result} if "$ref" not in only else {"allOf": [only], **result}
    if result.get("default", 0) is None:
        del result["default"]
    return result


def _without_null(options: list[Json]) -> list[Json]:
    """`T | None` says in Python that a key may be left out; in YAML nobody means `null`."""
    kept = [option for option in options if option != {"type": "null"}]
    return kept or options

"""JSON Schemas (draft-07) of what users write, for completion, hover and diagnostics in editors.

Made from the same models that binding uses, so that an editor and `specrun lint` cannot disagree about a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..checks import SubjectTable, matcher_schema
from ..model import (
    NOT_IN_UNDO,
    NOT_ON_GROUP,
    ONLY_WITH,
    STEP_KEYS,
    STRUCTURAL_KINDS,
    Defaults,
    FragmentCall,
    FragmentHead,
    SpecHead,
    SpecModel,
    StepOptions,
)
from .draft07 import ANY_TYPE, Json, as_written, flat, model_schema, prune, with_nulls
from .kind import StepKind
from .registry import Registry
from .volley import volley_subjects

DRAFT = "http://json-schema.org/draft-07/schema#"
_NAME = r"^[A-Za-z_]\w*$"


def spec_schema(registry: Registry) -> Json:
    """The schema of `*.spec.yaml`."""
    schema = model_schema(SpecHead)
    schema["properties"].update(
        matrix=_MATRIX | {"description": schema["properties"]["matrix"]["description"]},
        defaults=_defaults(registry),
        setup=_steps("Steps that run first; if one fails, `steps` are skipped."),
        steps=_steps("What is tested, in order."),
        teardown=_steps("Steps that always run at the end."),
    )
    schema["required"] = ["spec", "steps"]
    return _document(schema, "specrunner spec", "A spec: declarative tests of a live service.", registry)


def fragment_schema(registry: Registry) -> Json:
    """The schema of `*.fragment.yaml`."""
    schema = model_schema(FragmentHead)
    schema["properties"]["steps"] = _steps("What the fragment does, in order.")
    schema["required"] = ["fragment", "steps"]
    return _document(schema, "specrunner fragment", "Steps that specs put to use with `uses`.", registry)


def model_document(model: type[SpecModel], title: str, description: str) -> Json:
    """The schema of a document that is one model, such as the project's settings."""
    return _document(model_schema(model), title, description, None)


def _document(schema: Json, title: str, description: str, registry: Registry | None) -> Json:
    document: Json = {"$schema": DRAFT, "title": title, "description": description}
    document |= {key: value for key, value in schema.items() if key not in document}
    document["definitions"] = {} if registry is None else _definitions(registry)
    prune(document)
    written: Json = as_written(document, document["definitions"])
    return written


def _definitions(registry: Registry) -> Json:
    matcher = matcher_schema(registry.operators)
    found: Json = {"Step": _step(registry), "Undo": _undo(registry)}
    found |= {name: flat(each) for name, each in matcher.pop("definitions", {}).items()}
    # The subject that a matcher stands under says in its own words what it is.
    found["Matcher"] = {key: value for key, value in flat(matcher).items() if key != "description"}
    volley = volley_subjects(SubjectTable("volley", {}))
    found |= {"volley-checks": _checks(volley), "volley-readings": _readings(volley)}
    for key, kind in registry.kinds.items():
        found[f"{key}-action"] = _action(kind)
        found[f"{key}-checks"] = _with_named(_checks(kind.subjects), kind)
        found[f"{key}-readings"] = _readings(kind.subjects)
        if kind.messages is not None:
            found[f"{key}-messages"] = _checks(kind.messages)
    return found


def _steps(description: str) -> Json:
    items = {"$ref": "#/definitions/Step"}
    return {"type": "array", "minItems": 1, "items": items, "description": description}


def _defaults(registry: Registry) -> Json:
    schema = model_schema(Defaults)
    for key, kind in registry.kinds.items():
        if kind.has_defaults:
            action = {name: value for name, value in model_schema(kind.action).items() if name != "required"}
            schema["properties"][key] = {**action, "description": f"What holds for every `{key}` step."}
    return schema


def _step(registry: Registry) -> Json:
    """A step: the options, and for each kind its action and the subjects of its checks."""
    schema = model_schema(StepOptions)
    schema["description"] = "A step: exactly one action, and what is the same for every kind."
    properties = schema["properties"]
    actions = {key: _action_property(kind) for key, kind in registry.kinds.items()}
    actions["parallel"] = _steps(STRUCTURAL_KINDS["parallel"])
    actions["uses"] = _shorthand(model_schema(FragmentCall)) | {"description": STRUCTURAL_KINDS["uses"]}
    for name, text in _NODE_DOCS.items():
        # Any type, so that the kind's own schema alone says what is wrong; an editor writes the first, a map.
        properties[name] = {"type": ["object", *ANY_TYPE[:-1]], "description": text}
    properties["dialogue"] = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "object"},
        "description": _DIALOGUE_DOC,
    }
    properties["undo"] = {"allOf": [{"$ref": "#/definitions/Undo"}], "description": _UNDO_DOC}
    assert set(STEP_KEYS) <= set(properties), set(STEP_KEYS) - set(properties)
    schema["properties"] = actions | properties
    message = f"A step needs an action: {', '.join(f'`{key}`' for key in actions)}."
    schema["anyOf"] = [{"required": [key], "errorMessage": message} for key in actions]
    schema["allOf"] = [
        *(_when_kind(kind, actions) for kind in registry.kinds.values()),
        *(_when_group(key, actions) for key in STRUCTURAL_KINDS),
        *(_only_with(key) for key in sorted(set(ONLY_WITH.values()))),
    ]
    return schema


def _undo(registry: Registry) -> Json:
    schema = _step(registry)
    del schema["description"]
    schema["properties"] = {name: each for name, each in schema["properties"].items() if name not in NOT_IN_UNDO}
    return schema


def _shorthand(schema: Json) -> Json:
    """A map that may also be written as a text, which stands for one of its fields. An editor writes the first."""
    is_short = len(schema["properties"]) <= 2
    return {**schema, "type": ["string", "object"] if is_short else ["object", "string"]}


def _action(kind: StepKind[Any]) -> Json:
    action = model_schema(kind.action)
    action.pop("description", None)
    if kind.is_bare and kind.shorthand is not None:
        return {key: value for key, value in action["properties"][kind.shorthand].items() if key != "description"}
    if kind.has_defaults:
        action = with_nulls(action)
    if kind.shorthand is None:
        return action
    # `pause: 200ms`: the words for the text come from the field that it stands for.
    field = action["properties"].get(kind.shorthand, {})
    return {**{key: value for key, value in field.items() if key != "description"}, **_shorthand(action)}


def _action_property(kind: StepKind[Any]) -> Json:
    if kind.expand_dialogue is not None:
        # What it holds depends on whether there is a dialogue.
        return {"type": "object", "description": kind.doc}
    return {"allOf": [{"$ref": f"#/definitions/{kind.key}-action"}], "description": kind.doc}


def _with_dialogue(kind: StepKind[Any]) -> list[Json]:
    """Beside a dialogue the action is a map of actors."""
    if kind.expand_dialogue is None:
        return [{"properties": {"dialogue": False}}]
    whole = {"properties": {kind.key: {"$ref": f"#/definitions/{kind.key}-action"}}}
    actors = {"type": "object", "additionalProperties": {"type": "object"}}
    return [{"if": {"required": ["dialogue"]}, "then": {"properties": {kind.key: actors}}, "else": whole}]


def _when_kind(kind: StepKind[Any], actions: Mapping[str, Json]) -> Json:
    """What a step with this action may ask and save."""
    checks = {"$ref": f"#/definitions/{kind.key}-checks"}
    readings = {"$ref": f"#/definitions/{kind.key}-readings"}
    asked: Json = {**dict.fromkeys(("until", "stop_if"), checks)}
    if kind.messages is not None:
        asked["collect"] = {"properties": {"until": {"$ref": f"#/definitions/{kind.key}-messages"}}}
    else:
        asked["collect"] = False
    told = {
        "if": {"anyOf": [{"required": ["race"]}, {"required": ["burst"]}]},
        "then": {"properties": {"expect": _VOLLEY_CHECKS, "save": _VOLLEY_READINGS}},
        "else": {"properties": {"expect": checks, "save": readings}},
    }
    parts = [{"properties": asked}, told, _alone(kind.key, actions), *_with_dialogue(kind)]
    return {"if": {"required": [kind.key]}, "then": {"allOf": parts}}


_VOLLEY_CHECKS: Json = {"$ref": "#/definitions/volley-checks"}
_VOLLEY_READINGS: Json = {"$ref": "#/definitions/volley-readings"}


def _when_group(key: str, actions: Mapping[str, Json]) -> Json:
    refused = (*NOT_ON_GROUP, "save") if key == "parallel" else NOT_ON_GROUP
    message = f"`{key}` has no such key of its own: put it on the steps inside."
    inside = {"properties": dict.fromkeys(refused, False), "errorMessage": message}
    outputs = {"properties": {"save": _named({"type": "string"})}} if key == "uses" else {}
    parts = [inside, outputs, _alone(key, actions)]
    return {"if": {"required": [key]}, "then": {"allOf": [part for part in parts if part]}}


def _alone(key: str, actions: Mapping[str, Json]) -> Json:
    others = [other for other in actions if other != key]
    return {"properties": dict.fromkeys(others, False), "errorMessage": "A step has one action: make them two steps."}


def _only_with(needed: str) -> Json:
    keys = [key for key, with_ in ONLY_WITH.items() if with_ == needed]
    message = f"This means nothing without `{needed}`."
    return {
        "if": {"not": {"required": [needed]}},
        "then": {"properties": dict.fromkeys(keys, False), "errorMessage": message},
    }


_NODE_DOCS: Mapping[str, str] = {
    "expect": "What is asked of the answer: subject to matcher. All are evaluated and reported.",
    "until": "Sends the step again until all of this holds.",
    "stop_if": "Gives up polling as soon as all of this holds.",
    "save": "Values to keep for later steps: name to subject, JSONPath, or `{from, match, secret, default}`.",
}
_DIALOGUE_DOC = "What actors do, one line after the other, where the action names them: `ann.receive: {...}`."
_UNDO_DOC = "A step that runs at the end of the spec, newest first, if this one was sent."
_MATRIX: Json = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "rows": {
            "type": ["string", "array"],
            "items": {"type": "object"},
            "description": "A list of maps, or a CSV or JSON file with one: the spec runs once for each.",
        },
        "exclude": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Combinations to leave out: each map names some values of one.",
        },
    },
    "additionalProperties": {"type": "array", "minItems": 1},
}


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
        "minProperties": 1,
        "properties": properties,
        "patternProperties": {r"^\$": matcher, r"^jmespath\(": matcher, rf"^({roots})[.\[]": matcher},
        "additionalProperties": False,
    }


def _with_named(checks: Json, kind: StepKind[Any]) -> Json:
    """The checks, with fields of subjects that authors name: an editor cannot know the names, but their fields."""
    if kind.named_subjects is None:
        return checks
    fields = "|".join(kind.named_subjects.make("name").fields or ())
    patterns = {rf"^[A-Za-z_]\w*\.({fields})([.\[]|$)": {"$ref": "#/definitions/Matcher"}}
    return {**checks, "patternProperties": {**checks["patternProperties"], **patterns}}


def _readings(table: SubjectTable) -> Json:
    """A map from the names of values to where each is read."""
    where = f"Where the value is read: a subject ({', '.join(table.subjects)}), or a JSONPath."
    reading = {
        "type": ["string", "object"],
        "properties": {
            "from": {"type": "string", "description": where},
            "match": {"type": "string", "description": "A regular expression; its one group, or all, is the value."},
            "secret": {"type": "boolean", "description": "Whether the value is masked in every output from here on."},
            "default": {"description": "The value where there is none; without it the step fails."},
        },
        "required": ["from"],
        "additionalProperties": False,
        "description": where,
    }
    return _named(reading)


def _named(schema: Json) -> Json:
    return {"type": "object", "minProperties": 1, "patternProperties": {_NAME: schema}, "additionalProperties": False}

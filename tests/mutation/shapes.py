"""What a place in an action or a service may hold, as its model says it: so a new kind of step needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from specrunner.app import builtin_registry
from specrunner.model import Service
from specrunner.plugin import StepKind
from specrunner.plugin.draft07 import EXPRESSION_PATTERN, model_schema

Json: TypeAlias = Mapping[str, Any]

KINDS: Mapping[str, StepKind[Any]] = builtin_registry().kinds
FREE_VALUE = "exempt: what may be anything may have any member, and any type"
FREE_KEY = "exempt: a map of names that only the target or its author knows"
_REMARKS = frozenset({"description", "default", "examples", "title"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand at a place: `schemas` are the alternatives. `is_free`: anything may.

    `is_free_key`: the map that it stands in takes any name. `is_handle`: it names the step whose handle is used.
    """

    schemas: tuple[Json, ...] = ()
    is_free: bool = False
    is_free_key: bool = False
    is_handle: bool = False
    holder_doc: str = ""

    @property
    def key_role(self) -> str | None:
        """The role of the key; None where the model has it."""
        if self.is_free_key and "JSONPath" in self.holder_doc:
            return "selector"
        return FREE_VALUE if self.is_free and not self.is_free_key else FREE_KEY if self.is_free_key else None

    @property
    def value_role(self) -> str | None:
        """The role of a text; None where it is just a text."""
        docs = [str(schema.get("description", "")) for schema in self.schemas]
        if self.is_handle:
            return "step id"
        if any("relative to the spec" in doc or "A PEM file" in doc for doc in docs):
            return "file"
        if any(doc.startswith("A regular expression") for doc in docs):
            return "pattern"
        if any("enum" in branch or "const" in branch for branch in self.branches()):
            return "word"
        return None

    def branches(self) -> Iterator[Json]:
        for schema in self.schemas:
            yield from _branches(schema)

    def takes_text(self, text: str) -> bool:
        """Whether this text may stand there instead of a number."""
        return self.is_free or any(_takes_text(branch, text) for branch in self.branches())

    def takes_list_of(self, text: str) -> bool:
        """Whether a list of one text may stand there, which is the long form of the text."""
        if self.is_free:
            return True
        items = [branch["items"] for branch in self.branches() if isinstance(branch.get("items"), dict)]
        return any(_is_any(each) or _takes_text(branch, text) for each in items for branch in _branches(each))

    def takes_nothing(self) -> bool:
        """Whether a map there may have no key at all."""
        return any("object" in _types(branch) and not branch.get("required") for branch in self.branches())

    def takes_null(self) -> bool:
        return self.is_free or any("null" in _types(branch) for branch in self.branches())


def shape_at(path: tuple[str, ...]) -> Shape | None:
    """The shape of a place as `walk` names it; None outside of actions, their defaults, and services."""
    found = _root(path[:2])
    if found is None:
        return None
    shape = found
    for part in path[2:]:
        shape = _inner(shape, part)
    if path[0] == "step" and len(path) == 3:
        kind = KINDS[path[1]]
        if kind.uses_handle is not None and path[2] == kind.handle_field:
            return Shape(shape.schemas, is_handle=True)
    return shape


@cache
def _root(start: tuple[str, ...]) -> Shape | None:
    match start:
        case ("step" | "defaults", key) if key in KINDS:
            kind = KINDS[key]
            schema = model_schema(kind.action)
            if kind.is_bare and kind.shorthand is not None:
                schema = schema["properties"][kind.shorthand]
            return Shape((schema,), is_free=_is_any(schema))
        case ("services", _):
            return Shape((model_schema(Service),))
    return None


def _inner(shape: Shape, part: str) -> Shape:
    if shape.is_free:
        return Shape(is_free=True)
    named: list[Json] = []
    unnamed: list[Json] = []
    for branch in shape.branches():
        if part in branch.get("properties", {}):
            named.append(branch["properties"][part])
        elif part.isdigit() and isinstance(branch.get("items"), dict):
            named.append(branch["items"])
        elif isinstance(branch.get("additionalProperties"), dict):
            unnamed.append(branch["additionalProperties"])
        elif branch.get("additionalProperties") is True:
            unnamed.append({})
    schemas = tuple(named or unnamed)
    doc = " ".join(str(schema.get("description", "")) for schema in shape.schemas)
    is_free = any(map(_is_any, schemas))
    return Shape(schemas, is_free=is_free, is_free_key=bool(unnamed and not named), holder_doc=doc)


def _branches(schema: Json) -> Iterator[Json]:
    alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if not alternatives:
        yield schema
    for each in alternatives:
        yield from _branches(each)


def _is_any(schema: Json) -> bool:
    return not schema.keys() - _REMARKS


def _types(schema: Json) -> tuple[str, ...]:
    types = schema.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _takes_text(schema: Json, text: str) -> bool:
    if "enum" in schema:
        return text in schema["enum"]
    if "string" not in _types(schema) or "const" in schema:
        return False
    # A pattern belongs to a unit or a name, or it says that the text is an expression.
    return "pattern" not in schema or (schema["pattern"] != EXPRESSION_PATTERN and "x-unit" not in schema)

"""pydantic's errors as diagnostics with a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ..source import Diagnostic, SourceSpan, did_you_mean
from ..source.codes import model as codes
from ..syntax import MappingNode, Node, ScalarNode, SequenceNode
from .late_model import LateModel
from .messages import explain_error

Path = tuple[str | int, ...]


def diagnose(errors: Iterable[ErrorDetails], node: Node, model: type[BaseModel]) -> list[Diagnostic]:
    """Diagnostics of what pydantic said of the tree under `node`; the branches of a union become one message."""
    grouped: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        is_about_key = error["type"] in {"missing", "extra_forbidden"}
        path = document_path(node, error["loc"][:-1] if is_about_key else error["loc"])
        grouped.setdefault((*path, "", error["loc"][-1]) if is_about_key else path, []).append(error)
    return [_diagnostic(path, group, node, model) for path, group in grouped.items()]


def document_path(node: Node, loc: Sequence[str | int]) -> Path:
    """The part of pydantic's `loc` that stands in the document: tags of union branches are left out."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(node, MappingNode) and isinstance(part, str) and (found := node.get(part)) is not None:
            node = found
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _diagnostic(path: Path, group: list[ErrorDetails], node: Node, model: type[BaseModel]) -> Diagnostic:
    first = group[0]
    if first["type"] == "missing":
        place = _node_at(node, path[:-2])
        return codes.MISSING_KEY.at(_opening(place), f"`{path[-1]}` is missing", hint=f"add `{path[-1]}:`")
    if first["type"] == "extra_forbidden":
        place = _node_at(node, path[:-2])
        entry = place.entry(str(path[-1])) if isinstance(place, MappingNode) else None
        span = entry.key.span if entry else place.span
        known = _fields_at(model, first["loc"][:-1])
        return codes.UNKNOWN_KEY.at(span, f"unknown key `{path[-1]}`", hint=did_you_mean(str(path[-1]), known))
    place = _node_at(node, path)
    explained = [explain_error(error) for error in group]
    expectations = list(dict.fromkeys(each.expected for each in explained if each.expected))
    if len(explained) > 1 and len(expectations) == len({each.message for each in explained}):
        actual = explained[0].message.rpartition(", not ")[2]
        message = f"must be {' or '.join(expectations)}, not {actual}"
    else:
        message = explained[0].message
    subject = f"`{path[-1]}` " if path and isinstance(path[-1], str) else ""
    is_empty = isinstance(place, ScalarNode) and place.value is None
    hint = "give it a value, or take the key out" if is_empty else _nearest_choice(group)
    return codes.BAD_VALUE.at(place.span, subject + message, hint=hint)


def _nearest_choice(group: list[ErrorDetails]) -> str | None:
    """The nearest of the words that could stand here, where only some can."""
    choices = [str(error.get("ctx", {}).get("expected", "")) for error in group if error["type"] == "literal_error"]
    value = group[0].get("input")
    known = re.findall(r"'([^']*)'", " ".join(choices))
    return did_you_mean(value, known) if isinstance(value, str) and known else None


def _node_at(node: Node, path: Path) -> Node:
    for part in path:
        if isinstance(node, MappingNode) and (found := node.get(str(part))) is not None:
            node = found
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            node = node.items[part]
    return node


def _opening(node: Node) -> SourceSpan:
    """Where to point when something is missing from a map: its first key."""
    if isinstance(node, MappingNode) and node.entries:
        return node.entries[0].key.span
    return node.span


def _fields_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The names that a map at `loc` may have, as users write them."""
    current: type[BaseModel] | None = model
    for part in loc:
        if current is None:
            return []
        field = next((f for name, f in current.model_fields.items() if part in (name, f.alias)), None)
        if field is not None:
            current = _model_in(field.annotation)
    return [field.alias or name for name, field in current.model_fields.items()] if current else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The first model inside an annotation such as `list[Thing] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, LateModel):
            return mark.load()
    for argument in getattr(annotation, "__args__", ()):
        if (found := _model_in(argument)) is not None:
            return found
    return None

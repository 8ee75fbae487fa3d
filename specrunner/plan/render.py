"""Actions with templates, compiled once to functions of a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..model import Later, SpecModel
from ..values import Reference, Scope, Template

Renderer = Callable[[Scope], Any]


def compile_tree(tree: object) -> Renderer | None:
    """What fills in the templates of a tree of models, maps and lists; None when there are none.

    What holds no template is shared between all results, never copied.
    """
    match tree:
        case Template():
            return tree.render
        case Later():
            return _later(tree)
        case SpecModel():
            return _model(tree)
        case dict():
            return _map(tree)
        case list() | tuple():
            return _list(tree)
    return None


def templates_of(tree: object) -> Iterator[Template]:
    """Every template in a tree of models, maps and lists."""
    match tree:
        case Template():
            yield tree
        case Later():
            yield from templates_of(tree.tree)
        case SpecModel():
            yield from templates_of(tree.__dict__)
        case dict():
            for value in tree.values():
                yield from templates_of(value)
        case list() | tuple():
            for value in tree:
                yield from templates_of(value)


def references_of(tree: object, local_names: tuple[str, ...] = ()) -> Iterator[Reference]:
    """Everything that the templates of a tree read, but for the names that each `Later` in it is given."""
    match tree:
        case Template():
            yield from (each for each in tree.references if each.path[0] not in local_names)
        case Later():
            yield from references_of(tree.tree, (*local_names, *tree.names))
        case SpecModel():
            yield from references_of(tree.__dict__, local_names)
        case dict():
            for value in tree.values():
                yield from references_of(value, local_names)
        case list() | tuple():
            for value in tree:
                yield from references_of(value, local_names)


def local_names_of(tree: object) -> Iterator[str]:
    """The names that any `Later` in a tree is given."""
    match tree:
        case Later():
            yield from tree.names
        case SpecModel():
            yield from local_names_of(tree.__dict__)
        case dict():
            for value in tree.values():
                yield from local_names_of(value)
        case list() | tuple():
            for value in tree:
                yield from local_names_of(value)


def _later(later: Later[Any]) -> Renderer | None:
    run = compile_tree(later.tree)
    return None if run is None else lambda scope: later.bound(scope, run)


def _model(model: SpecModel) -> Renderer | None:
    parts = [(name, render) for name, value in model.__dict__.items() if (render := compile_tree(value)) is not None]
    if not parts:
        return None
    kind, fields, given = type(model), model.__dict__, model.__pydantic_fields_set__

    def render_model(scope: Scope) -> SpecModel:
        # Built past validation: every leaf was checked at bind or is checked by its template when it renders.
        values = dict(fields)
        for name, render in parts:
            values[name] = render(scope)
        copy = kind.__new__(kind)
        object.__setattr__(copy, "__dict__", values)
        object.__setattr__(copy, "__pydantic_fields_set__", given)
        object.__setattr__(copy, "__pydantic_extra__", None)
        object.__setattr__(copy, "__pydantic_private__", None)
        return copy

    return render_model


def _map(tree: dict[str, Any]) -> Renderer | None:
    parts = [(key, render) for key, value in tree.items() if (render := compile_tree(value)) is not None]
    if not parts:
        return None

    def render_map(scope: Scope) -> dict[str, Any]:
        values = dict(tree)
        for key, render in parts:
            values[key] = render(scope)
        return values

    return render_map


def _list(tree: list[Any] | tuple[Any, ...]) -> Renderer | None:
    parts = [(index, render) for index, value in enumerate(tree) if (render := compile_tree(value)) is not None]
    if not parts:
        return None

    def render_list(scope: Scope) -> list[Any]:
        values = list(tree)
        for index, render in parts:
            values[index] = render(scope)
        return values

    return render_list

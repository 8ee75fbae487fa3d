"""Actions with templates, compiled once to functions of a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..model import SpecModel
from ..values import Scope, Template

Renderer = Callable[[Scope], Any]


def compile_tree(tree: object) -> Renderer | None:
    """What fills in the templates of a tree of models, maps and lists; None when there are none.

    What holds no template is shared between all results, never copied.
    """
    match tree:
        case Template():
            return tree.render
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
        case SpecModel():
            yield from templates_of(tree.__dict__)
        case dict():
            for value in tree.values():
                yield from templates_of(value)
        case list() | tuple():
            for value in tree:
                yield from templates_of(value)


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

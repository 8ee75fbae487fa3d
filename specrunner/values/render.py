"""Plain trees with templates in them: rendered by closures that copy only what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from .scope import Scope
from .template import Template

Render: TypeAlias = Callable[[Scope], object]


def compile_render(tree: object) -> Render | None:
    """What renders a tree of maps, lists, tuples and scalars; None when there is no Template in it.

    Branches without templates are shared between all results, so results are to be read and not changed.
    """
    if isinstance(tree, Template):
        return tree.render
    if isinstance(tree, Mapping):
        return _map_render(tree)
    if isinstance(tree, list | tuple):
        return _list_render(tree)
    return None


def _map_render(tree: Mapping[object, object]) -> Render | None:
    changing = [(key, render) for key, value in tree.items() if (render := compile_render(value)) is not None]
    if not changing:
        return None
    fixed = dict(tree)

    def render_map(scope: Scope) -> object:
        rendered = fixed.copy()
        for key, render in changing:
            rendered[key] = render(scope)
        return rendered

    return render_map


def _list_render(tree: list[object] | tuple[object, ...]) -> Render | None:
    changing = [(index, render) for index, item in enumerate(tree) if (render := compile_render(item)) is not None]
    if not changing:
        return None
    fixed = list(tree)
    is_tuple = isinstance(tree, tuple)

    def render_list(scope: Scope) -> object:
        rendered = fixed.copy()
        for index, render in changing:
            rendered[index] = render(scope)
        return tuple(rendered) if is_tuple else rendered

    return render_list


def templates_in(tree: object) -> Iterator[Template]:
    """Every Template in a tree of maps, lists and tuples, in order."""
    if isinstance(tree, Template):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from templates_in(value)
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from templates_in(item)

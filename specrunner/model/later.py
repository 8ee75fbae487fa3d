"""Templates that are rendered while a step runs, with names that only then have a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ..values import Scope
from .base import Templated

T = TypeVar("T")


class Later(Generic[T]):
    """A value of a handler or a mocked route, whose expressions may read `names`, which the runner gives each time.

    `tree` is the value as bound, templates in it. When the action is rendered, it is bound to what the step sees.
    Never changed once made. (No dataclass: pydantic would take it for a model.)
    """

    __slots__ = ("names", "run", "scope", "tree")

    def __init__(
        self,
        tree: Any,
        names: tuple[str, ...] = (),
        scope: Scope | None = None,
        run: Callable[[Scope], Any] | None = None,
    ) -> None:
        self.tree = tree
        self.names = names
        self.scope = scope
        self.run = run

    def render(self, local_names: Mapping[str, object]) -> T:
        """The value, with these names beside those of the step. Raises EvaluationError."""
        if self.run is None:
            return cast(T, self.tree)
        assert self.scope is not None
        return cast(T, self.run(self.scope.child(local_names)))

    def bound(self, scope: Scope, run: Callable[[Scope], Any]) -> Later[T]:
        """The same, ready to be rendered with what a scope has."""
        return Later(self.tree, self.names, scope, run)

    def __repr__(self) -> str:
        return f"Later({self.tree!r}, names={self.names!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (wanted,) = get_args(source) or (Any,)
        inner = handler.generate_schema(wanted if wanted is Any else cast(Any, Templated)[wanted])
        return core_schema.no_info_wrap_validator_function(_wrapped, inner)


def _wrapped(value: object, validate: Callable[[object], object]) -> Later[Any]:
    return value if isinstance(value, Later) else Later(validate(value))


class LocalNames:
    """Beside a `Later` in a field's annotation: the names that its expressions may read besides the step's own."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def name(later: Later[Any]) -> Later[Any]:
            return Later(later.tree, self.names, later.scope, later.run)

        return core_schema.no_info_after_validator_function(name, handler(source))

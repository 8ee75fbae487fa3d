"""What an expression sees: names, and the clocks, dice and files of the functions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from ..lean import dataclass
from .missing import MISSING

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What functions that are not pure may touch. `now` gives an aware time in UTC; `read_file` raises OSError.

    `random` is seeded per test. `kept` holds what a function makes once for the test, by the function's own key.
    """

    now: Callable[[], datetime]
    random: Random
    read_file: Callable[[str], bytes]
    monotonic_s: Callable[[], float]
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)


class ExplainedMapping(Mapping[str, object]):
    """A mapping that knows why a key is not there: a step that was skipped, a secret that was not declared."""

    @abstractmethod
    def explain_missing(self, key: str) -> tuple[str, str | None]:
        """The message and the hint for a key that `__getitem__` does not have."""


class Scope:
    """Names and their values, with an outer scope behind. Never changed once made."""

    __slots__ = ("_names", "functions", "parent")

    def __init__(
        self, names: Mapping[str, object], *, parent: Scope | None = None, functions: FunctionContext
    ) -> None:
        self._names = names
        self.parent = parent
        self.functions = functions

    def lookup(self, name: str) -> object:
        """The value of the innermost name, MISSING when there is none."""
        scope: Scope | None = self
        while scope is not None:
            value = scope._names.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.parent
        return MISSING

    def names(self) -> list[str]:
        """Every name that can be read here, sorted."""
        found: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            found.update(scope._names)
            scope = scope.parent
        return sorted(found)

    def child(self, names: Mapping[str, object]) -> Scope:
        """A scope in which these names come before the ones here."""
        return Scope(names, parent=self, functions=self.functions)

"""What one action came to, gathered as it goes: the attributes of the exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...lean import dataclass
from ...wire.oauth import Problem
from .attributes import RESULT


@dataclass(slots=True)
class Result:
    """`main` is the index, among the messages received, of the answer that `status` and its like are read from."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    checks: list[Mapping[str, str]] = field(default_factory=list)
    main: int | None = None
    error: str | None = None
    description: str | None = None

    def refuse(self, error: str, description: str | None = None) -> None:
        """The first error counts: what follows from it says less."""
        if self.error is None:
            self.error, self.description = error, description

    def as_attributes(self) -> dict[str, object]:
        found: dict[str, object] = dict(self.values)
        found["problems"] = [each.as_map() for each in self.problems]
        found["checks"] = list(self.checks)
        if self.error is not None:
            found["error"] = self.error
        if self.description is not None:
            found["error_description"] = self.description
        if self.main is not None:
            found["main"] = self.main
        return {RESULT: found}

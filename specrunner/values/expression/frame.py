"""What an evaluation carries beside the scope: loop variables and what it has used of its budgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ...source.codes import values as codes
from ..failure import OperandError
from ..limits import MAX_PARTS, MAX_STEPS, MAX_VALUE_DEPTH
from ..scope import Scope

# Programs without loops and literals run on a Scope, the others on a Frame; both offer lookup, names and functions.
Run: TypeAlias = Callable[[Any], Any]


class Frame:
    """One evaluation."""

    __slots__ = ("functions", "locals", "lookup", "names", "parts", "steps")

    def __init__(self, scope: Scope, slots: int) -> None:
        self.lookup = scope.lookup
        self.names = scope.names
        self.functions = scope.functions
        self.locals: list[object] = [None] * slots
        self.steps = 0
        self.parts = 0

    def step(self) -> None:
        """Count one round of a loop."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            message = f"the loops of this expression take more than {MAX_STEPS:,} steps"
            raise OperandError(message, "walk the list with `for_each`", code=codes.EVALUATION_LIMIT)

    def charge(self, value: object) -> None:
        """Count what was built: items of lists and maps, hundreds of characters of text; and bound its depth.

        Views of the scope (`steps.create`) were not built here, and are not looked into: that would read all of them.
        """
        level = [value]
        depth = 0
        while level:
            below: list[object] = []
            for part in level:
                if isinstance(part, str | bytes):
                    self.parts += len(part) // 100
                elif isinstance(part, dict):
                    self.parts += len(part)
                    below.extend(item for item in part.values() if isinstance(item, _SIZED))
                elif isinstance(part, Sequence):
                    self.parts += len(part)
                    below.extend(item for item in part if isinstance(item, _SIZED))
                if self.parts > MAX_PARTS:
                    message = f"this builds lists and maps of more than {MAX_PARTS:,} parts"
                    raise OperandError(message, code=codes.EVALUATION_LIMIT)
            depth += 1
            if depth > MAX_VALUE_DEPTH:
                message = f"this builds a value of more than {MAX_VALUE_DEPTH} levels"
                raise OperandError(message, code=codes.EVALUATION_LIMIT)
            level = below


_SIZED = (str, bytes, dict, list, tuple)

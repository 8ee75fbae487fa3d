"""A mutant: one slip of the pen in one place of one file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mutant:
    """`text` instead of the characters from `start` up to `end` (offsets) of a file.

    `kind` is its row in the score, `place` the path as `walk` names it. A message is at the right place when it
    stands on one of `lines`, or names one of `names`: what the slip made undefined is missed where it is used.
    `step_lines` are those of the step that it is in, none outside of steps. `excuse` says why it may pass in
    silence; a mutant that does is left out for it, one that does not counts as any other.
    """

    kind: str
    place: str
    file: str
    start: int
    end: int
    text: str
    lines: frozenset[int]
    names: tuple[str, ...] = ()
    step_lines: range = range(0)
    excuse: str = ""

    def applied(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]

    def shown(self, source: str) -> str:
        """For a list of survivors."""
        line = source.count("\n", 0, self.start) + 1
        return f"{self.file}:{line}: {self.kind} at {self.place}: {source[self.start : self.end]!r} -> {self.text!r}"


@dataclass(slots=True)
class Mutants:
    """What a file gives: the mutants, and how many places each reason of `exempt` left out."""

    found: list[Mutant] = field(default_factory=list)
    exempt: Counter[str] = field(default_factory=Counter)

"""Why a value does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from ..lean import dataclass
from ..source import SourceSpan, printable
from ..values import describe, path_text

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two trees differ. `expected` or `actual` is None where only the other one has something.

    `operand_path` and `at` as in `Mismatch`.
    """

    path: Path
    expected: str | None
    actual: str | None
    explanation: str
    hint: str | None = None
    operand_path: Path = ()
    at: SourceSpan | None = None

    def under(self, *keys: str | int) -> Difference:
        return replace(self, path=keys + self.path)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a value does not hold. `explanation` is one sentence; `path` leads to the culprit inside the value.

    `expected` and `actual` are given where they say more than the criterion and the whole value. `differences` become
    lines with their places; `diff` holds lines that are ready (of a text).
    `operand_path` leads to what asked for it inside the operand, `at` is where that stands in the file.
    `is_clash`: the value could not even be judged (text where a number is needed), so that the opposite does not hold
    either. `is_missing`: there is no value at all.
    """

    explanation: str
    expected: str | None = None
    actual: str | None = None
    path: Path = ()
    differences: tuple[Difference, ...] = ()
    diff: tuple[str, ...] = ()
    hint: str | None = None
    is_clash: bool = False
    is_missing: bool = False
    operand_path: Path = ()
    at: SourceSpan | None = None

    def under(self, *keys: str | int) -> Mismatch:
        """The same mismatch, seen from a value that holds this one at `keys`."""
        moved = tuple(difference.under(*keys) for difference in self.differences)
        return replace(self, path=keys + self.path, differences=moved)


def clash(value: object, wanted: str, *, hint: str | None = None) -> Mismatch:
    """The value is of another kind than the operator judges; `wanted` completes "... is not ..."."""
    return Mismatch(f"{describe(value)} is not {wanted}", hint=hint, is_clash=True)


NOTHING = Mismatch("there is nothing", actual="nothing", is_missing=True)


def place(root: str, keys: Path) -> str:
    """A place as people write it: `$.lines[2].quantity`; with an empty root the first key is a subject's name."""
    return printable(path_text(keys, root))

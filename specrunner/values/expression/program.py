"""An expression as a program: what the compiler makes of a text, wherever the text stands."""

from __future__ import annotations

from dataclasses import dataclass

from ..kinds import ANY, Kinds
from ..missing import MISSING
from .frame import Run


@dataclass(frozen=True, slots=True)
class RelativeReference:
    """A static path that an expression reads. Offsets count from 0 in its text.

    `is_guarded`: the expression asks with `has()` whether it is there, so it may be absent.
    """

    path: tuple[str | int, ...]
    start: int
    end: int
    is_guarded: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled piece: how to run it, the kinds it can have, and its value when that is known."""

    run: Run
    kinds: Kinds = ANY
    constant: object = MISSING


@dataclass(frozen=True, slots=True)
class Program:
    """`run` takes a Scope. `constant` is the value when nothing outside the text decides it, else MISSING.

    `builds`: the value may hold lists or maps made by the expression itself, with times in them.
    """

    text: str
    run: Run
    references: tuple[RelativeReference, ...]
    builds: bool
    kinds: Kinds
    constant: object

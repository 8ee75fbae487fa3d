"""An expression as a program: what the compiler makes of a text, wherever the text stands."""

from __future__ import annotations

from typing import Protocol

from ...lean import dataclass
from ..kinds import ANY, Kinds
from ..missing import MISSING
from .frame import Run
from .nodes import Node


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


class Compiling(Protocol):
    """The compiler, as the modules see it that compile one kind of node each.

    `variables` are the loop variables in sight with their slots; `slots` counts all there are.
    """

    text: str
    variables: dict[str, int]
    slots: int
    is_pure: bool
    builds: bool

    def part(self, node: Node) -> Part:
        """The compiled form of a node. Raises Failure."""
        ...

    def boolean(self, node: Node, where: str) -> Part:
        """The compiled form of a node that must be a condition. Raises Failure."""
        ...

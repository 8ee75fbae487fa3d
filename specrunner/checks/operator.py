"""The contract of an operator: what it is called, what it takes, how it judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ..syntax.nodes import Node
from .subject import SubjectType

if TYPE_CHECKING:
    from ..values import Scope


class OperandError(ValueError):
    """An operand that an operator cannot take. `path` leads to the culprit inside the operand."""

    def __init__(self, message: str, *, path: tuple[str | int, ...] = (), hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a value does not hold. `explanation` is one sentence; `path` leads to the culprit inside the value.

    `is_clash`: the value could not even be judged (text where a number is needed), so that the opposite does not hold
    either. `is_missing`: there is no value at all.
    """

    explanation: str
    expected: str | None = None
    actual: str | None = None
    path: tuple[str | int, ...] = ()
    diff: tuple[str, ...] = ()
    hint: str | None = None
    is_clash: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """An operator with its operand: `expected` says in words what it wants; `judge` gives None when a value holds."""

    expected: str
    judge: Callable[[object, Scope], Mismatch | None]


Binding: TypeAlias = "Criterion | Callable[[Scope], Criterion]"


@dataclass(frozen=True, slots=True)
class About:
    """What an operator is asked of: the subject as written, its type, and whether its path may find several values
    (the value is then always a list)."""

    subject: str
    type: SubjectType = "any"
    is_plural: bool = False


class Compiling(Protocol):
    """What an operator may ask while it is compiled."""

    @property
    def about(self) -> About: ...

    def operand(self, node: Node) -> object:
        """The operand as plain data, with a Template wherever the file has one."""
        ...

    def matcher(self, node: Node, about: About | None = None) -> Binding:
        """A matcher inside this operator's operand, about another value; None: about the same one."""
        ...


@dataclass(frozen=True, slots=True)
class Operator:
    """One word of the matcher language.

    `doc` is a sentence, `operand` says what it takes, `example` is a matcher in YAML, `schema` the operand's JSON
    Schema (draft-07). `compile` turns the operand into a criterion, or into a function that makes one when templates
    have to be rendered first; it raises `OperandError` or `DiagnosticError`.
    `judges` are the types of subject it can be asked of; empty: all. `takes_missing`: it may be asked of no value.
    `needs_elements`: an empty list fails, unless the matcher says `allow_empty: true`.
    """

    name: str
    doc: str
    operand: str
    example: str
    schema: Mapping[str, object]
    compile: Callable[[Node, Compiling], Binding]
    judges: frozenset[SubjectType] = frozenset()
    takes_missing: bool = False
    needs_elements: bool = False

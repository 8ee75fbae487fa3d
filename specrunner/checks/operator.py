"""The contract of an operator: what it is called, what it takes, how it judges."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Protocol, TypeAlias

from ..lean import dataclass
from ..source.codes import Code
from ..source.codes import checks as codes
from ..syntax import Node, ScalarNode
from ..values import Scope
from .mismatch import Mismatch
from .subject import SubjectType


class OperandError(ValueError):
    """An operand that an operator cannot take. `path` leads to the culprit inside the operand: to its value, or to
    its key where `is_key`."""

    def __init__(
        self,
        message: str,
        *,
        path: tuple[str | int, ...] = (),
        hint: str | None = None,
        code: Code = codes.BAD_OPERAND,
        is_key: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.hint = hint
        self.code = code
        self.is_key = is_key


@dataclass(frozen=True, slots=True)
class Criterion:
    """An operator with its operand: `expected` says in words what it wants; `judge` gives None when a value holds."""

    expected: str
    judge: Callable[[object, Scope], Mismatch | None]


Binding: TypeAlias = "Criterion | Callable[[Scope], Criterion]"


@dataclass(frozen=True, slots=True)
class About:
    """What an operator is asked of: the subject as written, and what is known of its value.

    `is_plural`: the path may find several values, so the value is always a list. `item_type` is the type of a list's
    elements. `is_rendered`: the operand came out of a template, where a number may stand for a duration in seconds.
    """

    subject: str
    type: SubjectType = "any"
    is_plural: bool = False
    item_type: SubjectType = "any"
    is_rendered: bool = False


class Compiling(Protocol):
    """What an operator may ask while it is compiled."""

    @property
    def about(self) -> About: ...

    def operand(self, node: Node) -> object:
        """The operand as plain data, with a Template wherever the file has one."""
        ...

    def bind(self, node: Node, prepare: Callable[[object, About], Criterion]) -> Binding:
        """`prepare` on the plain operand: now when it is a literal, else each time its templates are rendered."""
        ...

    def matcher(self, node: Node, about: About) -> Binding:
        """A matcher that stands inside this operator's operand, asked of another value."""
        ...

    def file_operand(self, node: ScalarNode, check: Callable[[bytes], None]) -> None:
        """Announces that the operand names a file, which can be read and checked before anything is sent."""
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


def from_value(prepare: Callable[[object, About], Criterion]) -> Callable[[Node, Compiling], Binding]:
    """The `compile` of an operator whose operand is a plain value. `prepare` raises `OperandError`.

    What it gives for a scalar of the file is shared by all checks that ask the same of the same subject: the same few
    matchers stand in a thousand specs, and each would be half a KiB.
    """

    @lru_cache(maxsize=1024)
    def shared(operand: Hashable, about: About, type_name: str) -> Criterion:
        return prepare(operand, about)

    def prepare_once(operand: object, about: About) -> Criterion:
        if about.is_rendered or not isinstance(operand, str | int | None):
            return prepare(operand, about)
        return shared(operand, about, type(operand).__name__)  # the type tells 1 from true

    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        return compiling.bind(node, prepare_once)

    return compile_operand

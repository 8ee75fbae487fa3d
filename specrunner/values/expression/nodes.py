"""The tree of an expression. `start` and `end` are offsets (from 0) into its text; `depth` counts its levels.

Named tuples, since eleven frozen dataclasses would take longer to define than most specs to compile.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """A number, text, bytes, boolean or null as written."""

    value: object
    start: int
    end: int
    depth: int = 1


class Name(NamedTuple):
    name: str
    start: int
    end: int
    depth: int = 1


class Select(NamedTuple):
    """`base.field`, or ``base.`field` ``; `field_start` is where the field's own name begins."""

    base: Node
    field: str
    field_start: int
    start: int
    end: int
    depth: int


class Index(NamedTuple):
    """`base[key]`."""

    base: Node
    key: Node
    start: int
    end: int
    depth: int


class Call(NamedTuple):
    """`name(arguments)`, or `receiver.name(arguments)`; `name_end` is where the name ends and the arguments begin."""

    name: str
    receiver: Node | None
    arguments: tuple[Node, ...]
    name_start: int
    name_end: int
    start: int
    end: int
    depth: int


class ListLiteral(NamedTuple):
    items: tuple[Node, ...]
    start: int
    end: int
    depth: int


class MapLiteral(NamedTuple):
    pairs: tuple[tuple[Node, Node], ...]
    start: int
    end: int
    depth: int


class Unary(NamedTuple):
    """`-operand` or `!operand`."""

    operator: str
    operand: Node
    start: int
    end: int
    depth: int


class Binary(NamedTuple):
    """`left operator right` for arithmetic, comparison, equality and `in`."""

    operator: str
    left: Node
    right: Node
    operator_start: int
    start: int
    end: int
    depth: int


class Logic(NamedTuple):
    """A chain of `&&`, or of `||`."""

    operator: str
    operands: tuple[Node, ...]
    start: int
    end: int
    depth: int


class Condition(NamedTuple):
    """`test ? then : otherwise`."""

    test: Node
    then: Node
    otherwise: Node
    start: int
    end: int
    depth: int


Node: TypeAlias = (
    Literal | Name | Select | Index | Call | ListLiteral | MapLiteral | Unary | Binary | Logic | Condition
)

"""A YAML document as located nodes.

The types are slotted and not frozen: a frozen dataclass costs three times as much to make, and a tree of specs has a
hundred thousand of them. `Final` lets the type checker refuse what the interpreter does not; nobody changes a node.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, TypeAlias

from ..lean import dataclass
from ..source import SourceSpan, SourceText

Scalar: TypeAlias = str | int | float | bool | None


class ScalarStyle(StrEnum):
    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    LITERAL = "literal"
    FOLDED = "folded"


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar: `value` typed by the YAML 1.2 core schema, `text` its content before typing.

    `start` and `end` are offsets (from 0) into `source`, quotes and block header included, anchor and tag not.
    """

    value: Final[Scalar]
    text: Final[str]
    style: Final[ScalarStyle]
    source: Final[SourceText]
    start: Final[int]
    end: Final[int]

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A sequence. Offsets as in `ScalarNode`; a block sequence ends where its last item ends."""

    items: Final[tuple[Node, ...]]
    source: Final[SourceText]
    start: Final[int]
    end: Final[int]

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(slots=True, eq=False)
class Entry:
    """One `key: value` of a mapping."""

    key: Final[ScalarNode]
    value: Final[Node]

    @property
    def name(self) -> str:
        """The key as text: `200` and `"200"` are one name."""
        return self.key.text


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping in the order of the file; keys are scalars, each name once. Offsets as in `SequenceNode`."""

    entries: Final[tuple[Entry, ...]]
    source: Final[SourceText]
    start: Final[int]
    end: Final[int]

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key.text == name), None)

    def get(self, name: str) -> Node | None:
        entry = self.entry(name)
        return None if entry is None else entry.value

    def names(self) -> tuple[str, ...]:
        return tuple(entry.key.text for entry in self.entries)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode

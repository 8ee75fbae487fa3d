"""A YAML document as located nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ..source import SourceSpan, SourceText

Scalar: TypeAlias = str | int | float | bool | None


class ScalarStyle(StrEnum):
    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    LITERAL = "literal"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True, eq=False)
class ScalarNode:
    """A scalar: `value` typed by the YAML 1.2 core schema, `text` its content before typing.

    `start` and `end` are offsets (from 0) into `source`, quotes and block header included.
    """

    value: Scalar
    text: str
    style: ScalarStyle
    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class SequenceNode:
    """A sequence. Offsets as in `ScalarNode`."""

    items: tuple[Node, ...]
    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One `key: value` of a mapping."""

    key: ScalarNode
    value: Node

    @property
    def name(self) -> str:
        """The key as text: `200` and `"200"` are one name."""
        return self.key.text


@dataclass(frozen=True, slots=True, eq=False)
class MappingNode:
    """A mapping in the order of the file; keys are scalars, each name once."""

    entries: tuple[Entry, ...]
    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> SourceSpan:
        return self.source.span(self.start, self.end)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.name == name), None)

    def get(self, name: str) -> Node | None:
        entry = self.entry(name)
        return None if entry is None else entry.value

    def names(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.entries)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode

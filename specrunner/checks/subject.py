"""Subjects: what a kind of step offers to be checked, saved and read in expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from ..events import Exchange
from ..lean import dataclass

SubjectType: TypeAlias = Literal[
    "any", "text", "integer", "number", "boolean", "list", "map", "duration", "size", "ratio", "rate", "date"
]


class Unreadable(Exception):
    """Raised by `Subject.read` where the answer has no such thing; its text says why (`the body is not JSON`)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a kind offers to be checked. `doc` is a sentence for the reference and for editors.

    `type` is that of the value: `duration` in seconds, `size` in bytes, `ratio` a fraction, `rate` a second, `date` a
    datetime or a text that is one; `any` where only the answer can tell. `read` gives the value as JSON-like data,
    `MISSING` (of values) when the exchange has none, or raises `Unreadable` to say why.
    `fields` is the closed set of names under the subject (or under each element, for a list) with a sentence each;
    None leaves them open. `field_types` types them by name; `*` stands for every other name, `[]` for
    the elements of a list themselves.
    `hidden_when_fault`: after a fault there is nothing to read.
    """

    name: str
    doc: str
    type: SubjectType
    read: Callable[[Exchange], object]
    fields: Mapping[str, str] | None = None
    hidden_when_fault: bool = True
    field_types: Mapping[str, SubjectType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubjectTable:
    """The subjects of one kind, by name. `document` names the one that `$...` and `jmespath(...)` look into."""

    kind: str
    subjects: Mapping[str, Subject]
    document: str | None = None

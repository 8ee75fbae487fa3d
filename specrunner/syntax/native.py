"""PyYAML's event parsers: libyaml's where PyYAML has it, else the one in Python."""

from __future__ import annotations

import re
from typing import Any, Protocol

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    Mark,
    MarkedYAMLError,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "EventParser",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "PureParser",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "event_parser",
]

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")


class EventParser(Protocol):
    """Hands out one event after the other, and None after the last. Marks count characters, not bytes."""

    def get_event(self) -> Any: ...


class PureParser(Reader, Scanner, Parser):
    """The parser in Python: the same events, some thirty times slower, its errors worded otherwise."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        self._text = text

    def get_event(self) -> Any:
        event: Any = Parser.get_event(self)  # type: ignore[no-untyped-call]
        if event.__class__ is ScalarEvent and event.style == '"' and _SURROGATE.search(event.value):
            # libyaml refuses these, this parser does not: both must read the same.
            start: Any = event.start_mark
            escape = _SURROGATE_ESCAPE.search(self._text, start.index)
            place = Mark(start.name, escape.start() if escape else start.index, 0, 0, None, 0)
            raise ScannerError("while parsing a quoted scalar", start, "found invalid Unicode escape code", place)
        return event


def event_parser(text: str, *, pure: bool | None = None) -> EventParser:
    """A parser of `text`, which has no byte order mark. `pure` chooses one; by default libyaml's, if it is there."""
    if pure if pure is not None else not yaml.__with_libyaml__:
        return PureParser(text)
    from yaml.cyaml import CParser  # type: ignore[attr-defined] # absent without libyaml

    parser: EventParser = CParser(text)
    return parser

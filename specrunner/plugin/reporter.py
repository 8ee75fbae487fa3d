"""The contract of a reporter: a fold of events into one output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TextIO

from ..events import Event
from ..lean import dataclass


class Reporter(Protocol):
    """Sees every event in order, once; `close` comes last and completes the output, also after an interruption."""

    def add(self, event: Event) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ReportTarget:
    """Where a report goes and how it may look. `verbosity` is -1 (quiet) to 2."""

    stream: TextIO
    verbosity: int = 0
    is_terminal: bool = False
    has_colour: bool = False
    width: int = 100


@dataclass(frozen=True, slots=True)
class ReporterKind:
    """One format: `name` as in `--report name=path`, `doc` a sentence, `make` the reporter for a target."""

    name: str
    doc: str
    make: Callable[[ReportTarget], Reporter]
    file_name: str = ""

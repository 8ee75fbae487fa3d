"""Reports of a run that is over, made from its journal."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from ..events import Event, JournalError, read_journal
from ..lean import dataclass
from ..plugin import Reporter, ReporterKind, ReportTarget
from ..reporters import console_target
from .record import open_special
from .trouble import RunError


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A report to make when the run is over: the format, and the file; standard output where that is None."""

    kind: ReporterKind
    path: Path | None


def write_reports(journal: Path, requests: Sequence[ReportRequest]) -> None:
    """Makes each report from the journal, and nothing else. Raises `RunError` for the first that cannot be made, when
    the others are."""
    troubles: list[RunError] = []
    for request in requests:
        try:
            with journal.open("rb") as lines:
                _write(request, read_journal(lines, str(journal)))
        except BrokenPipeError:
            continue  # nobody reads standard output any more
        except JournalError as error:
            troubles.append(RunError(str(error), error.hint))
        except OSError as error:
            place = str(request.path) if request.path else f"`{request.kind.name}`"
            culprit = f" ({error.filename})" if error.filename and str(error.filename) not in place else ""
            troubles.append(RunError(f"the report {place} cannot be written: {error.strerror or error}{culprit}"))
    if troubles:
        raise troubles[0]


def _write(request: ReportRequest, events: Iterable[Event]) -> None:
    if request.path is not None:
        write_whole(request.path, request.kind.make, events)
        return
    _feed(request.kind.make(console_target(sys.stdout, os.environ)), events)
    sys.stdout.flush()


def _feed(reporter: Reporter, events: Iterable[Event]) -> None:
    for event in events:
        reporter.add(event)
    reporter.close()


def write_whole(
    path: Path, make: Callable[[ReportTarget], Reporter], events: Iterable[Event], verbosity: int = 0
) -> None:
    """Writes a report beside its place and moves it there when it is whole, so that nobody reads half of one.

    A link at `path` is replaced, not followed; a device or a pipe is written. Raises OSError.
    """
    special = open_special(path)
    if special is not None:
        with TextIOWrapper(special, "utf-8", newline="") as stream:
            _feed(make(ReportTarget(stream, verbosity)), events)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            _feed(make(ReportTarget(stream, verbosity)), events)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise

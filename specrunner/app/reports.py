"""Reports of a run that is over, made from its journal."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ..events import Event, JournalError, read_journal
from ..lean import dataclass
from ..plugin import Reporter, ReporterKind, ReportTarget
from ..reporters import console_target
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
    reporter = request.kind.make(console_target(sys.stdout, os.environ))
    for event in events:
        reporter.add(event)
    reporter.close()
    sys.stdout.flush()


def write_whole(
    path: Path, make: Callable[[ReportTarget], Reporter], events: Iterable[Event], verbosity: int = 0
) -> None:
    """Writes a report beside its place and moves it there when it is whole, so that nobody reads half of one.

    A link at `path` is replaced, not followed. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            reporter = make(ReportTarget(stream, verbosity))
            for event in events:
                reporter.add(event)
            reporter.close()
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise

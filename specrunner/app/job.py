"""A run from prepared specs to an exit code: journal, console, signals, reports."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import trio

from ..engine import Bus, RunInfo, RunOptions, Sink, SystemClock, run_plan
from ..events import DiagnosticReported, Event, JournalError, JournalWriter, Summary, read_journal
from ..plan import PlannedSpec
from ..plugin import Registry, Reporter, ReporterKind, ReportTarget
from ..values import Masker
from .prepare import Prepared


class RunError(Exception):
    """The run itself could not be recorded or reported; the text names the cause, `hint` a mend. Exit code 3."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A report to write when the run is over: the format, and the file."""

    kind: ReporterKind
    path: Path


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one run needs. `journal` is where its record goes; `console` sees events as they come."""

    prepared: Prepared
    specs: Sequence[PlannedSpec]
    registry: Registry
    options: RunOptions
    info: RunInfo
    journal: Path
    console: Reporter
    reports: tuple[ReportRequest, ...] = ()


def execute(job: Job) -> int:
    """Runs a job, writes its reports and gives the exit code. Raises `RunError`."""
    summary = Summary()
    with open_journal(job.journal) as (file, path):
        writer = JournalWriter(file, str(path))
        sinks: list[Sink] = [writer.write, summary.add, quiet_sink(job.console)]
        try:
            trio.run(_run, job, sinks)
        except* JournalError as group:
            error = group.exceptions[0]
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            assert isinstance(error, JournalError)
            raise RunError(str(error), error.hint) from None
        finally:
            with suppress(BrokenPipeError):
                job.console.close()
        write_reports(path, job.reports)
    return summary.exit_code()


async def _run(job: Job, sinks: list[Sink]) -> None:
    clock = SystemClock()
    bus = Bus(sinks, clock.monotonic_s)
    masker = Masker()
    for name, value in sorted(job.options.secrets.items()):
        if any(name == variable for spec in job.specs for _, variable in spec.secrets):
            masker.add(value, name)
    for diagnostic in job.prepared.diagnostics:
        source = job.prepared.sources.get(diagnostic.span.file)
        bus.emit(DiagnosticReported(diagnostic, {source.file: masker.mask_text(source.text)} if source else {}))
    await run_plan(
        job.specs, job.registry, bus, job.options, job.info, clock=clock, masker=masker, handles_signals=True
    )


def quiet_sink(console: Reporter) -> Callable[[Event], None]:
    """The console as a sink that falls silent when nobody reads it any more (`| head`); the run goes on."""
    is_open = True

    def add(event: Event) -> None:
        nonlocal is_open
        if is_open:
            try:
                console.add(event)
            except BrokenPipeError:
                is_open = False

    return add


@contextmanager
def open_journal(path: Path) -> Iterator[tuple[FileIO, Path]]:
    """A fresh journal at `path`, held by a lock while it is open; a second run beside it gets a name of its own.

    A link at `path` is not followed: it is replaced, and what it points to stays as it is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file, opened = _locked(path)
    except OSError as error:
        hint = "choose another place with `--journal`"
        raise RunError(f"the journal {path} cannot be written: {error.strerror or error}", hint) from None
    with file:
        yield file, opened


def _locked(path: Path) -> tuple[FileIO, Path]:
    lock = path.with_name(f"{path.name}.lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        own = path.with_name(f"{path.stem}-{os.getpid()}{path.suffix}")
        return FileIO(own, "wb"), own
    if path.is_symlink():
        path.unlink()
    return _LockedFile(path, descriptor), path


class _LockedFile(FileIO):
    """A file that gives its lock back when it is closed."""

    def __init__(self, path: Path, lock: int) -> None:
        super().__init__(path, "wb")
        self._lock = lock

    def close(self) -> None:
        super().close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def write_reports(journal: Path, requests: Sequence[ReportRequest]) -> None:
    """Makes each report from the journal, and nothing else. Raises `RunError`."""
    for request in requests:
        try:
            with journal.open("rb") as lines:
                write_whole(request.path, request.kind.make, read_journal(lines, str(journal)))
        except JournalError as error:
            raise RunError(str(error), error.hint) from None
        except OSError as error:
            raise RunError(f"the report {request.path} cannot be written: {error.strerror or error}") from None


def write_whole(path: Path, make: Callable[[ReportTarget], Reporter], events: Iterable[Event]) -> None:
    """Writes a report beside its place and moves it there when it is whole, so that nobody reads half of one.

    A link at `path` is replaced, not followed. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            reporter = make(ReportTarget(stream))
            for event in events:
                reporter.add(event)
            reporter.close()
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise

"""A run from prepared specs to an exit code: journal, console, signals, reports."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field
from functools import partial
from pathlib import Path

import trio

from ..engine import Bus, RunInfo, RunOptions, Sink, Stop, SystemClock, run_plan
from ..events import DiagnosticReported, Event, JournalError, JournalWriter, Summary
from ..lean import dataclass
from ..plan import PlannedSpec
from ..plugin import Registry, Reporter
from ..source import PluginError
from ..values import Masker
from .prepare import Prepared
from .record import HELD_BYTES, WritesBeforeWaiting, open_journal
from .reports import ReportRequest, write_reports, write_whole
from .trouble import CrashError, RunError, cause_of

__all__ = ["CrashError", "Job", "ReportRequest", "RunError", "execute", "write_whole"]


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one run needs. `journal` is where its record goes; `console` sees events as they come.

    With a `refusal`, which says why, nothing is run. Where nobody named a journal for it (`journal` is None), its
    record is gone when the reports are made: that of the last real run stays. `masker` knows the specs' secrets.
    """

    prepared: Prepared
    specs: Sequence[PlannedSpec]
    registry: Registry
    options: RunOptions
    info: RunInfo
    journal: Path | None
    console: Reporter
    reports: tuple[ReportRequest, ...] = ()
    refusal: str = ""
    masker: Masker = field(default_factory=Masker)


def execute(job: Job) -> int:
    """Runs a job, writes its reports and gives the exit code.

    Raises `RunError`, and `CrashError` for whatever goes wrong in us; the reports tell then that the run was cut off.
    """
    summary, console = Summary(), _Console(job.console)
    masker = job.masker
    with _journal_place(job) as place, open_journal(place) as (file, path):
        try:
            stop = Stop()
            writer = JournalWriter(file, str(path), held_bytes=HELD_BYTES)
            if job.reports and not path.is_file():
                hint = "write the journal to a file, and send that on"
                raise JournalError(f"reports are made from the journal, and {path} cannot be read again", hint)
            journal = _Journal(writer, stop)
            try:
                sinks: list[Sink] = [journal.write, summary.add, console.add]
                trio.run(partial(_run, job, sinks, masker, stop), instruments=[WritesBeforeWaiting(writer)])
            finally:
                journal.finish()
            journal.check()
        # All of it: the reports must say that the run was cut off, whatever it was; then it goes on its way.
        except (Exception, BaseExceptionGroup, KeyboardInterrupt) as group:  # noqa: BLE001
            cause = cause_of(group)
            console.close()
            if path.is_file():
                with suppress(RunError):
                    write_reports(path, job.reports)
            raise _told(cause, masker) from None
        console.close()
        write_reports(path, job.reports)
    if console.trouble is not None:
        raise RunError(f"standard output cannot be written: {console.trouble.strerror or console.trouble}")
    return summary.exit_code()


def _told(cause: BaseException, masker: Masker) -> BaseException:
    """What goes wrong around a run as a sentence; a mistake of ours with its traceback, without secrets."""
    if isinstance(cause, JournalError):
        return RunError(str(cause), cause.hint)
    if isinstance(cause, PluginError) or not isinstance(cause, Exception):
        return cause
    return CrashError(masker.mask_text("".join(traceback.format_exception(cause))))


@contextmanager
def _journal_place(job: Job) -> Iterator[Path]:
    if job.journal is not None:
        yield job.journal
        return
    with tempfile.TemporaryDirectory(prefix="specrunner-") as folder:
        yield Path(folder) / "refused.ndjson"


async def _run(job: Job, sinks: list[Sink], masker: Masker, stop: Stop) -> None:
    clock = SystemClock()
    await run_plan(
        job.specs,
        job.registry,
        Bus(sinks, clock.monotonic_s),
        job.options,
        job.info,
        clock=clock,
        masker=masker,
        handles_signals=True,
        diagnostics=_diagnostics(job),
        refusal=job.refusal,
        stop=stop,
    )


def _diagnostics(job: Job) -> list[DiagnosticReported]:
    found = []
    for diagnostic in job.prepared.diagnostics:
        source = job.prepared.sources.get(diagnostic.span.file)
        found.append(DiagnosticReported(diagnostic, {source.file: source.text} if source else {}))
    return found


class _Journal:
    """The journal as a sink that stops the run when it cannot be written any more: what was begun is still undone,
    and what is not on record does not go on."""

    def __init__(self, writer: JournalWriter, stop: Stop) -> None:
        self._writer = writer
        self._stop = stop
        self._trouble: JournalError | None = None

    def write(self, event: Event) -> None:
        if self._trouble is None:
            try:
                self._writer.write(event)
            except JournalError as error:
                self._trouble = error
                self._stop.stop_work("the journal cannot be written")

    def finish(self) -> None:
        """Nothing more comes."""
        if self._trouble is None:
            try:
                self._writer.flush()
            except JournalError as error:
                self._trouble = error

    def check(self) -> None:
        """Raises the trouble that there was."""
        if self._trouble is not None:
            raise self._trouble


class _Console:
    """The console as a sink that falls silent when it cannot be written any more; the run goes on.

    Whoever stops reading (`| head`) has seen enough; any other `trouble` is told when the run is over.
    """

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._is_open = True
        self.trouble: OSError | None = None

    def add(self, event: Event) -> None:
        if self._is_open:
            try:
                self._reporter.add(event)
            except OSError as error:
                self._fail(error)

    def close(self) -> None:
        try:
            self._reporter.close()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._is_open = False
        if not isinstance(error, BrokenPipeError) and self.trouble is None:
            self.trouble = error

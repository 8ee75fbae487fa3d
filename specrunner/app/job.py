"""A run from prepared specs to an exit code: journal, console, signals, reports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import trio

from ..engine import Bus, RunInfo, RunOptions, Sink, SystemClock, run_plan
from ..events import DiagnosticReported, Event, JournalError, JournalWriter, Summary
from ..lean import dataclass
from ..plan import PlannedSpec
from ..plugin import Registry, Reporter
from ..values import Masker
from .prepare import Prepared
from .record import HELD_BYTES, WritesBeforeWaiting, open_journal
from .reports import ReportRequest, write_reports, write_whole
from .trouble import RunError, cause_of

__all__ = ["Job", "ReportRequest", "RunError", "execute", "write_whole"]


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one run needs. `journal` is where its record goes; `console` sees events as they come.

    With a `refusal`, which says why, nothing is run. Where nobody named a journal for it (`journal` is None), its
    record is gone when the reports are made: that of the last real run stays.
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


def execute(job: Job) -> int:
    """Runs a job, writes its reports and gives the exit code.

    Raises `RunError`, and as it is whatever goes wrong in us; the reports tell then that the run was cut off.
    """
    summary, console = Summary(), _Console(job.console)
    with _journal_place(job) as place, open_journal(place) as (file, path):
        try:
            writer = JournalWriter(file, str(path), held_bytes=HELD_BYTES)
            try:
                sinks: list[Sink] = [writer.write, summary.add, console.add]
                trio.run(partial(_run, job, sinks), instruments=[WritesBeforeWaiting(writer)])
            finally:
                writer.flush()
        # All of it: the reports must say that the run was cut off, whatever it was; then it goes on its way.
        except (Exception, BaseExceptionGroup, KeyboardInterrupt) as group:  # noqa: BLE001
            cause = cause_of(group)
            console.close()
            if path.is_file():
                with suppress(RunError):
                    write_reports(path, job.reports)
            raise (RunError(str(cause), cause.hint) if isinstance(cause, JournalError) else cause) from None
        console.close()
        write_reports(path, job.reports)
    if console.trouble is not None:
        raise RunError(f"standard output cannot be written: {console.trouble.strerror or console.trouble}")
    return summary.exit_code()


@contextmanager
def _journal_place(job: Job) -> Iterator[Path]:
    if job.journal is not None:
        yield job.journal
        return
    with tempfile.TemporaryDirectory(prefix="specrunner-") as folder:
        yield Path(folder) / "refused.ndjson"


async def _run(job: Job, sinks: list[Sink]) -> None:
    clock = SystemClock()
    bus = Bus(sinks, clock.monotonic_s)
    masker = _masker(job)
    await run_plan(
        job.specs,
        job.registry,
        bus,
        job.options,
        job.info,
        clock=clock,
        masker=masker,
        handles_signals=True,
        diagnostics=_diagnostics(job, masker),
        refusal=job.refusal,
    )


def _masker(job: Job) -> Masker:
    """Knows the values of the secrets that any of the specs has declared."""
    masker = Masker()
    declared = {variable for spec in job.prepared.specs for _, variable in spec.secrets}
    for name, value in sorted(job.options.secrets.items()):
        if name in declared:
            masker.add(value, name)
    return masker


def _diagnostics(job: Job, masker: Masker) -> list[DiagnosticReported]:
    found = []
    for diagnostic in job.prepared.diagnostics:
        source = job.prepared.sources.get(diagnostic.span.file)
        found.append(DiagnosticReported(diagnostic, {source.file: masker.mask_text(source.text)} if source else {}))
    return found


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

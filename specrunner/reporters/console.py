"""The report for people who watch: on a terminal in motion, in a pipe or a CI job as plain lines."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..events import (
    ChecksEvaluated,
    DiagnosticReported,
    Event,
    ExchangeRecorded,
    NoticeRaised,
    Outcome,
    RunFinished,
    RunStarted,
    ServiceChanged,
    StepStarted,
    Summary,
)
from ..plugin import ReportTarget
from ..source import Severity
from .conversation import Limits, sending_lines
from .failure import diagnostic_text, service_lines, spec_failure_lines, step_failure_lines
from .paint import Ink, Line, Piece, bold, cyan, dim, green, red, safe, yellow
from .progress import LiveArea, Progress
from .quantity import OUTCOME_WORDS, count_text, duration_text, joined, outcomes_text
from .record import Recorder, SpecRecord, StepRecord
from .verdict import summary_lines

QUIET, NORMAL, STEPS, EXCHANGES = -1, 0, 1, 2

_MARKS: dict[Outcome, Piece] = {
    Outcome.PASSED: green("✓"),
    Outcome.KNOWN_FAILURE: yellow("●"),
    Outcome.SKIPPED: dim("○"),
    Outcome.NOT_RUN: yellow("○"),
    Outcome.FAILED: red("✗"),
    Outcome.ERRORED: red("✗"),
}
_SHOWN_FROM = {Severity.ERROR: QUIET, Severity.WARNING: NORMAL, Severity.NOTICE: STEPS}


class ConsoleReporter:
    """What ends is told at once and whole: the lines of one spec stand together, however many run beside it.

    Verbosity -1 tells what is red and the summary; 0 each spec; 1 each step; 2 each exchange. `shows_durations` off
    makes equal runs look equal. A stream that is closed early raises its BrokenPipeError to the caller.
    """

    def __init__(
        self,
        target: ReportTarget,
        *,
        shows_durations: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = target.stream
        self._verbosity = target.verbosity
        self._width = target.width
        self._shows_durations = shows_durations
        self._ink = Ink(target.stream, has_colour=target.has_colour)
        self._limits = Limits(width=max(80, min(target.width, 200)), body_lines=60 if target.verbosity > 1 else 20)
        self._summary = Summary()
        self._recorder = Recorder(keeps_all_exchanges=target.verbosity >= EXCHANGES)
        self._spec_count = 0
        self._early: dict[str, list[Line]] = {}
        self._progress = Progress(clock)
        self._live: LiveArea | None = None
        if target.is_terminal and target.verbosity > QUIET:
            self._live = LiveArea(target.stream, self._progress, has_colour=target.has_colour)

    def add(self, event: Event) -> None:
        self._summary.add(event)
        if self._live is not None:
            self._progress.add(event)
        record = self._recorder.add(event)
        payload = event.payload
        match record:
            case StepRecord():
                self._step(event, record)
                return
            case SpecRecord():
                self._spec(record)
                return
        match payload:
            case ExchangeRecorded() | ChecksEvaluated() | StepStarted():
                pass
            case RunStarted():
                self._start(payload)
            case DiagnosticReported():
                self._diagnostic(payload)
            case ServiceChanged():
                self._service(payload)
            case NoticeRaised():
                self._notice(payload)
            case RunFinished():
                self._end()

    def close(self) -> None:
        """Ends the report of a record that has no end, and takes the moving lines away."""
        if not self._summary.is_complete:
            for spec in self._recorder.cut_off():
                self._spec(spec)
            self._end()
        if self._live is not None:
            self._live.stop()
        self._stream.flush()

    def _start(self, run: RunStarted) -> None:
        self._spec_count = run.spec_count
        if self._verbosity >= NORMAL:
            environment = f"environment {run.environment}" if run.environment else ""
            shard = f"shard {run.shard}" if run.shard else ""
            words = joined([count_text(run.spec_count, "spec"), f"seed {run.seed}", environment, shard])
            self._print([(bold(f"specrunner {run.version}"), safe(f": {words}"))])
        if self._live is not None:
            self._live.start()

    def _diagnostic(self, payload: DiagnosticReported) -> None:
        diagnostic = payload.diagnostic
        if self._verbosity < _SHOWN_FROM[diagnostic.severity]:
            return
        head, *rest = diagnostic_text(payload).split("\n")
        paint = {Severity.ERROR: red, Severity.WARNING: yellow, Severity.NOTICE: cyan}[diagnostic.severity]
        self._print([(paint(head),), *((line,) for line in rest), ()])

    def _service(self, service: ServiceChanged) -> None:
        if service.state == "failed" and service.spec_id not in self._recorder.specs:
            self._print(service_lines(None, service))
        elif service.state != "failed" and self._verbosity >= STEPS:
            words = joined([f"service `{service.service}` {service.state}", service.url], " at ")
            self._tell(service.spec_id, [("  ", dim(safe(words)))])

    def _notice(self, notice: NoticeRaised) -> None:
        if self._verbosity >= NORMAL:
            self._tell(notice.spec_id, [("  ", yellow("note"), safe(f" {notice.message}"))])

    def _step(self, event: Event, step: StepRecord) -> None:
        if self._verbosity < STEPS or not step.is_counted:
            return
        details = [OUTCOME_WORDS[step.outcome] if step.outcome is not Outcome.PASSED else "", step.reason]
        if step.attempts > 1:
            details.append(f"attempt {step.attempts}")
        if self._shows_durations and step.attempts:
            details.append(duration_text(step.duration_s))
        words = dim(safe(f"  {joined(details)}")) if any(details) else ""
        lines: list[Line] = [("  ", _MARKS[step.outcome], f" {safe(step.label)}", words)]
        if self._verbosity >= EXCHANGES:
            for sending in step.sendings:
                lines += [("  ", *line) for line in sending_lines(sending, self._limits)]
        self._tell(getattr(event.payload, "spec_id", ""), lines)

    def _tell(self, spec_id: str, lines: list[Line]) -> None:
        """Lines about a spec under way: kept until it ends, unless it is the only one."""
        if self._spec_count == 1:
            self._print(lines)
        else:
            self._early.setdefault(spec_id, []).extend(lines)

    def _spec(self, spec: SpecRecord) -> None:
        early = self._early.pop(spec.spec_id, [])
        blocks = [step_failure_lines(spec, step, self._limits) for step in spec.red_steps]
        titles = [f"{spec.spec_id} › {step.label}" for step in spec.red_steps]
        if own := spec_failure_lines(spec):
            blocks.append(own)
            titles.append(spec.spec_id)
        is_told = self._verbosity >= NORMAL or bool(blocks) or spec.outcome.is_red
        lines: list[Line] = [*([self._spec_line(spec)] if is_told else []), *early]
        for title, block in zip(titles, blocks, strict=True):
            lines += [(), self._rule(title), *block]
        self._print([*lines, ()] if blocks else lines)

    def _spec_line(self, spec: SpecRecord) -> Line:
        counts = spec.step_counts()
        steps = count_text(counts.total(), "step") if set(counts) <= {Outcome.PASSED} else outcomes_text(counts)
        outcome = "" if spec.outcome is Outcome.PASSED else OUTCOME_WORDS[spec.outcome]
        reason = spec.reason if not spec.outcome.is_red else ""
        duration = duration_text(spec.duration_s) if self._shows_durations else ""
        details = joined([outcome, reason, steps if counts else "", duration])
        title = "" if spec.title in (spec.file, spec.spec_id) else f"  {spec.title}"
        return (_MARKS[spec.outcome], f" {safe(spec.spec_id)}", bold(safe(title)), dim(safe(f"  ({details})")))

    def _rule(self, title: str) -> Line:
        text = f"── {safe(title)} "
        return (red(text + "─" * max(3, self._width - len(text))),)

    def _end(self) -> None:
        if self._live is not None:
            self._live.stop()
        self._print(summary_lines(self._summary, shows_durations=self._shows_durations))

    def _print(self, lines: list[Line]) -> None:
        if not lines:
            return
        texts = [self._ink.text(line) for line in lines]
        if self._live is not None and self._live.is_started:
            self._live.print("\n".join(texts))
        else:
            self._stream.write("\n".join(texts) + "\n")
            self._stream.flush()

"""GitHub Actions: annotations in the log, which the web page puts beside the lines, and a job summary."""

from __future__ import annotations

from pathlib import Path

from ..events import DiagnosticReported, Event, ServiceChanged
from ..plugin import ReportTarget
from ..source import Diagnostic, Severity, SourceSpan, printable
from .failure import step_hint, step_sentence, step_span
from .markdown import MarkdownFold
from .paint import encodable, encoding_of
from .quantity import OUTCOME_WORDS, joined
from .record import SpecRecord, StepRecord, notice_text
from .verdict import verdict_of

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def annotation(diagnostic: Diagnostic) -> str:
    """A mistake of an author as a workflow command, without a line break."""
    message = joined([diagnostic.message, f"hint: {diagnostic.hint}" if diagnostic.hint else ""], "\n")
    return command_text(_LEVELS[diagnostic.severity], diagnostic.code, message, diagnostic.span)


def command_text(level: str, title: str, message: str, span: SourceSpan | None = None) -> str:
    """One workflow command. Nothing in the texts can end it or begin another: each of its signs is escaped."""
    properties: dict[str, str] = {}
    if span is not None:
        properties = {"file": span.file, "line": str(span.line), "endLine": str(span.end_line)}
        if span.end_line == span.line:  # columns are taken only within one line
            properties |= {"col": str(span.column), "endColumn": str(max(span.end_column, span.column + 1))}
    properties["title"] = title
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {told}::{_message(message)}"


def _message(text: str) -> str:
    lines = [printable(line) for line in text.splitlines()]
    return "\n".join(lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


class GithubReporter:
    """Annotations as specs end; the job summary, when there is a file for it, at the end.

    `summary_path` is what GitHub names in `GITHUB_STEP_SUMMARY`; other steps of the job write there too, so it is
    appended to.
    """

    def __init__(self, target: ReportTarget, summary_path: Path | None = None) -> None:
        self._stream = target.stream
        self._summary_path = summary_path
        self._fold = MarkdownFold()
        self._count = 0  # of what may be why the run is not green

    def add(self, event: Event) -> None:
        ended = self._fold.add(event)
        payload = event.payload
        match payload:
            case DiagnosticReported():
                self._write(annotation(payload.diagnostic))
            case ServiceChanged(state="failed"):
                title = f"service {payload.service}"
                message = joined([payload.message or "the service failed", *payload.log_tail], "\n")
                self._write(command_text("error", title, message, payload.span))
            case _:
                pass
        if ended is not None:
            self._spec(ended)

    def close(self) -> None:
        for spec in self._fold.cut_off():
            self._spec(spec)
        summary = self._fold.summary
        if summary.exit_code() == 2 or (not summary.is_green and not self._count):
            verdict, why = verdict_of(summary)
            self._write(command_text("error", "specrunner", joined([verdict, why], ": ")))
        if self._summary_path is not None:
            with self._summary_path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(self._fold.text())

    def _spec(self, spec: SpecRecord) -> None:
        for step in spec.red_steps:
            title = f"{spec.title} › {step.label}"
            self._write(command_text("error", title, _step_message(step), step_span(step)))
        is_told = bool(spec.red_steps) or any(service.state == "failed" for service in spec.services)
        if spec.outcome.is_red and (spec.error is not None or not is_told):
            message = spec.error.message if spec.error else spec.reason or f"the spec {OUTCOME_WORDS[spec.outcome]}"
            span = (spec.error.span if spec.error else None) or SourceSpan(spec.file, 1, 1, 1, 1)
            self._write(command_text("error", spec.title, message, span))
        spans = {step.step_id: step.span for step in spec.steps if spec.notices}
        for notice in spec.notices:
            span = spans.get(notice.step_id) or SourceSpan(spec.file, 1, 1, 1, 1)
            title = joined([spec.title, notice.step_id], " › ")
            self._write(command_text("notice", title, notice_text(notice), span), is_counted=False)

    def _write(self, command: str, *, is_counted: bool = True) -> None:
        self._count += is_counted
        self._stream.write(encodable(command, encoding_of(self._stream)) + "\n")
        self._stream.flush()


def _step_message(step: StepRecord) -> str:
    lines = [step_sentence(step)]
    if step.attempts > 1:
        lines.append(f"after {step.attempts} attempts")
    if step.stack:
        lines.append(f"inside {' › '.join(step.stack)}")
    hint, _ = step_hint(step)
    if hint:
        lines.append(f"hint: {hint}")
    return joined(lines, "\n")

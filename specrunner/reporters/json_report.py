"""The report for programs: one JSON document, described by `schemas/report.schema.json`."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from math import isfinite

from ..events import (
    CheckResult,
    DiagnosticReported,
    Event,
    ExchangeRecorded,
    NoticeRaised,
    Outcome,
    RunStarted,
    ServiceChanged,
    StepError,
    Summary,
)
from ..plugin import ReportTarget
from ..source import Diagnostic, Severity, SourceSpan
from .failure import step_hint
from .paint import encoding_of
from .quantity import TOLD_ORDER, percentile
from .record import Recorder, SpecRecord, StepRecord
from .verdict import verdict_of

REPORT_FORMAT = "specrunner-report"
REPORT_VERSION = 1

Document = dict[str, object]


class JsonReporter:
    """Writes the document when it is closed; specs are ordered by id, so that two runs can be compared."""

    def __init__(self, target: ReportTarget) -> None:
        self._stream = target.stream
        self._summary = Summary()
        self._recorder = Recorder()
        self._run: RunStarted | None = None
        self._diagnostics: list[Document] = []
        self._services: list[Document] = []
        self._specs: list[tuple[tuple[str, str], Document]] = []
        self._exchanges_s = array("d")

    def add(self, event: Event) -> None:
        self._summary.add(event)
        payload = event.payload
        match payload:
            case RunStarted():
                self._run = payload
            case DiagnosticReported():
                self._diagnostics.append(_diagnostic(payload.diagnostic))
            case ServiceChanged(state="failed"):
                self._services.append(_service(payload))
            case ExchangeRecorded():
                total_s = payload.exchange.timing_s.get("total")
                if total_s is not None:
                    self._exchanges_s.append(total_s)
            case _:
                pass
        record = self._recorder.add(event)
        if isinstance(record, SpecRecord):
            self._keep(record)

    def close(self) -> None:
        for spec in self._recorder.cut_off():
            self._keep(spec)
        document = self._document()
        text = json.dumps(document, indent=2, ensure_ascii=False, default=str)
        try:
            text.encode(encoding_of(self._stream))
        except UnicodeEncodeError:  # lone surrogates from a server, or a console that lacks the characters
            text = json.dumps(document, indent=2, default=str)
        self._stream.write(text + "\n")
        self._stream.flush()

    def _keep(self, spec: SpecRecord) -> None:
        self._specs.append(((spec.file, spec.spec_id), _spec(spec)))

    def _document(self) -> Document:
        summary = self._summary
        verdict, why = verdict_of(summary)
        self._specs.sort(key=lambda entry: entry[0])
        return {
            "format": REPORT_FORMAT,
            "version": REPORT_VERSION,
            "verdict": verdict,
            "reason": why,
            "exit_code": summary.exit_code(),
            "run": _run(self._run, summary),
            "totals": {
                "specs": _counts(summary.specs),
                "steps": _counts(summary.steps),
                "checks": _check_counts(summary.checks),
                "exchanges": _timings(summary.exchange_count, self._exchanges_s),
                "diagnostics": {str(severity): summary.diagnostics[severity] for severity in Severity},
            },
            "diagnostics": self._diagnostics,
            "services_failed": self._services,
            "specs": [document for _, document in self._specs],
        }


def _run(run: RunStarted | None, summary: Summary) -> Document:
    return {
        "id": run.run_id if run else "",
        "started_at": run.started_at if run else "",
        "duration_s": summary.duration_s,
        "specrunner": run.version if run else "",
        "arguments": list(run.arguments) if run else [],
        "seed": run.seed if run else None,
        "environment": run.environment if run else None,
        "shard": run.shard if run else None,
        "is_complete": summary.is_complete,
        "interrupted": summary.interrupted,
        "specs_not_run": summary.specs_missing + summary.specs[Outcome.NOT_RUN],
    }


def _counts(counts: Mapping[Outcome, int]) -> Document:
    return {"total": sum(counts.values()), **{str(outcome): counts.get(outcome, 0) for outcome in TOLD_ORDER}}


def _check_counts(counts: Mapping[Outcome, int]) -> Document:
    judged = (Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED)
    return {"total": sum(counts.values()), **{str(outcome): counts.get(outcome, 0) for outcome in judged}}


def _timings(count: int, durations_s: array[float]) -> Document:
    ordered = sorted(durations_s)
    return {
        "count": count,
        "p50_s": percentile(ordered, 0.5),
        "p95_s": percentile(ordered, 0.95),
        "max_s": percentile(ordered, 1.0),
    }


def _spec(spec: SpecRecord) -> Document:
    return {
        "id": spec.spec_id,
        "title": spec.title,
        "file": spec.file,
        "tags": list(spec.tags),
        "matrix": _plain(spec.matrix),
        "outcome": str(spec.outcome),
        "reason": spec.reason,
        "duration_s": spec.duration_s,
        "error": _error(spec.error),
        "steps": [_step(step) for step in spec.steps if step.is_counted],
        "notices": [_notice(each) for each in spec.notices],
    }


def _notice(notice: NoticeRaised) -> Document:
    return {"step": notice.step_id, "message": notice.message, "hint": notice.hint}


def _step(step: StepRecord) -> Document:
    sending = step.sendings[-1] if step.sendings else None
    fault = sending.exchange.fault if sending else None
    received = sending.exchange.received if sending else ()
    return {
        "id": step.step_id,
        "name": step.name,
        "kind": step.kind,
        "phase": step.phase,
        "outcome": str(step.outcome),
        "reason": step.reason,
        "duration_s": step.duration_s,
        "attempts": step.attempts,
        "place": _place(step.span),
        "inside": list(step.stack),
        "checks": _check_counts(step.check_counts),
        "failed_checks": [_check(check) for check in step.red_checks],
        "error": _error(step.error),
        "fault": {"kind": fault.kind, "phase": fault.phase, "message": fault.message} if fault else None,
        "curl": sending.curl if sending else "",
        "response": received[-1].summary if received else "",
        "hint": step_hint(step)[0] if step.outcome.is_red else None,
    }


def _check(check: CheckResult) -> Document:
    return {
        "outcome": str(check.outcome),
        "subject": check.subject,
        "matcher": check.matcher,
        "location": check.location,
        "expected": check.expected,
        "actual": check.actual,
        "explanation": check.explanation,
        "diff": list(check.diff),
        "place": _place(check.span),
    }


def _error(error: StepError | None) -> Document | None:
    if error is None:
        return None
    place = _place(error.span) if error.span else None
    return {"message": error.message, "code": error.code, "hint": error.hint, "place": place}


def _place(span: SourceSpan) -> Document:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _diagnostic(found: Diagnostic) -> Document:
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
        "hint": found.hint,
        "place": _place(found.span),
    }


def _service(service: ServiceChanged) -> Document:
    return {
        "spec": service.spec_id,
        "service": service.service,
        "message": service.message,
        "log": list(service.log_tail),
    }


def _plain(value: object) -> object:
    """A free value as strict JSON has it: infinity and not-a-number become text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value

"""Payloads as JSON objects: one function a type, written out by hand.

This is on the path of every step, several times; walking the fields by reflection costs four times as much. A test
holds each function to the fields of its dataclass.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from ..source import Diagnostic, SourceSpan
from .check import CheckResult, StepError
from .event import (
    ChecksEvaluated,
    DiagnosticReported,
    ExchangeRecorded,
    FindingRaised,
    NoticeRaised,
    RunFinished,
    RunStarted,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepFinished,
    StepStarted,
)
from .exchange import Exchange, Fault, Message
from .free_value import encode_mapping, encode_value

Record = dict[str, object]


def _run_started(it: RunStarted) -> Record:
    return {
        "run_id": it.run_id,
        "started_at": it.started_at,
        "version": it.version,
        "arguments": it.arguments,
        "seed": encode_value(it.seed),
        "spec_count": it.spec_count,
        "environment": it.environment,
        "shard": it.shard,
    }


def _diagnostic_reported(it: DiagnosticReported) -> Record:
    return {"diagnostic": _diagnostic(it.diagnostic), "sources": dict(it.sources)}


def _spec_started(it: SpecStarted) -> Record:
    return {
        "spec_id": it.spec_id,
        "title": it.title,
        "file": it.file,
        "tags": it.tags,
        "step_count": it.step_count,
        "matrix": encode_mapping(it.matrix),
        "sources": dict(it.sources),
    }


def _service_changed(it: ServiceChanged) -> Record:
    return {
        "spec_id": it.spec_id,
        "service": it.service,
        "state": it.state,
        "url": it.url,
        "message": it.message,
        "log_tail": it.log_tail,
        "span": it.span and _span(it.span),
    }


def _step_started(it: StepStarted) -> Record:
    return {
        "spec_id": it.spec_id,
        "step_id": it.step_id,
        "name": it.name,
        "kind": it.kind,
        "phase": it.phase,
        "span": _span(it.span),
        "stack": it.stack,
        "parent": it.parent,
    }


def _exchange_recorded(it: ExchangeRecorded) -> Record:
    return {
        "spec_id": it.spec_id,
        "step_id": it.step_id,
        "attempt": it.attempt,
        "exchange": _exchange(it.exchange),
        "curl": it.curl,
    }


def _checks_evaluated(it: ChecksEvaluated) -> Record:
    return {
        "spec_id": it.spec_id,
        "step_id": it.step_id,
        "attempt": it.attempt,
        "results": [_check_result(result) for result in it.results],
    }


def _check_result(it: CheckResult) -> Record:
    return {
        "outcome": it.outcome,
        "subject": it.subject,
        "matcher": it.matcher,
        "expected": it.expected,
        "actual": it.actual,
        "span": _span(it.span),
        "location": it.location,
        "explanation": it.explanation,
        "diff": it.diff,
        "hint": it.hint,
    }


def _finding_raised(it: FindingRaised) -> Record:
    finding = it.finding
    return {
        "spec_id": it.spec_id,
        "step_id": it.step_id,
        "finding": {
            "check": finding.check,
            "severity": finding.severity,
            "grade": finding.grade,
            "title": finding.title,
            "operation": finding.operation,
            "point": finding.point,
            "evidence": finding.evidence,
            "remedy": finding.remedy,
            "cwe": finding.cwe,
        },
    }


def _notice_raised(it: NoticeRaised) -> Record:
    return {"spec_id": it.spec_id, "step_id": it.step_id, "message": it.message, "hint": it.hint}


def _step_finished(it: StepFinished) -> Record:
    return {
        "spec_id": it.spec_id,
        "step_id": it.step_id,
        "name": it.name,
        "kind": it.kind,
        "phase": it.phase,
        "outcome": it.outcome,
        "duration_s": it.duration_s,
        "attempts": it.attempts,
        "attempts_allowed": it.attempts_allowed,
        "span": _span(it.span),
        "check_count": it.check_count,
        "reason": it.reason,
        "error": it.error and _step_error(it.error),
        "parent": it.parent,
    }


def _spec_finished(it: SpecFinished) -> Record:
    return {
        "spec_id": it.spec_id,
        "title": it.title,
        "outcome": it.outcome,
        "duration_s": it.duration_s,
        "reason": it.reason,
        "error": it.error and _step_error(it.error),
    }


def _run_finished(it: RunFinished) -> Record:
    return {"duration_s": it.duration_s, "interrupted": it.interrupted, "reason": it.reason}


ENCODERS: dict[type, Callable[[Any], Record]] = {
    RunStarted: _run_started,
    DiagnosticReported: _diagnostic_reported,
    SpecStarted: _spec_started,
    ServiceChanged: _service_changed,
    StepStarted: _step_started,
    ExchangeRecorded: _exchange_recorded,
    ChecksEvaluated: _checks_evaluated,
    FindingRaised: _finding_raised,
    NoticeRaised: _notice_raised,
    StepFinished: _step_finished,
    SpecFinished: _spec_finished,
    RunFinished: _run_finished,
}


def _span(it: SourceSpan) -> tuple[object, ...]:
    return (it.file, it.line, it.column, it.end_line, it.end_column)


def _diagnostic(it: Diagnostic) -> Record:
    return {
        "code": it.code,
        "severity": it.severity,
        "message": it.message,
        "span": _span(it.span),
        "hint": it.hint,
        "label": it.label,
        "related": [{"text": related.text, "span": _span(related.span)} for related in it.related],
    }


def _step_error(it: StepError) -> Record:
    return {"message": it.message, "span": it.span and _span(it.span), "code": it.code, "hint": it.hint}


def _exchange(it: Exchange) -> Record:
    return {
        "protocol": it.protocol,
        "sent": [_message(message) for message in it.sent],
        "received": [_message(message) for message in it.received],
        "started_s": it.started_s,
        "timing_s": dict(it.timing_s),
        "fault": it.fault and _fault(it.fault),
        "attributes": encode_mapping(it.attributes),
        "notices": it.notices,
    }


def _message(it: Message) -> Record:
    return {
        "summary": it.summary,
        "headers": it.headers.pairs,
        "body": _body(it.body),
        "attributes": encode_mapping(it.attributes),
        "at_s": it.at_s,
        "body_size_bytes": it.body_size_bytes,
    }


def _fault(it: Fault) -> Record:
    return {
        "kind": it.kind,
        "phase": it.phase,
        "message": it.message,
        "hint": it.hint,
        "is_retryable": it.is_retryable,
    }


# What a person cannot read in a journal: the control characters but tab, line feed and carriage return.
_UNREADABLE = bytes(set(range(0x20)) - set(b"\t\n\r")) + b"\x7f"


def _body(value: bytes) -> object:
    if len(value.translate(None, _UNREADABLE)) == len(value):
        try:
            return value.decode()
        except UnicodeDecodeError:
            pass
    return {"base64": b64encode(value).decode()}

"""What happened: the facts that a run emits, and nothing that acts."""

from .check import CheckResult, StepError
from .event import (
    CheckEvaluated,
    DiagnosticReported,
    Event,
    ExchangeRecorded,
    FindingRaised,
    Payload,
    RunFinished,
    RunStarted,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepFinished,
    StepStarted,
)
from .exchange import FAULT_KINDS, Exchange, Fault, Headers, Message
from .finding import Finding
from .outcome import Outcome, worst

__all__ = [
    "FAULT_KINDS",
    "CheckEvaluated",
    "CheckResult",
    "DiagnosticReported",
    "Event",
    "Exchange",
    "ExchangeRecorded",
    "Fault",
    "Finding",
    "FindingRaised",
    "Headers",
    "Message",
    "Outcome",
    "Payload",
    "RunFinished",
    "RunStarted",
    "ServiceChanged",
    "SpecFinished",
    "SpecStarted",
    "StepError",
    "StepFinished",
    "StepStarted",
    "worst",
]

"""What happened: the facts that a run emits, and nothing that acts."""

from .check import CheckResult, StepError
from .codec import EventFormatError, decode, encode
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
from .journal import (
    JournalError,
    JournalReader,
    JournalTorn,
    JournalWriter,
    journal_line,
    read_journal,
)
from .outcome import Outcome, worst
from .schema import events_schema
from .summary import EXIT_CODES, Failure, Summary, check_sentence

__all__ = [
    "EXIT_CODES",
    "FAULT_KINDS",
    "CheckEvaluated",
    "CheckResult",
    "DiagnosticReported",
    "Event",
    "EventFormatError",
    "Exchange",
    "ExchangeRecorded",
    "Failure",
    "Fault",
    "Finding",
    "FindingRaised",
    "Headers",
    "JournalError",
    "JournalReader",
    "JournalTorn",
    "JournalWriter",
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
    "Summary",
    "check_sentence",
    "decode",
    "encode",
    "events_schema",
    "journal_line",
    "read_journal",
    "worst",
]

"""What happened: the facts that a run emits, and nothing that acts.

The journal, the summary and the schema load on first use of a name: `specrun lint` needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .check import CheckResult, StepError
from .event import (
    ChecksEvaluated,
    DiagnosticReported,
    Event,
    ExchangeRecorded,
    FindingRaised,
    NoticeRaised,
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

if TYPE_CHECKING:
    from .codec import EventFormatError, decode, encode
    from .journal import JournalError, JournalReader, JournalTorn, JournalWriter, journal_line, read_journal
    from .schema import events_schema
    from .summary import EXIT_CODES, Failure, Summary, check_sentence

_MODULES = {
    "codec": ("EventFormatError", "decode", "encode"),
    "journal": ("JournalError", "JournalReader", "JournalTorn", "JournalWriter", "journal_line", "read_journal"),
    "schema": ("events_schema",),
    "summary": ("EXIT_CODES", "Failure", "Summary", "check_sentence"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "EXIT_CODES",
    "FAULT_KINDS",
    "CheckResult",
    "ChecksEvaluated",
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
    "NoticeRaised",
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


def __getattr__(name: str) -> object:
    module = _HOMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value

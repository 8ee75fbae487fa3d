"""A volley: one action sent several times at once (`race`, `burst`), its answers judged together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..checks import ExchangeView, Subject, SubjectTable
from ..events import Exchange
from ..lean import dataclass
from .kind import StepKind


@dataclass(frozen=True, slots=True)
class VolleyExchange(Exchange):
    """All exchanges of a volley, in the order in which they were to be sent. `sent_at_s` are on the run's clock."""

    parts: tuple[ExchangeView, ...] = ()
    sent_at_s: tuple[float, ...] = ()


def _answers(exchange: Exchange) -> object:
    assert isinstance(exchange, VolleyExchange)
    return [dict(part) for part in exchange.parts]


def _faults(exchange: Exchange) -> object:
    assert isinstance(exchange, VolleyExchange)
    return sum(part.exchange.fault is not None for part in exchange.parts)


def _sent_within(exchange: Exchange) -> object:
    assert isinstance(exchange, VolleyExchange)
    return max(exchange.sent_at_s) - min(exchange.sent_at_s)


def _time(exchange: Exchange) -> object:
    return exchange.timing_s["total"]


def volley_subjects(subjects: SubjectTable) -> SubjectTable:
    """What a step with `race` or `burst` offers, of a kind whose answers offer `subjects`."""
    found = (
        Subject(
            "answers",
            "What each sending came to, in order: `answers[0].status`, `answers[*].status`.",
            "list",
            _answers,
            fields={subject.name: subject.doc for subject in subjects.subjects.values()},
        ),
        Subject("faults", "How many sendings got no whole answer.", "integer", _faults),
        Subject(
            "sent_within",
            "The time from the first to the last sending, connecting not counted.",
            "duration",
            _sent_within,
        ),
        Subject("time", "The time from start to end.", "duration", _time),
    )
    return SubjectTable(subjects.kind, {subject.name: subject for subject in found}, document="answers")


def volley_kind(kind: StepKind[Any]) -> StepKind[Any]:
    """The kind as a step with `race` or `burst` sees it. By itself it asks that every sending was answered."""
    return replace(
        kind,
        subjects=volley_subjects(kind.subjects),
        default_expect={"faults": 0},
        messages=None,
        own_saves=None,
    )

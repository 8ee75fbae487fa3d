"""What reporters have in common: events gathered into one record a step and one a spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ..events import (
    CheckResult,
    ChecksEvaluated,
    Event,
    Exchange,
    ExchangeRecorded,
    NoticeRaised,
    Outcome,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepError,
    StepFinished,
    StepStarted,
)
from ..lean import dataclass
from ..source import SourceSpan, SourceText


@dataclass(frozen=True, slots=True)
class Sending:
    """One exchange of a step; `attempt` counts from 1 over retries and polls."""

    attempt: int
    exchange: Exchange
    curl: str


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step, ended. `red_checks` and `check_counts` are of its last attempt.

    `is_counted`: it is a leaf, or red by itself; a step that only holds others is told by these.
    `sendings` holds its last exchange, or all of them, oldest first, where the recorder was told to keep them; in the
    steps of a SpecRecord only red ones have it.
    """

    step_id: str
    name: str
    kind: str
    phase: str
    outcome: Outcome
    duration_s: float
    attempts: int
    attempts_allowed: int
    span: SourceSpan
    reason: str
    error: StepError | None
    stack: tuple[str, ...]
    is_counted: bool
    check_counts: Mapping[Outcome, int]
    red_checks: tuple[CheckResult, ...]
    sendings: tuple[Sending, ...]

    @property
    def label(self) -> str:
        """The id, and the name where its author gave one; a name made of the id and the action says nothing more."""
        own_id = self.step_id.rpartition("/")[2].partition("[")[0]
        is_made = self.name in ("", self.step_id, own_id) or self.name.startswith(f"{own_id}: ")
        return self.step_id if is_made else f"{self.step_id} ({self.name})"


@dataclass(slots=True)
class _OpenStep:
    stack: tuple[str, ...] = ()
    started: StepStarted | None = None
    attempt: int = 0
    checks: dict[Outcome, int] = field(default_factory=dict)
    red_checks: list[CheckResult] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)

    def reach(self, attempt: int) -> None:
        """What earlier attempts said does not count in the end."""
        if attempt > self.attempt:
            self.attempt = attempt
            self.checks.clear()
            self.red_checks.clear()

    def add_checks(self, attempt: int, results: tuple[CheckResult, ...]) -> None:
        self.reach(attempt)
        passed = 0
        for result in results:
            outcome = result.outcome
            if outcome is Outcome.PASSED:
                passed += 1
                continue
            self.checks[outcome] = self.checks.get(outcome, 0) + 1
            if outcome.is_red:
                self.red_checks.append(result)
        if passed:
            self.checks[Outcome.PASSED] = self.checks.get(Outcome.PASSED, 0) + passed


@dataclass(slots=True)
class SpecRecord:
    """One spec, ended or under way; `steps` are those that have ended, in that order."""

    spec_id: str
    title: str
    file: str
    tags: tuple[str, ...]
    matrix: Mapping[str, object]
    step_count: int
    texts: Mapping[str, str]
    steps: list[StepRecord] = field(default_factory=list)
    services: list[ServiceChanged] = field(default_factory=list)
    notices: list[NoticeRaised] = field(default_factory=list)
    outcome: Outcome = Outcome.NOT_RUN
    duration_s: float = 0.0
    reason: str = ""
    error: StepError | None = None
    open_steps: dict[str, _OpenStep] = field(default_factory=dict)
    holders: dict[str, bool] = field(default_factory=dict)

    def source(self, file: str) -> SourceText | None:
        """The text of one of its files, for carets."""
        text = self.texts.get(file)
        return SourceText(file, text) if text else None

    def step_counts(self) -> Counter[Outcome]:
        return Counter(step.outcome for step in self.steps if step.is_counted)

    @property
    def red_steps(self) -> list[StepRecord]:
        """The steps that make it red; none when it is not."""
        if self.outcome is Outcome.KNOWN_FAILURE:
            return []
        return [step for step in self.steps if step.is_counted and step.outcome.is_red]


class Recorder:
    """Gathers events. `add` returns the record that an event completes: a step's, a spec's, or none.

    Memory is that of the specs under way: what a reporter wants to keep of an ended one is its own affair.
    """

    def __init__(self, *, keeps_all_exchanges: bool = False) -> None:
        self._keeps_all_exchanges = keeps_all_exchanges
        self.specs: dict[str, SpecRecord] = {}

    def add(self, event: Event) -> StepRecord | SpecRecord | None:
        fold = _FOLDS.get(type(event.payload))
        return None if fold is None else fold(self, event.payload)

    def spec(self, spec_id: str) -> SpecRecord:
        """The spec under way; one that never started (it was not run) is made of its id."""
        found = self.specs.get(spec_id)
        if found is None:
            file = spec_id.partition("[")[0]
            found = self.specs[spec_id] = SpecRecord(spec_id, spec_id, file, (), {}, 0, {})
        return found

    def cut_off(self) -> list[SpecRecord]:
        """The specs that never ended, with their open steps as not run: what a torn record leaves."""
        unended = list(self.specs.values())
        for spec in unended:
            for step_id, step in list(spec.open_steps.items()):
                if step.started is not None:
                    self._finish_step(_cut_off(spec.spec_id, step_id, step.started))
            spec.reason = "the record ends before this spec did"
        self.specs.clear()
        return unended

    def _start_spec(self, started: SpecStarted) -> None:
        self.specs[started.spec_id] = SpecRecord(
            started.spec_id,
            started.title,
            started.file,
            started.tags,
            started.matrix,
            started.step_count,
            started.sources,
        )

    def _add_service(self, service: ServiceChanged) -> None:
        if service.spec_id in self.specs:  # one that is shared by a run belongs to no spec
            self.specs[service.spec_id].services.append(service)

    def _add_notice(self, notice: NoticeRaised) -> None:
        self.spec(notice.spec_id).notices.append(notice)

    def _start_step(self, started: StepStarted) -> None:
        step = self._step(started.spec_id, started.step_id)
        step.started, step.stack = started, started.stack

    def _add_exchange(self, payload: ExchangeRecorded) -> None:
        step = self._step(payload.spec_id, payload.step_id)
        step.reach(payload.attempt)
        if not self._keeps_all_exchanges:
            step.sendings.clear()
        step.sendings.append(Sending(payload.attempt, payload.exchange, payload.curl))

    def _add_checks(self, payload: ChecksEvaluated) -> None:
        self._step(payload.spec_id, payload.step_id).add_checks(payload.attempt, payload.results)

    def _step(self, spec_id: str, step_id: str) -> _OpenStep:
        steps = self.spec(spec_id).open_steps
        step = steps.get(step_id)
        if step is None:  # not `setdefault`: this is asked with every event, and would make one each time
            step = steps[step_id] = _OpenStep()
        return step

    def _finish_step(self, ended: StepFinished) -> StepRecord:
        spec = self.spec(ended.spec_id)
        seen = spec.open_steps.pop(ended.step_id, None) or _OpenStep()
        is_red = ended.outcome.is_red
        is_leaf, is_red_inside = ended.step_id not in spec.holders, spec.holders.pop(ended.step_id, False)
        if ended.parent is not None:
            spec.holders[ended.parent] = spec.holders.get(ended.parent, False) or is_red or is_red_inside
        is_counted = is_leaf or (is_red and not is_red_inside)
        record = _record(ended, seen, is_counted, tuple(seen.sendings))
        kept = record.sendings[-1:] if is_red else ()
        spec.steps.append(record if kept == record.sendings else _record(ended, seen, is_counted, kept))
        return record

    def _finish_spec(self, ended: SpecFinished) -> SpecRecord:
        spec = self.spec(ended.spec_id)
        del self.specs[ended.spec_id]
        spec.title = ended.title or spec.title
        spec.outcome, spec.duration_s = ended.outcome, ended.duration_s
        spec.reason, spec.error = ended.reason, ended.error
        return spec


# By type, as this is asked with every event.
_FOLDS: dict[type, Callable[[Recorder, Any], StepRecord | SpecRecord | None]] = {
    SpecStarted: Recorder._start_spec,
    SpecFinished: Recorder._finish_spec,
    ServiceChanged: Recorder._add_service,
    NoticeRaised: Recorder._add_notice,
    StepStarted: Recorder._start_step,
    ExchangeRecorded: Recorder._add_exchange,
    ChecksEvaluated: Recorder._add_checks,
    StepFinished: Recorder._finish_step,
}


def notice_text(notice: NoticeRaised) -> str:
    """A notice as one line, with its hint where it has one."""
    return f"{notice.message} (hint: {notice.hint})" if notice.hint else notice.message


def _record(ended: StepFinished, seen: _OpenStep, is_counted: bool, sendings: tuple[Sending, ...]) -> StepRecord:
    return StepRecord(
        ended.step_id,
        ended.name,
        ended.kind,
        ended.phase,
        ended.outcome,
        ended.duration_s,
        ended.attempts,
        ended.attempts_allowed,
        ended.span,
        ended.reason,
        ended.error,
        seen.stack,
        is_counted,
        seen.checks,
        tuple(seen.red_checks),
        sendings,
    )


def _cut_off(spec_id: str, step_id: str, started: StepStarted) -> StepFinished:
    return StepFinished(
        spec_id,
        step_id,
        started.name,
        started.kind,
        started.phase,
        Outcome.NOT_RUN,
        0.0,
        0,
        1,
        started.span,
        reason="the record ends before this step did",
        parent=started.parent,
    )

"""What a run comes to: counts, what was red, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import field
from typing import Any

from ..lean import dataclass
from ..source import Severity, SourceSpan
from .check import CheckResult
from .event import (
    ChecksEvaluated,
    DiagnosticReported,
    Event,
    ExchangeRecorded,
    RunFinished,
    RunStarted,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepFinished,
)
from .outcome import Outcome

EXIT_CODES: dict[int, str] = {
    0: "everything that was asked was checked, and passed",
    1: "a check failed, a step or a spec could not be judged, or a spec that was asked for did not run",
    2: "interrupted by a signal, or the record ends before the run did",
    3: "a mistake in specrunner itself, or its journal or reports could not be written",
    4: "a usage error, or a mistake in a spec that was found before anything was sent",
    5: "nothing was selected, so nothing was checked",
    6: "a gate was not met: a load threshold or a security score",
}

_REDS = (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True, slots=True)
class Failure:
    """One red thing. `step_id` is empty when it is the spec itself (a service that never got ready)."""

    spec_id: str
    step_id: str
    name: str
    outcome: Outcome
    message: str
    span: SourceSpan | None


@dataclass(slots=True)
class _OpenStep:
    """The checks of a step's latest attempt: what earlier attempts said does not count in the end."""

    attempt: int = 0
    checks: dict[Outcome, int] = field(default_factory=dict)
    first_red: CheckResult | None = None

    def reach(self, attempt: int) -> None:
        if attempt > self.attempt:
            self.attempt, self.first_red = attempt, None
            self.checks.clear()

    def add(self, attempt: int, results: tuple[CheckResult, ...]) -> None:
        self.reach(attempt)
        passed = 0
        for result in results:
            outcome = result.outcome
            if outcome is Outcome.PASSED:
                passed += 1
                continue
            self.checks[outcome] = self.checks.get(outcome, 0) + 1
            if outcome.is_red and self.first_red is None:
                self.first_red = result
        if passed:
            self.checks[Outcome.PASSED] = self.checks.get(Outcome.PASSED, 0) + passed


@dataclass(slots=True)
class _OpenSpec:
    """`holders` are the steps that hold others, each with whether one of those was red."""

    steps: Counter[Outcome] = field(default_factory=Counter)
    open_steps: dict[str, _OpenStep] = field(default_factory=dict)
    holders: dict[str, bool] = field(default_factory=dict)


class Summary:
    """Folds the events of one run. Memory grows with what is red, not with what ran.

    Steps are counted at the leaves: a step that only holds others (`for_each`, `parallel`, `uses`) counts when it is
    red by itself, while none of its children is. Checks are those of each step's last attempt. What is red inside a
    spec that is itself a known failure is counted as known failure.
    """

    def __init__(self) -> None:
        self.specs: Counter[Outcome] = Counter()
        self.steps: Counter[Outcome] = Counter()
        self.checks: Counter[Outcome] = Counter()
        self.diagnostics: Counter[Severity] = Counter()
        self.failures: list[Failure] = []
        self.services_failed: list[str] = []
        self.exchange_count = 0
        self.spec_count: int | None = None
        self.duration_s = 0.0
        self.interrupted = ""
        self.reason = ""
        self.is_complete = False
        self._specs_started = 0
        self._open: dict[str, _OpenSpec] = {}

    def add(self, event: Event) -> None:
        payload = event.payload
        fold = _FOLDS.get(type(payload))
        if fold is not None:
            fold(self, payload)
        if event.at_s > self.duration_s and not self.is_complete:
            self.duration_s = event.at_s

    @property
    def specs_missing(self) -> int:
        """Specs that the run was to have and that never ended; in a whole run that is a spec that did not run."""
        return max(0, (self.spec_count or 0) - self.specs.total())

    @property
    def is_green(self) -> bool:
        return self.exit_code() == 0

    def exit_code(self) -> int:
        """One of `EXIT_CODES`. What never ran is never green, whatever the reason."""
        if self.interrupted or not self.is_complete:
            return 2
        has_errors = self.diagnostics[Severity.ERROR] > 0
        if has_errors and not self._specs_started:
            return 4
        if self._has_red or self.specs[Outcome.NOT_RUN] or self.specs_missing:
            return 1
        if has_errors:
            return 4
        return 0 if self.specs.total() else 5

    @property
    def _has_red(self) -> bool:
        return bool(self.services_failed) or any(self.specs[red] or self.steps[red] for red in _REDS)

    def _spec(self, spec_id: str) -> _OpenSpec:
        spec = self._open.get(spec_id)
        if spec is None:  # not `setdefault`: this is asked with every event, and would make one each time
            spec = self._open[spec_id] = _OpenSpec()
        return spec

    def _step(self, spec_id: str, step_id: str) -> _OpenStep:
        steps = self._spec(spec_id).open_steps
        step = steps.get(step_id)
        if step is None:
            step = steps[step_id] = _OpenStep()
        return step

    def _start(self, run: RunStarted) -> None:
        self.spec_count = run.spec_count

    def _end(self, run: RunFinished) -> None:
        self.duration_s, self.interrupted = run.duration_s, run.interrupted
        self.reason, self.is_complete = run.reason, True

    def _add_diagnostic(self, payload: DiagnosticReported) -> None:
        self.diagnostics[payload.diagnostic.severity] += 1

    def _add_service(self, service: ServiceChanged) -> None:
        if service.state == "failed":
            self.services_failed.append(service.service)

    def _start_spec(self, spec: SpecStarted) -> None:
        self._specs_started += 1

    def _add_exchange(self, payload: ExchangeRecorded) -> None:
        self.exchange_count += 1
        self._step(payload.spec_id, payload.step_id).reach(payload.attempt)

    def _add_checks(self, payload: ChecksEvaluated) -> None:
        self._step(payload.spec_id, payload.step_id).add(payload.attempt, payload.results)

    def _add_step(self, step: StepFinished) -> None:
        spec = self._spec(step.spec_id)
        is_leaf = step.step_id not in spec.holders
        is_red_inside = spec.holders.pop(step.step_id, False)
        is_red = step.outcome.is_red
        if step.parent is not None:
            spec.holders[step.parent] = spec.holders.get(step.parent, False) or is_red or is_red_inside
        seen = spec.open_steps.pop(step.step_id, None) or _OpenStep()
        for outcome, count in seen.checks.items():
            self.checks[outcome] += count
        if is_leaf or (is_red and not is_red_inside):
            self.steps[step.outcome] += 1
            spec.steps[step.outcome] += 1
            if is_red:
                self.failures.append(_step_failure(step, seen.first_red))

    def _add_spec(self, finished: SpecFinished) -> None:
        self.specs[finished.outcome] += 1
        spec = self._open.pop(finished.spec_id, None) or _OpenSpec()
        reds = spec.steps[Outcome.FAILED] + spec.steps[Outcome.ERRORED]
        if finished.outcome is Outcome.KNOWN_FAILURE and reds:
            self._forgive(finished.spec_id, spec)
        elif finished.outcome.is_red and (finished.error is not None or not reds):
            self.failures.append(_spec_failure(finished))

    def _forgive(self, spec_id: str, spec: _OpenSpec) -> None:
        for red in _REDS:
            self.steps[red] -= spec.steps[red]
            self.steps[Outcome.KNOWN_FAILURE] += spec.steps[red]
        self.failures = [failure for failure in self.failures if failure.spec_id != spec_id]


# By type, as this is asked with every event.
_FOLDS: dict[type, Callable[[Summary, Any], None]] = {
    RunStarted: Summary._start,
    RunFinished: Summary._end,
    DiagnosticReported: Summary._add_diagnostic,
    ServiceChanged: Summary._add_service,
    SpecStarted: Summary._start_spec,
    SpecFinished: Summary._add_spec,
    ExchangeRecorded: Summary._add_exchange,
    ChecksEvaluated: Summary._add_checks,
    StepFinished: Summary._add_step,
}


def _step_failure(step: StepFinished, check: CheckResult | None) -> Failure:
    span: SourceSpan | None = step.span
    message = step.reason or f"the step {step.outcome}"
    if step.error is not None:
        message, span = step.error.message, step.error.span or span
    elif check is not None:
        message, span = check_sentence(check), check.span
    return Failure(step.spec_id, step.step_id, step.name, step.outcome, message, span)


def _spec_failure(spec: SpecFinished) -> Failure:
    message = spec.error.message if spec.error else spec.reason or f"the spec {spec.outcome}"
    span = spec.error.span if spec.error else None
    return Failure(spec.spec_id, "", spec.title, spec.outcome, message, span)


def check_sentence(check: CheckResult) -> str:
    """A red check in one line: `$.id`: text "7" is not integer 7."""
    place = f"`{check.location or check.subject}`"
    if check.explanation:
        return f"{place}: {check.explanation}"
    return f"{place} is {check.actual}, expected {check.expected}"

"""One action until it is judged: render, act, check, save; again while it polls or is retried."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import field, replace
from typing import Any

import trio

from ..checks import Check, ExchangeView
from ..events import CheckResult, ChecksEvaluated, Exchange, ExchangeRecorded, Fault, Outcome, StepError
from ..lean import dataclass
from ..model import SpecModel
from ..plan import Act, PlannedStep, Poll, Volley
from ..plugin import Progress
from ..values import EvaluationError, Scope, Template, format_duration, is_sensitive_name
from .collect import StepCollector
from .context import SpecContext
from .retry import backoff_s
from .state import Frame, StepValue
from .volley import fire, inconclusive, load

MAX_ATTEMPTS = 10_000
COLLECT_MARGIN_S = 10.0
"""How much longer than its `within` a step that collects may take, unless it sets `timeout`."""


@dataclass(slots=True)
class Verdict:
    """What a step came to. `value` is what others read of it; None when there is nothing to read."""

    outcome: Outcome
    attempts: int = 0
    attempts_allowed: int = 1
    check_count: int = 0
    error: StepError | None = None
    value: StepValue | None = None
    reason: str = ""
    results: tuple[CheckResult, ...] = ()


@dataclass(slots=True)
class _Attempt:
    """One sending, judged. `view` is None when nothing could be sent."""

    view: ExchangeView | None
    results: list[CheckResult] = field(default_factory=list)
    error: StepError | None = None
    saved: dict[str, object] = field(default_factory=dict)
    collected: StepCollector | None = None

    @property
    def fault(self) -> Fault | None:
        return None if self.view is None else self.view.exchange.fault

    @property
    def outcome(self) -> Outcome:
        if self.error is not None:
            return Outcome.ERRORED
        outcome = Outcome.PASSED
        for result in self.results:
            if result.outcome is Outcome.ERRORED:
                return Outcome.ERRORED
            if result.outcome is Outcome.FAILED:
                outcome = Outcome.FAILED
        return outcome


class ActRun:
    """Carries one `Act` through all its attempts."""

    def __init__(
        self, step: PlannedStep, act: Act, scope: Scope, frame: Frame, step_id: str, spec: SpecContext
    ) -> None:
        self.step = step
        self.act = act
        self.scope = scope
        self.frame = frame
        self.step_id = step_id
        self.spec = spec
        self.sent = 0

    async def run(self) -> Verdict:
        """Never raises but for cancellation; a mistake that only the run can show becomes the verdict's error."""
        try:
            session = _rendered(self.step.session, self.scope)
            timeout_s = float(_rendered(self.act.timeout_s, self.scope))
            further = 0 if self.act.retry is None else int(_rendered(self.act.retry.times, self.scope))
        except EvaluationError as error:
            return Verdict(Outcome.ERRORED, error=StepError.of(error.diagnostic))
        attempt = 1
        while True:
            tried = await self._try(session, timeout_s)
            retry = self.act.retry
            if retry is None or attempt > further or tried.outcome not in retry.on or tried.view is None:
                return self._verdict(tried, 1 + further)
            attempt += 1
            delay_s = backoff_s(attempt, retry.backoff, self.spec.random.random())
            if retry.respect_retry_after:
                delay_s = max(delay_s, self._asked_delay_s(tried.view))
            await trio.sleep(delay_s)

    async def _try(self, session: str, timeout_s: float) -> _Attempt:
        if self.act.volley is not None:
            return self._judge(await self._fire(self.act.volley, session, timeout_s))
        poll = self.act.poll
        if poll is None:
            return self._judge(await self._send(session, timeout_s))
        return await self._poll(poll, session, timeout_s)

    async def _poll(self, poll: Poll, session: str, timeout_s: float) -> _Attempt:
        """Sends until `until` holds, `stop_if` does, or the time is over; then `expect` judges the last answer.

        A target that hangs cannot stretch it: no attempt goes on for longer than `every` once the time is over.
        """
        try:
            every_s, within_s = _rendered(poll.every_s, self.scope), _rendered(poll.within_s, self.scope)
        except EvaluationError as error:
            return _Attempt(None, error=StepError.of(error.diagnostic))
        clock = self.spec.run.clock
        started_s = clock.monotonic_s()
        unmet: list[CheckResult] = []
        unjudged = poll.stop_if
        last: _Attempt | None = None
        while True:
            left_s = max(within_s - (clock.monotonic_s() - started_s), every_s)
            tried = await self._send(session, min(timeout_s, left_s))
            if tried.view is None:
                return tried
            if last is not None and tried.fault and tried.fault.kind == "timeout" and left_s < timeout_s:
                # Cut short, not answered: what was said before says more.
                return self._gave_up(last, unmet, f"not so within {format_duration(within_s)}", poll)
            last = tried
            view = tried.view
            unjudged = tuple(check for check in unjudged if tried.fault or not check.can_judge(view))
            until = self._evaluate(poll.until, view)
            unmet = [result for result in until if result.outcome is not Outcome.PASSED]
            if not unmet:
                tried.results = [*until, *self._never_judged(unjudged, view)]
                return self._judge(tried)
            stops = [] if tried.fault else self._evaluate(poll.stop_if, view)
            if stops and all(result.outcome is Outcome.PASSED for result in stops):
                return self._gave_up(tried, unmet, f"gave up: `stop_if` came true ({stops[0].actual})", poll)
            waited_s = clock.monotonic_s() - started_s
            if waited_s + every_s > within_s or self.sent >= MAX_ATTEMPTS:
                return self._gave_up(tried, unmet, f"not so within {format_duration(within_s)}", poll)
            await trio.sleep(every_s)

    def _never_judged(self, checks: tuple[Check, ...], view: ExchangeView) -> list[CheckResult]:
        """What `stop_if` asked of something that no answer had: most likely a slip, which could stop nothing."""
        answers = "the answer" if self.sent == 1 else f"any of {self.sent} answers"
        return [
            replace(
                result,
                explanation=f"`stop_if` found nothing to judge in {answers}: {result.explanation}",
                hint=result.hint or "ask `exists: true` of what is there only if something went wrong",
            )
            for result in self._evaluate(checks, view)
        ]

    def _gave_up(self, tried: _Attempt, unmet: list[CheckResult], why: str, poll: Poll) -> _Attempt:
        fault = tried.fault
        why = f"{why}, {self.sent} attempt{'' if self.sent == 1 else 's'}"
        if fault is not None and not _asks_fault(poll.until):
            tried.error = StepError(f"{why}; the last: {fault.message}", poll.span, hint=fault.hint)
            return tried
        tried.results = [_because(result, why) for result in unmet]
        return tried

    async def _send(self, session: str, timeout_s: float) -> _Attempt:
        """Render and act; the exchange is recorded whatever it came to."""
        act = self.act
        try:
            action = act.action if act.render is None else act.render(self.scope)
            collector = self._collector()
        except EvaluationError as error:
            return _Attempt(None, error=StepError.of(error.diagnostic))
        if collector is not None and not act.has_own_timeout:
            timeout_s = max(timeout_s, collector.within_s + COLLECT_MARGIN_S)
        self.sent += 1
        exchange = await self._carry(action, session, timeout_s, collector)
        view = ExchangeView(exchange, act.kind.subjects)
        self._learn_saves(view)
        self._record(exchange, self.sent)
        return _Attempt(view, collected=collector)

    async def _fire(self, volley: Volley, session: str, timeout_s: float) -> _Attempt:
        """The volley as one attempt; each of its exchanges is recorded."""
        try:
            salvo = load(volley, self.act.action, self.act.render, self.scope)
        except EvaluationError as error:
            return _Attempt(None, error=StepError.of(error.diagnostic))
        first = self.sent
        self.sent += len(salvo.actions)

        async def carry(action: SpecModel) -> ExchangeView:
            return ExchangeView(await self._carry(action, session, timeout_s, None), volley.subjects)

        exchange = await fire(salvo, carry, self.spec.run.clock.monotonic_s)
        view = ExchangeView(exchange, self.act.kind.subjects)
        self._learn_saves(view)
        for number, part in enumerate(exchange.parts, first + 1):
            self._record(part.exchange, number)
        return _Attempt(view, error=inconclusive(volley, salvo, exchange))

    async def _carry(
        self, action: SpecModel, session: str, timeout_s: float, collector: StepCollector | None
    ) -> Exchange:
        """One sending, whatever it came to."""
        spec, act = self.spec, self.act
        progress = Progress(started_s=spec.run.clock.monotonic_s())
        context = spec.step_context(self.step, self.frame, session, progress, collector)
        exchange: Exchange | None = None
        with trio.move_on_after(timeout_s):
            exchange = await act.kind.runner.run(action, context)
        if exchange is None:
            if collector is not None:
                progress.received += collector.messages
                progress.phase = progress.phase or "messages"
            exchange = timed_out(act.kind.key, progress, timeout_s, spec.run.clock.monotonic_s())
        # Before anything of it is shown: what it carries may be secret from now on.
        spec.mask.learn(exchange)
        return exchange

    def _record(self, exchange: Exchange, number: int) -> None:
        curl = self.act.kind.curl(exchange) if exchange.sent else ""
        self.spec.emit(ExchangeRecorded(self.spec.spec.id, self.step_id, number, exchange, curl))

    def _collector(self) -> StepCollector | None:
        collection = self.act.collect
        if collection is None:
            return None
        return StepCollector(collection, self.scope, self.act.kind.key, self.spec.run.clock.monotonic_s)

    def _learn_saves(self, view: ExchangeView) -> None:
        for name, reading in self.act.saves:
            if reading.is_secret or is_sensitive_name(name):
                # What cannot be read is said where it is saved; an answer on the way there may not have it yet.
                with suppress(EvaluationError):
                    value = reading.read(view, self.scope)
                    self.spec.mask.learn_named(name, value)
                    if reading.is_secret:
                        self.spec.mask.masker.add(value, name)

    def _judge(self, tried: _Attempt) -> _Attempt:
        view, fault = tried.view, tried.fault
        if view is None:
            return tried
        if fault is not None and not _asks_fault(self.act.expect):
            tried.error = StepError(fault.message, self.step.span, hint=fault.hint)
            return tried
        collected = [] if tried.collected is None else tried.collected.results()
        tried.results = [*tried.results, *collected, *self._evaluate(self.act.expect, view)]
        for name, reading in self.act.saves:
            try:
                tried.saved[name] = reading.read(view, self.scope)
            except EvaluationError as error:
                # A check that failed already says what is wrong; that nothing could be saved follows from it.
                if tried.outcome is Outcome.PASSED:
                    tried.error = StepError.of(error.diagnostic)
        return tried

    def _evaluate(self, checks: tuple[Check, ...], view: ExchangeView) -> list[CheckResult]:
        results: list[CheckResult] = []
        for check in checks:
            results += check.evaluate(view, self.scope)
        return results

    def _verdict(self, tried: _Attempt, allowed: int) -> Verdict:
        if tried.results:
            self.spec.emit(ChecksEvaluated(self.spec.spec.id, self.step_id, self.sent, tuple(tried.results)))
        value = None if tried.view is None else StepValue(tried.saved, tried.view)
        return Verdict(
            outcome=tried.outcome,
            attempts=self.sent,
            attempts_allowed=max(allowed, self.sent),
            check_count=len(tried.results),
            error=tried.error,
            value=value,
            results=tuple(tried.results),
        )

    def _asked_delay_s(self, view: ExchangeView) -> float:
        """What the answer's own `retry_after` subject asks for, in seconds, bounded to a minute."""
        if "retry_after" not in view.table.subjects:
            return 0.0
        value = view.peek("retry_after")
        return min(float(value), 60.0) if isinstance(value, int | float) else 0.0


def timed_out(protocol: str, progress: Progress, timeout_s: float, now_s: float) -> Exchange:
    """The exchange of a step whose deadline passed: what is known of it, and in which phase it was."""
    count = len(progress.received)
    came = {0: "before any message came", 1: "when 1 message had come"}.get(count, f"when {count} messages had come")
    where = {
        "": came if count else "before anything was sent",
        "messages": came,
        "dns": "while looking up the host name",
        "connect": "while connecting",
        "tls": "during the TLS handshake",
        "send": "while sending the request",
        "first_byte": "while waiting for the answer to begin",
        "body": f"while reading the body, {progress.bytes_received} bytes so far",
    }.get(progress.phase, f"in phase {progress.phase}")
    fault = Fault(
        kind="timeout",
        phase=progress.phase or "start",
        message=f"no whole answer within {format_duration(timeout_s)}: the time ran out {where}",
        hint="give the step more time with `timeout:`, or find out why the target is slow",
        is_retryable=True,
    )
    return Exchange(
        protocol=protocol,
        sent=tuple(progress.sent),
        received=tuple(progress.received),
        started_s=progress.started_s,
        timing_s={"total": now_s - progress.started_s},
        fault=fault,
        attributes=dict(progress.attributes),
    )


def _rendered(value: Any, scope: Scope) -> Any:
    return value.render(scope) if isinstance(value, Template) else value


def _asks_fault(checks: tuple[Check, ...]) -> bool:
    return any(check.subject_name == "fault" for check in checks)


def _because(result: CheckResult, why: str) -> CheckResult:
    explanation = f"{why}: {result.explanation}" if result.explanation else why
    return replace(result, explanation=explanation)

"""Scripted runs: streams of events written down by hand, to try a reporter without running anything.

```python
book = Playbook()
spec = book.spec("specs/a.spec.yaml", "spec: A\\nsteps:\\n  - {id: ping, http: {get: /}}\\n")
step = spec.step("ping", at="id: ping")
step.exchange(http_exchange("GET", "http://127.0.0.1:8080/", 200))
step.check("status", "eq", "integer 200", "integer 200", at="http")
step.finish()
spec.finish()
events = book.finish()
```

The clock stands still except for `wait` and for the durations given, so equal scripts give equal events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..events import (
    CheckResult,
    ChecksEvaluated,
    DiagnosticReported,
    Event,
    Exchange,
    ExchangeRecorded,
    Fault,
    Headers,
    Message,
    Outcome,
    Payload,
    RunFinished,
    RunStarted,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepError,
    StepFinished,
    StepStarted,
)
from ..source import Diagnostic, SourceSpan, SourceText, whole_file


class Playbook:
    """One scripted run. `events` is what has happened so far; `finish` ends it and returns the whole stream."""

    def __init__(
        self,
        *,
        spec_count: int = 1,
        version: str = "0.1.0",
        seed: int = 7,
        started_at: str = "2026-01-02T03:04:05Z",
        arguments: tuple[str, ...] = ("specs/",),
        environment: str | None = None,
        shard: str | None = None,
    ) -> None:
        self.events: list[Event] = []
        self.now_s = 0.0
        self.emit(RunStarted("run-1", started_at, version, arguments, seed, spec_count, environment, shard))

    def emit(self, payload: Payload) -> None:
        """Adds one event at the present time."""
        self.events.append(Event(len(self.events) + 1, round(self.now_s, 6), payload))

    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    def diagnostic(self, diagnostic: Diagnostic, text: str = "") -> None:
        """A mistake found in a file with this text."""
        self.emit(DiagnosticReported(diagnostic, {diagnostic.span.file: text} if text else {}))

    def spec(
        self,
        file: str,
        text: str = "",
        *,
        title: str = "",
        tags: tuple[str, ...] = (),
        matrix: Mapping[str, object] | None = None,
        step_count: int = 1,
        fragments: Mapping[str, str] | None = None,
    ) -> ScriptedSpec:
        """A spec starts. `fragments` are the texts of the files that it uses."""
        row = dict(matrix or {})
        spec_id = file + (f"[{', '.join(f'{axis}={value}' for axis, value in row.items())}]" if row else "")
        sources = {file: text, **(fragments or {})}
        self.emit(SpecStarted(spec_id, title or file, file, tags, step_count, row, sources))
        return ScriptedSpec(self, spec_id, title or file, file, sources)

    def finish(self, *, interrupted: str = "", reason: str = "") -> list[Event]:
        self.emit(RunFinished(round(self.now_s, 6), interrupted, reason))
        return self.events


class ScriptedSpec:
    """A spec under way."""

    def __init__(self, book: Playbook, spec_id: str, title: str, file: str, sources: Mapping[str, str]) -> None:
        self.book = book
        self.spec_id = spec_id
        self.title = title
        self.file = file
        self._sources = sources
        self._started_s = book.now_s

    def span(self, at: str, file: str = "") -> SourceSpan:
        """Where `at` stands in the spec, or in one of its fragments; the file as such when it is empty."""
        file = file or self.file
        if not at:
            return whole_file(file)
        text = self._sources[file]
        start = text.index(at)
        return SourceText(file, text).span(start, start + len(at))

    def service(self, name: str, state: str, **details: str | tuple[str, ...]) -> None:
        """`details`: `url`, `message`, `log_tail`."""
        url, message = str(details.get("url", "")), str(details.get("message", ""))
        log_tail = tuple(details.get("log_tail", ()))
        self.book.emit(ServiceChanged(self.spec_id, name, state, url, message, log_tail))

    def step(
        self,
        step_id: str,
        *,
        at: str = "",
        file: str = "",
        name: str = "",
        kind: str = "http",
        phase: str = "steps",
        stack: tuple[str, ...] = (),
        parent: str | None = None,
        attempts_allowed: int = 1,
    ) -> ScriptedStep:
        """A step starts; `at` is the text that marks its place."""
        span = self.span(at, file)
        started = StepStarted(self.spec_id, step_id, name or step_id, kind, phase, span, stack, parent)
        self.book.emit(started)
        return ScriptedStep(self, started, attempts_allowed)

    def passed(self, step_id: str, *, duration_s: float = 0.01, checks: int = 1) -> None:
        """A step that starts, passes its checks, and ends."""
        step = self.step(step_id)
        for _ in range(checks):
            step.check("status", "eq", "integer 200", "integer 200")
        step.finish(duration_s=duration_s)

    def unstarted(self, step_id: str, outcome: Outcome, reason: str, *, at: str = "", name: str = "") -> None:
        """A step that was skipped or never had its turn: it ends without having started."""
        finished = StepFinished(
            self.spec_id, step_id, name or step_id, "http", "steps", outcome, 0.0, 0, 1, self.span(at), reason=reason
        )
        self.book.emit(finished)

    def finish(self, outcome: Outcome = Outcome.PASSED, *, reason: str = "", error: StepError | None = None) -> None:
        duration_s = round(self.book.now_s - self._started_s, 6)
        self.book.emit(SpecFinished(self.spec_id, self.title, outcome, duration_s, reason, error))


class ScriptedStep:
    """A step under way. `attempt` is the one that exchanges and checks are booked on."""

    def __init__(self, spec: ScriptedSpec, started: StepStarted, attempts_allowed: int) -> None:
        self._spec = spec
        self._started = started
        self._attempts_allowed = attempts_allowed
        self._check_count = 0
        self.attempt = 1

    def exchange(self, exchange: Exchange, *, curl: str = "") -> None:
        started = self._started
        self._spec.book.emit(ExchangeRecorded(started.spec_id, started.step_id, self.attempt, exchange, curl))

    def check(
        self,
        subject: str,
        matcher: str,
        expected: str,
        actual: str,
        *,
        outcome: Outcome = Outcome.PASSED,
        at: str = "",
        file: str = "",
        location: str = "",
        explanation: str = "",
        diff: Sequence[str] = (),
        hint: str | None = None,
    ) -> None:
        """A red check explains itself by what it got and wanted, unless `explanation` says it."""
        started = self._started
        span = self._spec.span(at, file)
        if outcome.is_red and not explanation:
            explanation = f"{actual} is not {expected}"
        result = CheckResult(
            outcome, subject, matcher, expected, actual, span, location, explanation, tuple(diff), hint
        )
        self._check_count += 1
        self._spec.book.emit(ChecksEvaluated(started.spec_id, started.step_id, self.attempt, (result,)))

    def retry(self) -> None:
        """The next attempt begins."""
        self.attempt += 1

    def finish(
        self,
        outcome: Outcome = Outcome.PASSED,
        *,
        duration_s: float = 0.01,
        reason: str = "",
        error: StepError | None = None,
    ) -> None:
        started = self._started
        self._spec.book.wait(duration_s)
        finished = StepFinished(
            started.spec_id,
            started.step_id,
            started.name,
            started.kind,
            started.phase,
            outcome,
            duration_s,
            self.attempt,
            self._attempts_allowed,
            started.span,
            self._check_count,
            reason,
            error,
            started.parent,
        )
        self._spec.book.emit(finished)


def http_exchange(
    method: str,
    url: str,
    status: int | None = None,
    reason: str = "OK",
    *,
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    fault: Fault | None = None,
    total_s: float = 0.01,
    notices: tuple[str, ...] = (),
) -> Exchange:
    """A request and, with a `status`, its answer, as the HTTP kind records them."""
    sent = Message(f"{method} {url}", attributes={"method": method, "url": url})
    received: tuple[Message, ...] = ()
    if status is not None:
        attributes = {"status": status, "reason": reason, "http_version": "HTTP/1.1"}
        received = (Message(f"{status} {reason}", Headers(tuple(headers)), body, attributes),)
    return Exchange("http", (sent,), received, 0.0, {"total": total_s}, fault, notices=notices)

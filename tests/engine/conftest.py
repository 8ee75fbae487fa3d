"""A kind of step that answers what a test tells it to, a clock that jumps, and runs of specs written in the test."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from specrunner.app import World, prepare
from specrunner.checks import Subject, SubjectTable
from specrunner.engine import Bus, RunInfo, RunOptions, run_plan
from specrunner.events import (
    CheckEvaluated,
    CheckResult,
    Event,
    Exchange,
    ExchangeRecorded,
    Fault,
    Headers,
    Message,
    Payload,
    RunFinished,
    ServiceChanged,
    SpecFinished,
    StepFinished,
    encode,
)
from specrunner.model import SpecModel, Templated
from specrunner.plan import PlannedSpec
from specrunner.plugin import Registry, StepContext, StepKind
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.values import MISSING, Masker

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=UTC)


class Call(SpecModel):
    """Asks the target of the test."""

    to: Templated[str]
    value: Any = None
    token: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the target answers, and how long it takes. `fault` is the kind of a fault instead of an answer."""

    status: int = 200
    body: object = None
    takes_s: float = 0.0
    fault: str = ""
    retry_after: float | None = None
    headers: tuple[tuple[str, str], ...] = ()
    phase: str = "first_byte"


@dataclass(frozen=True, slots=True)
class Called:
    """One call that reached the target."""

    at_s: float
    to: str
    value: object
    session: str
    met_before: int


@dataclass(slots=True)
class Met:
    """What the target keeps in a session."""

    calls: int = 0


@dataclass(slots=True)
class Target:
    """Answers by name: a list is used up from the front, its last answer stays. `calls` are all that came."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    active: set[str] = field(default_factory=set)
    together: set[frozenset[str]] = field(default_factory=set)
    on_call: Callable[[str], None] = lambda to: None

    def answer(self, to: str, *answers: Answer) -> None:
        self.answers[to] = list(answers)

    @property
    def names(self) -> list[str]:
        return [call.to for call in self.calls]

    def times(self, to: str) -> list[float]:
        """When each call of a name came, in seconds since the first of all."""
        return [round(call.at_s - self.calls[0].at_s, 6) for call in self.calls if call.to == to]

    async def run(self, action: Call, ctx: StepContext) -> Exchange:
        started_s = ctx.clock.monotonic_s()
        met = ctx.session.get(Met, Met)
        met.calls += 1
        sent = Message(
            f"CALL {action.to}",
            Headers(
                (("x-call", action.to), *((("authorization", f"Bearer {action.token}"),) if action.token else ()))
            ),
            json.dumps(action.value).encode(),
        )
        ctx.progress.sent.append(sent)
        ctx.progress.phase = "connect"
        self.calls.append(Called(started_s, action.to, action.value, ctx.session.name, met.calls - 1))
        self.on_call(action.to)
        answers = self.answers.get(action.to, [Answer()])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        ctx.progress.phase = answer.phase
        with self._active(action.to):
            await trio.sleep(answer.takes_s)
        timing = {"total": ctx.clock.monotonic_s() - started_s}
        if answer.fault:
            fault = Fault(answer.fault, "connect", f"the target is {answer.fault}", hint="start it")
            return Exchange("call", sent=(sent,), started_s=started_s, timing_s=timing, fault=fault)
        body = json.dumps(answer.body).encode()
        headers = Headers((("content-type", "application/json"), *answer.headers))
        received = Message(f"{answer.status}", headers, body, {"status": answer.status})
        attributes = {"status": answer.status, "retry_after": answer.retry_after, "body": answer.body}
        return Exchange("call", (sent,), (received,), started_s, timing, attributes=attributes)

    @contextmanager
    def _active(self, to: str) -> Iterator[None]:
        self.active.add(to)
        self.together.add(frozenset(self.active))
        try:
            yield
        finally:
            self.active.discard(to)

    def kind(self) -> StepKind[Call]:
        def attribute(name: str) -> Callable[[Exchange], object]:
            def read(exchange: Exchange) -> object:
                value = exchange.attributes.get(name)
                return MISSING if value is None else value

            return read

        subjects = {
            "status": Subject("status", "The status.", "integer", attribute("status")),
            "body": Subject("body", "The body.", "any", attribute("body")),
            "retry_after": Subject("retry_after", "Seconds.", "duration", attribute("retry_after")),
            "fault": Subject("fault", "The fault.", "map", _fault, {"kind": "Its kind."}, hidden_when_fault=False),
        }
        return StepKind(
            key="call",
            doc="Asks the target.",
            action=Call,
            runner=self,
            subjects=SubjectTable("call", subjects, document="body"),
            shorthand="to",
            default_expect={"status": {"lt": 400}},
            has_defaults=True,
            title=lambda action: f"call {getattr(action.to, 'text', action.to)}",
        )


def _fault(exchange: Exchange) -> object:
    return MISSING if exchange.fault is None else {"kind": exchange.fault.kind}


class JumpingClock:
    """Trio's clock, which jumps when all wait; the date begins at `NOW`."""

    def __init__(self) -> None:
        self._began_s = trio.current_time()

    def monotonic_s(self) -> float:
        return trio.current_time()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=trio.current_time() - self._began_s)


@dataclass(slots=True)
class Ran:
    """What a run emitted."""

    events: list[Event]

    def payloads(self, type_: type[Any]) -> list[Any]:
        return [event.payload for event in self.events if isinstance(event.payload, type_)]

    def step(self, step_id: str, spec_id: str | None = None) -> StepFinished:
        """The end of a step; there must be exactly one."""
        (found,) = [
            step
            for step in self.payloads(StepFinished)
            if step.step_id == step_id and spec_id in (None, step.spec_id)
        ]
        assert isinstance(found, StepFinished)
        return found

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcomes of all steps by id, in the order in which they ended."""
        return {step.step_id: str(step.outcome) for step in self.payloads(StepFinished)}

    @property
    def spec(self) -> SpecFinished:
        (found,) = self.payloads(SpecFinished)
        assert isinstance(found, SpecFinished)
        return found

    @property
    def specs(self) -> dict[str, str]:
        return {spec.spec_id: str(spec.outcome) for spec in self.payloads(SpecFinished)}

    @property
    def end(self) -> RunFinished:
        (found,) = self.payloads(RunFinished)
        assert isinstance(found, RunFinished)
        return found

    def checks(self, step_id: str) -> list[CheckResult]:
        return [event.result for event in self.payloads(CheckEvaluated) if event.step_id == step_id]

    def exchanges(self, step_id: str) -> list[Exchange]:
        return [event.exchange for event in self.payloads(ExchangeRecorded) if event.step_id == step_id]

    def services(self, name: str) -> list[str]:
        return [event.state for event in self.payloads(ServiceChanged) if event.service == name]

    @property
    def text(self) -> str:
        """Everything that was emitted, as the journal writes it."""
        return json.dumps([encode(event) for event in self.events], ensure_ascii=False)


@dataclass(slots=True)
class Stage:
    """Writes specs into a folder and runs them against the target."""

    folder: Path
    target: Target
    options: RunOptions
    ran: Ran = field(default_factory=lambda: Ran([]))
    on_event: Callable[[Payload], None] = lambda payload: None
    arguments: tuple[str, ...] = ("specs/",)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(textwrap.dedent(text))
        return path

    @property
    def registry(self) -> Registry:
        kinds = {kind.key: kind for kind in (self.target.kind(), PAUSE, CHECK, SET)}
        return Registry(kinds=kinds)  # type: ignore[arg-type]

    def plan(self) -> tuple[PlannedSpec, ...]:
        environment = frozenset(self.options.environment)
        world = World(self.folder, self.folder, environment, frozenset(self.options.secrets))
        prepared = prepare([self.folder], self.registry, world)
        errors = [str(found.message) for found in prepared.diagnostics if found.severity == "error"]
        assert errors == []
        return prepared.specs

    def run(self, text: str = "", **options: Any) -> Ran:
        """Runs the spec with these steps (and whatever lies in the folder); bounded by an hour of jumping time."""
        if text:
            text = textwrap.dedent(text)
            self.write("a.spec.yaml", text if text.lstrip().startswith("spec:") else f"spec: Test\n{text}")
        self.options = replace(self.options, **options)
        trio.run(self._run, self.plan(), clock=MockClock(autojump_threshold=0))
        return self.ran

    async def _run(self, specs: tuple[PlannedSpec, ...]) -> None:
        clock = JumpingClock()
        masker = Masker()
        for name, value in self.options.secrets.items():
            masker.add(value, name)
        bus = Bus([self._take], clock.monotonic_s)
        with trio.fail_after(3600):
            await run_plan(
                specs, self.registry, bus, self.options, RunInfo(self.arguments), clock=clock, masker=masker
            )

    def _take(self, event: Event) -> None:
        self.ran.events.append(event)
        self.on_event(event.payload)


@pytest.fixture
def target() -> Target:
    return Target()


@pytest.fixture
def stage(tmp_path: Path, target: Target) -> Stage:
    return Stage(tmp_path, target, RunOptions(root=tmp_path))


Runs = Callable[..., Ran]


@pytest.fixture
def run(stage: Stage) -> Runs:
    """Runs the steps of a text and gives what was emitted."""
    return stage.run

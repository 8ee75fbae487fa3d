"""Runs of specs written in the test, under a clock that jumps."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from specrunner.app import World, prepare
from specrunner.engine import Bus, RunInfo, RunOptions, run_plan
from specrunner.events import (
    CheckResult,
    ChecksEvaluated,
    Event,
    Exchange,
    ExchangeRecorded,
    NoticeRaised,
    Payload,
    RunFinished,
    ServiceChanged,
    SpecFinished,
    StepFinished,
    encode,
)
from specrunner.plan import PlannedSpec
from specrunner.plugin import Registry
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.values import Masker

from .feed import Source
from .target import Target

NOW = datetime(2026, 1, 20, 10, 0, tzinfo=UTC)


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
        return [
            result for event in self.payloads(ChecksEvaluated) if event.step_id == step_id for result in event.results
        ]

    def exchanges(self, step_id: str) -> list[Exchange]:
        return [event.exchange for event in self.payloads(ExchangeRecorded) if event.step_id == step_id]

    def services(self, name: str) -> list[str]:
        return [event.state for event in self.payloads(ServiceChanged) if event.service == name]

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self.payloads(NoticeRaised)]

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
    source: Source = field(default_factory=Source)
    ran: Ran = field(default_factory=lambda: Ran([]))
    on_event: Callable[[Payload], None] = lambda payload: None
    arguments: tuple[str, ...] = ("specs/",)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(textwrap.dedent(text))
        return path

    @property
    def registry(self) -> Registry:
        kinds = {kind.key: kind for kind in (self.target.kind(), self.source.kind(), PAUSE, CHECK, SET)}
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
def source() -> Source:
    return Source()


@pytest.fixture
def stage(tmp_path: Path, target: Target, source: Source) -> Stage:
    return Stage(tmp_path, target, RunOptions(root=tmp_path), source)


Runs = Callable[..., Ran]


@pytest.fixture
def run(stage: Stage) -> Runs:
    """Runs the steps of a text and gives what was emitted."""
    return stage.run

"""What a run and a spec hold while they run."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import field
from pathlib import Path
from typing import Any, TypeVar, cast

from ..events import Payload
from ..lean import dataclass
from ..plan import PlannedSpec, PlannedStep
from ..plugin import CallLog, Clock, Collector, Progress, Registry, StepContext
from ..values import Masker
from .bus import Bus
from .handles import SpecHandles, StepHandles
from .log_secrets import LogSecrets
from .masking import EventMask
from .state import Frame, SessionState
from .stop import Stop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run: `jobs` specs side by side; `is_fail_fast` stops all at the first red step; `root` is the folder
    that specs may read files from; `secrets` their values by environment variable."""

    jobs: int = 4
    is_fail_fast: bool = False
    seed: int = 0
    root: Path = field(default_factory=Path.cwd)
    secrets: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    spec_timeout_s: float = 120.0
    run_timeout_s: float = 900.0
    max_items: int = 10_000
    overrides: Mapping[str, object] = field(default_factory=dict)


class Resources:
    """What is opened once a run, on first use, and closed at its end."""

    def __init__(self, registry: Registry, stack: AsyncExitStack) -> None:
        self._registry = registry
        self._stack = stack
        self._open: dict[type, Any] = {}

    async def open_all(self) -> None:
        """Opens every resource of the registry: they are cheap until they are used."""
        for type_, make in self._registry.resources().items():
            self._open[type_] = await self._stack.enter_async_context(make())

    def get(self, type_: type[T]) -> T:
        return cast(T, self._open[type_])


@dataclass(slots=True)
class RunContext:
    """One run: shared by its specs."""

    registry: Registry
    bus: Bus
    stop: Stop
    clock: Clock
    options: RunOptions
    resources: Resources
    masker: Masker
    log_secrets: LogSecrets = field(default_factory=LogSecrets)


@dataclass(slots=True)
class Undo:
    """A step to run at the end because another was sent, in the frame of that one."""

    step: PlannedStep
    frame: Frame


@dataclass(slots=True)
class SpecContext:
    """One spec while it runs. `undos` grow as steps are sent, and run newest first."""

    run: RunContext
    spec: PlannedSpec
    mask: EventMask
    random: random.Random
    phase: str = "setup"
    sessions: dict[str, SessionState] = field(default_factory=dict)
    undos: list[Undo] = field(default_factory=list)
    handles: SpecHandles = field(default_factory=SpecHandles)
    mocks: dict[str, CallLog] = field(default_factory=dict)

    def emit(self, payload: Payload) -> None:
        self.run.bus.emit(self.mask.mask(payload))

    def session(self, name: str) -> SessionState:
        found = self.sessions.get(name)
        if found is None:
            found = self.sessions[name] = SessionState(name)
        return found

    def step_context(
        self, step: PlannedStep, frame: Frame, session: str, progress: Progress, collect: Collector | None
    ) -> StepContext:
        run = self.run
        handles = StepHandles(self.handles, frame.handles, step.id, frame.step_id(step), step.kind)
        return StepContext(
            self.emit,
            run.resources.get,
            self.session(session),
            frame.files,
            progress,
            run.clock,
            handles,
            collect,
            self.mask.masker.add,
            self.mocks.get,
        )

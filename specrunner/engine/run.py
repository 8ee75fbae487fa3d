"""A run: specs side by side in one nursery, signals, resources, and the first and last event."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import trio

from .. import __version__
from ..events import DiagnosticReported, RunFinished, RunStarted
from ..lean import dataclass
from ..plan import PlannedSpec
from ..plugin import Clock, Registry
from ..services import kill_services
from ..values import Masker, format_duration
from .bus import Bus
from .context import Resources, RunContext, RunOptions
from .hosting import SharedServices, hosting
from .masking import EventMask, masked_arguments
from .queue import SpecQueue
from .spec import run_spec
from .stop import Stop


class SystemClock:
    """Trio's clock for durations, so that tests can turn it; the system's for dates."""

    def monotonic_s(self) -> float:
        return trio.current_time()

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What the first event says of the run."""

    arguments: tuple[str, ...] = ()
    environment: str | None = None
    shard: str | None = None


async def run_plan(
    specs: Sequence[PlannedSpec],
    registry: Registry,
    bus: Bus,
    options: RunOptions,
    info: RunInfo = RunInfo(),
    *,
    clock: Clock | None = None,
    masker: Masker | None = None,
    handles_signals: bool = False,
    diagnostics: Sequence[DiagnosticReported] = (),
    refusal: str = "",
    stop: Stop | None = None,
) -> None:
    """Runs specs, at most `options.jobs` at a time, and emits everything that happens.

    With `handles_signals` the first SIGINT or SIGTERM stops work, the second cuts teardowns short, the third ends the
    process with code 2. Whoever gives a `stop` can stop work, too. `diagnostics` are what was found before. With a
    `refusal`, which says why, nothing is run. An exception, which is a mistake of ours, leaves the stream without its
    last event: such a run is never green.
    """
    clock = clock or SystemClock()
    masker = masker or Masker()
    stop = stop or Stop()
    mask = EventMask(masker)
    started_s = clock.monotonic_s()
    bus.emit(
        RunStarted(
            run_id=os.urandom(16).hex(),
            started_at=clock.now().isoformat(timespec="milliseconds"),
            version=__version__,
            arguments=masked_arguments(info.arguments, masker),
            seed=options.seed,
            spec_count=len(specs),
            environment=info.environment,
            shard=info.shard,
        )
    )
    for diagnostic in diagnostics:
        bus.emit(mask.mask(diagnostic))
    if not refusal:
        async with AsyncExitStack() as stack:
            resources = Resources(registry, stack)
            await resources.open_all()
            context = RunContext(registry, bus, stop, clock, options, resources, masker)
            async with trio.open_nursery() as nursery:
                if handles_signals:
                    nursery.start_soon(_watch_signals, stop)
                nursery.start_soon(_watch_deadline, stop, options.run_timeout_s)
                async with hosting() as host:
                    await _run_all(specs, context, SharedServices(host))
                nursery.cancel_scope.cancel()
    bus.emit(RunFinished(clock.monotonic_s() - started_s, stop.interrupted, stop.reason or refusal))


async def _run_all(specs: Sequence[PlannedSpec], context: RunContext, shared: SharedServices) -> None:
    """A spec is only begun when it is its turn, so that memory stays flat. After a stop each still has its turn, to
    say that it did not run."""
    queue = SpecQueue(specs, context.options.jobs)

    async def run_one(spec: PlannedSpec) -> None:
        try:
            await run_spec(spec, context, shared)
        finally:
            queue.done(spec)

    async with trio.open_nursery() as nursery:
        while (spec := await queue.next()) is not None:
            nursery.start_soon(run_one, spec)


async def _watch_deadline(stop: Stop, timeout_s: float) -> None:
    await trio.sleep(timeout_s)
    stop.stop_work(f"the run took longer than {format_duration(timeout_s)}")


async def _watch_signals(stop: Stop) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as received:
        await react_to_signals(received, stop, leave=_leave_at_once)


def _leave_at_once(code: int) -> None:
    """Nothing is unwound, so nothing else would end the services."""
    kill_services()
    os._exit(code)


async def react_to_signals(received: AsyncIterator[int], stop: Stop, leave: Callable[[int], None]) -> None:
    """The three stages of stopping. `leave` ends the process at once, with a code."""
    count = 0
    async for number in received:
        count += 1
        name = signal.Signals(number).name
        if count == 1:
            stop.stop_work(f"interrupted by {name}", signal=name)
        elif count == 2:
            stop.stop_cleanup()
        else:
            leave(2)

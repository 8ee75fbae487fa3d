"""A service from its start to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from ..plugin import CallLog
from ..values import format_duration
from .asgi import AsgiService
from .definition import ServiceDefinition
from .failure import ServiceFailed
from .hosted import Hosted
from .output import OutputLog
from .process import ProcessService
from .readiness import Probe, make_probe
from .taken import FREE_IT, line_about_port, refuse_taken

_TAIL_LINES = 20


class RunningService:
    """A service that was ready once."""

    def __init__(self, definition: ServiceDefinition, hosted: Hosted) -> None:
        self.name = definition.name
        self.url = definition.url
        self.host = definition.host
        self.port = definition.port
        self.calls: CallLog | None = getattr(hosted, "calls", None)
        """What it was asked, of a mock."""
        self._hosted = hosted

    def log_tail(self, lines: int = _TAIL_LINES) -> tuple[str, ...]:
        """The last lines it wrote, oldest first, raw as they came; also after its end."""
        return self._hosted.log.tail(lines)

    def death(self) -> str | None:
        """How it ended by itself (`` `shop` ended by itself with code 3 after 1.2s ``); None while it runs."""
        ending = self._hosted.ending()
        return None if ending is None else f"`{self.name}` {ending}"


@asynccontextmanager
async def running_service(definition: ServiceDefinition) -> AsyncIterator[RunningService]:
    """The service, ready; stopped on the way out, whatever happened, in `stop_within_s` and a few seconds at most.

    Raises ServiceFailed when it does not get ready. A service that ends by itself later raises nothing: ask `death`.
    """
    hosted = _host(definition, OutputLog())
    error: BaseException | None = None
    async with trio.open_nursery() as nursery:
        try:
            await _make_ready(definition, hosted, nursery)
            yield RunningService(definition, hosted)
        except BaseException as raised:  # noqa: BLE001 - raised again below, out of the nursery, which would wrap it
            error = raised
        await hosted.stop()
        nursery.cancel_scope.cancel()
    if error is not None:
        try:
            raise error
        finally:
            error = None  # its traceback holds this frame, which holds it


def _host(definition: ServiceDefinition, log: OutputLog) -> Hosted:
    if definition.mock is not None:
        # Lazy: few specs have mocks.
        from .mock import MockService

        address = (definition.host, definition.port)
        return MockService(definition.name, definition.mock, address, definition.read, log)
    return ProcessService(definition, log) if definition.asgi is None else AsgiService(definition, log)


async def _make_ready(definition: ServiceDefinition, hosted: Hosted, nursery: trio.Nursery) -> None:
    probe = make_probe(definition.readiness, hosted.log)
    if definition.command is not None:
        await refuse_taken(definition, probe)
    is_ready = False
    with trio.move_on_after(definition.ready_within_s):
        await hosted.start(nursery)
        async with trio.open_nursery() as race:
            race.start_soon(_cancel_at, hosted.ended, race.cancel_scope)
            await probe.wait()
            is_ready = True
            race.cancel_scope.cancel()
    if hosted.ended.is_set():
        raise _ended_early(definition, hosted)
    if not is_ready:
        raise _not_ready(definition, hosted, probe)


async def _cancel_at(event: trio.Event, scope: trio.CancelScope) -> None:
    await event.wait()
    scope.cancel()


def _ended_early(definition: ServiceDefinition, hosted: Hosted) -> ServiceFailed:
    tail = hosted.log.tail(_TAIL_LINES)
    message = f"`{definition.name}` {hosted.ending()}, before it was ready"
    line = line_about_port(tail)
    if line is None:
        return ServiceFailed(message, hint=hosted.advice(), log_tail=tail)
    return ServiceFailed(f"{message}: a port that it wants is in use, it says: {line}", hint=FREE_IT, log_tail=tail)


def _not_ready(definition: ServiceDefinition, hosted: Hosted, probe: Probe) -> ServiceFailed:
    within = format_duration(definition.ready_within_s)
    last = hosted.pending() or f"{probe.question}: {probe.seen}"
    return ServiceFailed(
        f"`{definition.name}` was not ready within {within}: {last}",
        hint=probe.hint,
        log_tail=hosted.log.tail(_TAIL_LINES),
    )

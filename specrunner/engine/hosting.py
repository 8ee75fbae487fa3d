"""Services of specs: started in order, each in a task of its own; shared ones once a run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import field
from pathlib import Path

import trio

from ..events import ServiceChanged, StepError
from ..lean import dataclass
from ..model import Service
from ..plan import PlannedService
from ..services import RunningService, ServiceDefinition, ServiceFailed, define_service, free_port, running_service
from ..values import EvaluationError, Scope

Emit = Callable[[ServiceChanged], None]


class SpecNotStarted(Exception):
    """A spec that cannot run its steps, since something it needs did not come up."""

    def __init__(self, error: StepError) -> None:
        super().__init__(error.message)
        self.error = error


@dataclass(slots=True)
class _Held:
    """A service that a task holds: cancelling `scope` stops it."""

    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    is_gone: trio.Event = field(default_factory=trio.Event)


@dataclass(slots=True)
class Host:
    """Holds running services, each by a task in `nursery`."""

    nursery: trio.Nursery
    _held: list[_Held] = field(default_factory=list)

    async def start(self, definition: ServiceDefinition) -> RunningService:
        """Starts a service and waits until it is ready. Raises `ServiceFailed`."""
        started = await self.nursery.start(self._hold, definition)
        if isinstance(started, ServiceFailed):
            raise started
        assert isinstance(started, RunningService)
        return started

    async def _hold(
        self, definition: ServiceDefinition, task_status: trio.TaskStatus[RunningService | ServiceFailed]
    ) -> None:
        held = _Held()
        self._held.append(held)
        try:
            with held.scope:
                async with running_service(definition) as service:
                    task_status.started(service)
                    await trio.sleep_forever()
        except ServiceFailed as error:
            task_status.started(error)
        finally:
            held.is_gone.set()

    async def stop(self) -> None:
        """Stops all services, cancelled or not: newest first, and each only when the one that may need it is gone."""
        with trio.CancelScope(shield=True):
            for held in reversed(self._held):
                held.scope.cancel()
                await held.is_gone.wait()


@asynccontextmanager
async def hosting() -> AsyncIterator[Host]:
    """A host whose services are stopped at the end, whatever happened before."""
    async with trio.open_nursery() as nursery:
        host = Host(nursery)
        try:
            yield host
        finally:
            await host.stop()


class SharedServices:
    """Services with `shared: run`: one for each different definition."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._locks: dict[object, trio.Lock] = {}
        self._started: dict[object, RunningService | ServiceFailed] = {}

    async def get(self, key: object, make: Callable[[], ServiceDefinition]) -> RunningService:
        """The service of a definition, started on first use. A failed start is not tried again."""
        async with self._locks.setdefault(key, trio.Lock()):
            found = self._started.get(key)
            if found is None:
                try:
                    found = await self._host.start(make())
                except ServiceFailed as error:
                    found = error
                self._started[key] = found
        if isinstance(found, ServiceFailed):
            raise found
        return found


async def start_service(
    planned: PlannedService,
    scope: Scope,
    base: Path,
    host: Host,
    shared: SharedServices,
    spec_id: str,
    emit: Emit,
) -> RunningService:
    """Starts one service of a spec and says so. Raises `SpecNotStarted`."""

    def define() -> ServiceDefinition:
        port = free_port() if planned.service.port == "auto" else planned.service.port
        own = scope.child({"port": port})
        service = planned.service if planned.render is None else planned.render(own)
        assert isinstance(service, Service)
        return define_service(planned.name, service, port, base, scope.functions.read_file)

    def say(state: str, *, url: str = "", message: str = "", log_tail: tuple[str, ...] = ()) -> None:
        emit(ServiceChanged(spec_id, planned.name, state, url, message, log_tail, planned.span))

    say("starting")
    try:
        if planned.service.shared == "run":
            service = await shared.get(_share_key(planned, scope, base), define)
        else:
            service = await host.start(define())
    except ServiceFailed as error:
        say("failed", message=error.message, log_tail=error.log_tail)
        hint = error.hint or ("its last lines of output stand above" if error.log_tail else "")
        raise SpecNotStarted(StepError(error.message, planned.span, hint=hint)) from None
    except EvaluationError as error:
        say("failed", message=error.diagnostic.message)
        raise SpecNotStarted(StepError.of(error.diagnostic)) from None
    say("ready", url=service.url)
    return service


def _share_key(planned: PlannedService, scope: Scope, base: Path) -> object:
    """Equal for services that would be started alike, whatever port they get."""
    service = planned.service if planned.render is None else planned.render(scope.child({"port": 0}))
    return (planned.name, base, service.model_dump_json())

"""A service that is an ASGI app in this process, served by hypercorn on a loopback port."""

from __future__ import annotations

from contextlib import ExitStack

import trio

from ..transport import Listener, listen, shut_connections
from .definition import ServiceDefinition
from .failure import ServiceFailed
from .hosted import lived
from .lifespan import LifespanWatch
from .loading import last_line, load_app, on_import_path
from .output import OutputLog
from .server import DRAIN_S, Server, import_server
from .taken import FREE_IT

_MARGIN_S = 0.1
_CUT_S = 2.0
_TAIL_LINES = 20


class AsgiService:
    """Serves an app; see `Hosted`. It is part of this process: a thread that it blocks, nobody can end."""

    def __init__(self, definition: ServiceDefinition, log: OutputLog) -> None:
        self.definition = definition
        self.log = log
        self.ended = trio.Event()
        self._is_up = False
        self._is_up_or_ended = trio.Event()
        self._stop = trio.Event()
        # Shielded, so that the app can still answer, and close its database, while all around is cancelled.
        self._attendance = trio.CancelScope(shield=True)
        self._held = ExitStack()
        self._started_s = 0.0
        self._ending: str | None = None
        self._error = ""
        self._is_attended = False

    async def start(self, nursery: trio.Nursery) -> None:
        definition = self.definition
        assert definition.asgi is not None
        serve = import_server(definition.name)
        self._held.enter_context(on_import_path(definition.cwd))
        app = LifespanWatch(load_app(definition.name, definition.asgi, definition.cwd))
        listener = _listen(definition)
        self._held.callback(listener.close)
        self._started_s = trio.current_time()
        self._is_attended = True
        nursery.start_soon(self._attend, serve, app, listener)
        await self._is_up_or_ended.wait()
        if not self._is_up:
            raise self._failed(app.failure)

    async def _attend(self, serve: Server, app: LifespanWatch, listener: Listener) -> None:
        try:
            with self._attendance:
                async with trio.open_nursery() as nursery:
                    await nursery.start(serve, app, listener, self.log, self._stop.wait)
                    # hypercorn starts to listen for a moment even when the startup failed, and only then raises.
                    if not app.failure:
                        self._is_up = True
                        self._is_up_or_ended.set()
        except Exception as error:  # noqa: BLE001 - of somebody else's server and app; it is how the service ended
            self._error = last_line(error)
        if not self._stop.is_set():
            after = lived(trio.current_time() - self._started_s)
            self._ending = f"ended by itself after {after}" + (f": {self._error}" if self._error else "")
        self.ended.set()
        self._is_up_or_ended.set()

    def _failed(self, failure: str) -> ServiceFailed:
        lines = failure.strip().splitlines()
        why = lines[-1].strip() if lines else self._error or "it ended without a word"
        return ServiceFailed(
            f"`{self.definition.name}` failed in its lifespan startup: {why}",
            log_tail=(*self.log.tail(_TAIL_LINES), *lines)[-_TAIL_LINES:],
        )

    def ending(self) -> str | None:
        return self._ending

    def pending(self) -> str:
        return "" if self._is_up else "its lifespan startup has not ended"

    def advice(self) -> str:
        return ""

    async def stop(self) -> None:
        self._stop.set()
        try:
            if self._is_attended:
                await self._end()
        finally:
            self._held.close()

    async def _end(self) -> None:
        """First answers under way may end, then the app's lifespan may, then all is cancelled."""
        address = (self.definition.host, self.definition.port)
        with trio.CancelScope(shield=True):
            if self._is_up and not await self._has_ended(DRAIN_S + _MARGIN_S):
                # hypercorn sends shielded and without a deadline: a client that does not read would hold it for ever.
                shut_connections(address)
                await self._has_ended(self.definition.stop_within_s)
            if not self.ended.is_set():
                self._attendance.cancel()
                shut_connections(address)
                await self._has_ended(_CUT_S)

    async def _has_ended(self, within_s: float) -> bool:
        with trio.move_on_after(within_s):
            await self.ended.wait()
        return self.ended.is_set()


def _listen(definition: ServiceDefinition) -> Listener:
    try:
        return listen(definition.host, definition.port)
    except OSError as error:
        raise ServiceFailed(
            f"`{definition.name}` cannot listen on {definition.host}:{definition.port}: {error.strerror or error}",
            hint=FREE_IT,
        ) from None

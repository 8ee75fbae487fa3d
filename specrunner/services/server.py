"""hypercorn, imported when an ASGI app is to be served: it is an extra."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import trio

from ..transport import Listener
from .failure import ServiceFailed
from .lifespan import LifespanWatch
from .output import OutputLog

DRAIN_S = 0.5
"""How long answers under way may still take once the service is to stop."""
_IDLE_S = 60
_REQUESTS = 1_000_000
_HEAD_BYTES = 64 * 1024


class Server(Protocol):
    """Serves until `until` returns. Started once it takes connections, which is after the app's lifespan startup."""

    async def __call__(
        self,
        app: LifespanWatch,
        listener: Listener,
        log: OutputLog,
        until: Callable[[], Awaitable[None]],
        *,
        task_status: trio.TaskStatus[object],
    ) -> None: ...


def import_server(name: str) -> Server:
    """The server for the service `name`. Raises ServiceFailed where hypercorn is not installed."""
    try:
        from hypercorn.config import Config, Sockets
        from hypercorn.trio import serve
    except ImportError as error:
        raise ServiceFailed(
            f"`{name}` cannot start: `asgi` needs hypercorn, which is not installed ({error})",
            hint="pip install 'specrunner[asgi]'",
        ) from None

    async def run(
        app: LifespanWatch,
        listener: Listener,
        log: OutputLog,
        until: Callable[[], Awaitable[None]],
        *,
        task_status: trio.TaskStatus[object],
    ) -> None:
        config = Config()
        _configure(config, log)
        # Ours already listens; hypercorn would bind itself, and leak the socket when that fails.
        config.create_sockets = lambda: Sockets([], [listener], [])  # type: ignore[method-assign]
        await serve(cast(Any, app), config, shutdown_trigger=until, mode="asgi", task_status=task_status)

    return run


def _configure(config: Any, log: OutputLog) -> None:
    config.graceful_timeout = DRAIN_S
    # Startup and shutdown of the app are bounded by whoever starts and stops the service.
    config.startup_timeout = config.shutdown_timeout = math.inf
    config.include_server_header = False
    # Tests keep connections for as long as they like; hypercorn's 5 s and 1,000 requests cut into them.
    config.keep_alive_timeout = _IDLE_S
    config.keep_alive_max_requests = _REQUESTS
    config.h11_max_incomplete_size = _HEAD_BYTES
    config.accesslog = None
    config.errorlog = logging.Logger("specrunner.services", logging.WARNING)
    config.errorlog.addHandler(_LogHandler(log))


class _LogHandler(logging.Handler):
    """Writes records and their tracebacks to the service's log."""

    def __init__(self, log: OutputLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._log.add(line)

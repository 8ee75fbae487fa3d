"""The open connections of one session, by where they lead."""

from __future__ import annotations

from collections.abc import Callable

import trio

from ..lean import dataclass
from .address import AddressPolicy
from .connection import Connection
from .model import TlsOptions

# Servers close idle connections, some after 5 s (Node.js). Reusing one just then looks like a failed request.
_MAX_IDLE_S = 4.0
_MAX_IDLE_COUNT = 100


@dataclass(frozen=True, slots=True)
class Route:
    """What two requests must have in common to share a connection."""

    scheme: str
    host: str
    port: int
    tls: TlsOptions
    http2: bool
    proxy: str | None
    addresses: AddressPolicy


class ConnectionPool:
    """HTTP/1 connections while they are idle; HTTP/2 ones, which many requests share, as long as they are open.

    There is no limit on how many are open at once: how much runs at once is decided above.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._idle: dict[Route, list[Connection]] = {}
        self._shared: dict[Route, Connection] = {}
        self._opening: dict[Route, trio.Lock] = {}
        self._is_closed = False

    def take(self, route: Route, notices: list[str]) -> Connection | None:
        """A connection that can be used at once, the last used first; None when there is none.

        Adds to `notices` when one had to be given up for what the server did.
        """
        shared = self._shared.get(route)
        if shared is not None:
            if shared.is_available and (shared.stream_count or not self._is_old(shared)):
                return shared
            del self._shared[route]
            if not shared.stream_count:
                shared.close()
        idle = self._idle.get(route)
        while idle:
            connection = idle.pop()
            is_quiet = connection.is_quiet()
            if is_quiet and not self._is_old(connection):
                return connection
            if not is_quiet and connection.has_stray_bytes():
                notices.append(
                    "the service sent bytes behind its last answer, unasked; the kept connection was closed"
                )
            connection.close()
        return None

    def opening(self, route: Route) -> trio.Lock:
        """Held while an HTTP/2 connection is opened."""
        return self._opening.setdefault(route, trio.Lock())

    def share(self, route: Route, connection: Connection) -> None:
        """Offers an HTTP/2 connection to other requests from now on."""
        if not self._is_closed:
            self._shared[route] = connection

    def give(self, route: Route, connection: Connection) -> None:
        """Puts back a connection after an exchange; closes it where nobody can use it again."""
        connection.idle_since_s = self._clock()
        if connection.is_http2:
            is_kept = self._shared.get(route) is connection
            if not connection.is_reusable and is_kept:
                del self._shared[route]
            if connection.stream_count or (is_kept and connection.is_reusable):
                return
            connection.close()
        elif not connection.is_reusable or self._is_closed:
            connection.close()
        else:
            self._idle.setdefault(route, []).append(connection)
            self._close_surplus()

    def close(self) -> None:
        """Closes what is idle; what is in use closes when it comes back."""
        self._is_closed = True
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        for connection in self._shared.values():
            if not connection.stream_count:
                connection.close()
        self._shared.clear()

    def _is_old(self, connection: Connection) -> bool:
        limit_s = min(_MAX_IDLE_S, connection.keep_alive_s or _MAX_IDLE_S)
        return self._clock() - connection.idle_since_s > limit_s

    def _close_surplus(self) -> None:
        if sum(map(len, self._idle.values())) <= _MAX_IDLE_COUNT:
            return
        route = min(
            (route for route, idle in self._idle.items() if idle), key=lambda r: self._idle[r][0].idle_since_s
        )
        self._idle[route].pop(0).close()

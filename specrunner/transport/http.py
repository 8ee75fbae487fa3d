"""HTTP to the target: pooled connections, one hop after the other, faults as facts."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from types import TracebackType
from typing import Self

from .address import AddressPolicy
from .answer import Answer
from .connection import Connection
from .cookies import CookieJar
from .faults import FaultRaised
from .journey import Journey
from .model import HttpRequest, HttpResult, SendProgress
from .opening import Opener
from .outgoing import Outgoing
from .pool import ConnectionPool, Route
from .session import HttpSession
from .stream import HttpStream, open_stream
from .upgrade import Upgraded, upgrade
from .url import Url

# RFC 9110 section 9.2.2, and QUERY, which is safe.
_IDEMPOTENT = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"))


class HttpTransport:
    """Opened once a run, as an async context manager; closes every connection at its end.

    `monotonic_s` is the run's clock for durations, `now_s` the wall clock for cookies. `addresses` says which
    addresses may be called. It has no timeouts: deadlines are the caller's cancel scopes.
    """

    def __init__(
        self,
        addresses: AddressPolicy | None = None,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._addresses = addresses if addresses is not None else AddressPolicy()
        self._monotonic_s = monotonic_s
        self._now_s = now_s
        self._opener = Opener()
        self._pools: weakref.WeakSet[ConnectionPool] = weakref.WeakSet()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in list(self._pools):
            pool.close()

    @property
    def addresses(self) -> AddressPolicy:
        """What may be connected to, unless a request brings a policy of its own."""
        return self._addresses

    def new_session(self) -> HttpSession:
        session = HttpSession(CookieJar(self._now_s), self._monotonic_s)
        self._pools.add(session.pool)
        # A session that is dropped without a word (its spec is over) must not keep descriptors.
        weakref.finalize(session, session.pool.close).atexit = False
        return session

    async def send(self, request: HttpRequest, session: HttpSession, progress: SendProgress) -> HttpResult:
        """The result, redirects followed. Never raises for the target's faults; cancellation passes through."""
        return await Journey(session, progress, self._monotonic_s, self._carry).travel(request)

    def stream(
        self, request: HttpRequest, session: HttpSession, progress: SendProgress
    ) -> AbstractAsyncContextManager[HttpStream]:
        """As `send`, but the context begins with the head of the answer, and its body is taken as it comes."""

        def journey(stream: HttpStream) -> Journey:
            return Journey(session, progress, self._monotonic_s, self._carry, stream)

        return open_stream(request, journey)

    async def upgrade(self, request: HttpRequest, session: HttpSession, progress: SendProgress) -> Upgraded:
        """As `send`, on a connection of its own, which goes on in another protocol where the answer is a 101."""
        return await upgrade(request, session, progress, self._opener, self._addresses, self._monotonic_s)

    async def _carry(self, request: HttpRequest, outgoing: Outgoing, session: HttpSession, answer: Answer) -> None:
        url = outgoing.url
        policy = request.addresses if request.addresses is not None else self._addresses
        route = Route(url.scheme, url.host, url.port, request.tls, request.http2, request.proxy, policy)
        kept = session.pool.take(route, answer.notices)
        if kept is not None:
            try:
                await _exchange(kept, route, session.pool, request, outgoing, answer)
            except FaultRaised as raised:
                if raised.fault.kind != "disconnected" or answer.has_started:
                    raise
                if outgoing.method not in _IDEMPOTENT:
                    raise FaultRaised(replace(raised.fault, hint=_not_again(outgoing.method))) from None
                answer.notices.append("the service had closed the kept connection; sent again on a new one")
            else:
                return
        fresh = await self._open(request, url, route, session.pool, answer)
        await _exchange(fresh, route, session.pool, request, outgoing, answer)

    async def _open(
        self, request: HttpRequest, url: Url, route: Route, pool: ConnectionPool, answer: Answer
    ) -> Connection:
        if not request.http2:
            return await self._opener.open(request, url, route.addresses, answer.watch)
        # Requests that start together are to share one connection, so the others wait for the first to open it.
        async with pool.opening(route):
            shared = pool.take(route, answer.notices)
            if shared is not None:
                return shared
            fresh = await self._opener.open(request, url, route.addresses, answer.watch)
            if fresh.is_http2:
                pool.share(route, fresh)
            return fresh


def _not_again(method: str) -> str:
    return f"the connection was a kept one; a {method} is not sent again by itself: use `retry` if it may be"


async def _exchange(
    connection: Connection,
    route: Route,
    pool: ConnectionPool,
    request: HttpRequest,
    outgoing: Outgoing,
    answer: Answer,
) -> None:
    answer.connection = {
        "remote_address": connection.remote_address,
        "reused": connection.use_count > 0,
        "tls": connection.tls,
    }
    answer.watch.progress.attributes["remote_address"] = connection.remote_address
    connection.use_count += 1
    if connection.tls is not None and not request.tls.verify:
        answer.notices.append(f"the certificate of {outgoing.url.where} was not checked (`tls: {{verify: false}}`)")
    if request.http2 and not connection.is_http2:
        answer.notices.append(f"HTTP/2 was asked for; {outgoing.url.where} speaks HTTP/1.1 only")
    try:
        await connection.exchange(outgoing, answer)
    finally:
        pool.give(route, connection)

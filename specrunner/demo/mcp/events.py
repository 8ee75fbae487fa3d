"""Answers of server-sent events, and what must go on while one is open."""

import json
from collections.abc import Awaitable, Callable

import trio
from starlette.types import Receive, Scope, Send

from .protocol import Json

Work = Callable[["EventStream"], Awaitable[None]]


def encoded(event: Json | str, event_id: str = "", name: str = "", retry_ms: int | None = None) -> bytes:
    """One event; `event` is a message, or data as it is."""
    data = event if isinstance(event, str) else json.dumps(event, separators=(",", ":"))
    lines = [f"id: {event_id}"] if event_id else []
    lines += [f"event: {name}"] if name else []
    lines += [] if retry_ms is None else [f"retry: {retry_ms}"]
    return ("\n".join([*lines, f"data: {data}"]) + "\n\n").encode()


class EventStream:
    """Runs `work`, which sends events, while the client is there.

    With `outlives`, the work goes on without it: what it sends then is lost, or kept by the work itself.
    """

    def __init__(self, work: Work, headers: dict[str, str] | None = None, *, outlives: bool = False) -> None:
        self._work = work
        self._headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache", **(headers or {})}
        self._headers["X-Accel-Buffering"] = "no"
        self._outlives = outlives
        self._is_open = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._asgi_send = send
        pairs = [(name.lower().encode(), value.encode()) for name, value in self._headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": pairs})
        # The head must go out before there is anything to say.
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._watch, receive, nursery.cancel_scope)
            await self._work(self)
            self._is_open = False
            nursery.cancel_scope.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _watch(self, receive: Receive, scope: trio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._is_open = False
        if not self._outlives:
            scope.cancel()

    async def send(self, data: bytes) -> None:
        """Sends bytes, if anybody is there."""
        if self._is_open:
            await self._asgi_send({"type": "http.response.body", "body": data, "more_body": True})

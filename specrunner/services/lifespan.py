"""The ASGI lifespan of apps that know it, half know it, or not at all.

State: the app has *asked* (called `receive`), then *started* (sent `lifespan.startup.complete`), then *ended*.
Rule: what the app leaves out is done for it, so that the server sees one whole lifespan; only an app that raises
after it has asked, or says `lifespan.startup.failed`, has failed. (ASGI specification, "Lifespan Protocol": an app
that raises on the lifespan scope does not support it.)
"""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]


class LifespanWatch:
    """An ASGI app around another. `failure` is why its startup failed: the traceback, or the app's own message."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.failure = ""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        asked: list[str] = []
        said: list[str] = []

        async def receive_noting() -> Message:
            message = await receive()
            asked.append(message["type"])
            return message

        async def send_noting(message: Message) -> None:
            said.append(message["type"])
            if message["type"] == "lifespan.startup.failed":
                self.failure = message.get("message") or "it gave no reason"
            await send(message)

        try:
            await self._app(scope, receive_noting, send_noting)
        except Exception as error:
            if said:
                raise
            if asked:
                self.failure = "".join(traceback.format_exception(error))
                await send({"type": "lifespan.startup.failed", "message": self.failure})
                raise
        await _finish(asked, said, receive, send)


async def _finish(asked: list[str], said: list[str], receive: Receive, send: Send) -> None:
    """Goes through what the app, which has returned, left out of its lifespan."""
    for stage in ("lifespan.startup", "lifespan.shutdown"):
        if stage not in asked:
            await receive()
        if f"{stage}.complete" not in said:
            await send({"type": f"{stage}.complete"})

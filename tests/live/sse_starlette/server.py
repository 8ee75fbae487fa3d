"""Feeds by sse-starlette, as its users write them; served by uvicorn."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

LAST = 6


async def numbers(request: Request) -> EventSourceResponse:
    """Six numbered events, three a connection, going on behind `Last-Event-ID`."""
    first = int(request.headers.get("last-event-id", "0")) + 1

    async def events() -> AsyncIterator[ServerSentEvent]:
        for number in range(first, min(first + 3, LAST + 1)):
            name = "done" if number == LAST else "number"
            yield ServerSentEvent(f'{{"n": {number}}}', event=name, id=str(number), retry=30)

    return EventSourceResponse(events(), status_code=200 if first <= LAST else 204)


async def texts(request: Request) -> EventSourceResponse:
    """Lines, line ends of all kinds, characters of all lengths."""

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent("one\ntwo\nthree", sep="\r")
        yield ServerSentEvent("чай ☕ 🍵 \u2028 \x0b", sep="\n")
        yield ServerSentEvent("", event="empty", sep="\r\n")
        yield ServerSentEvent(comment="only a comment")

    return EventSourceResponse(events())


async def endless(request: Request) -> EventSourceResponse:
    """Ticks without end, and pings in between."""

    async def events() -> AsyncIterator[ServerSentEvent]:
        for number in count():
            yield ServerSentEvent(str(number), event="tick")
            await asyncio.sleep(0.4)

    return EventSourceResponse(events(), ping=1)


async def crash(request: Request) -> StreamingResponse:
    """Breaks in the middle of an event."""

    async def body() -> AsyncIterator[bytes]:
        yield b"data: whole\n\ndata: hal"
        await asyncio.sleep(0.05)
        raise RuntimeError("the feed is broken")

    return StreamingResponse(body(), media_type="text/event-stream")


app = Starlette(
    routes=[Route(f"/{each.__name__}", each, methods=["GET", "POST"]) for each in (numbers, texts, endless, crash)]
)

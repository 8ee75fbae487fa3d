"""A feed of server-sent events: numbered, so that it can be gone on with, and slow if asked to be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from starlette.responses import Response, StreamingResponse

from ..endpoint import Answer, Body, Call, Endpoint, header, query

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which events to send, and how: `first` to `last` of `count` events in all."""

    first: int
    last: int
    count: int
    every_s: float
    retry_ms: int | None
    has_comments: bool

    def piece(self, number: int) -> bytes:
        """Event `number`; the last of all is called `done`."""
        name = "done" if number == self.count else "tick"
        before = ": keep-alive\n\n" if self.has_comments else ""
        if self.retry_ms is not None and number == self.first:
            before += f"retry: {self.retry_ms}\n\n"
        return f'{before}id: {number}\nevent: {name}\ndata: {{"seq": {number}, "of": {self.count}}}\n\n'.encode()


class _Events(AsyncIterator[bytes]):
    """The first event at once, each further one after a while. (No generator: see `timing`.)"""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._next = plan.first

    async def __anext__(self) -> bytes:
        if self._next > self._plan.last:
            raise StopAsyncIteration
        if self._next > self._plan.first:
            await anyio.sleep(self._plan.every_s)
        self._next += 1
        return self._plan.piece(self._next - 1)


def feed(call: Call) -> Response:
    values = call.values
    count = values["events"]
    seen = min(int(values.get("Last-Event-ID", "0")), count)
    if seen == count:
        # WHATWG HTML section 9.2.2: 204 tells a client not to come back.
        return Response(status_code=204)
    last = min(seen + values.get("batch", count), count)
    plan = _Plan(seen + 1, last, count, values["every_s"], values.get("retry_ms"), values["comments"])
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_Events(plan), headers=headers, media_type=MEDIA_TYPE)


ENDPOINTS = (
    Endpoint(
        ("GET", "POST"),
        "/feed",
        feed,
        "plumbing",
        "Server-sent events",
        {
            200: Answer("Events", {"type": "string"}, MEDIA_TYPE, ("Cache-Control", "X-Accel-Buffering")),
            204: Answer("All of them were seen", media=None),
        },
        (
            query("events", "How many there are", type="integer", minimum=1, maximum=10000, default=5),
            query("batch", "How many to send before the end of one answer", type="integer", minimum=1, maximum=10000),
            query("every_s", "The time between two", type="number", minimum=0, maximum=60, default=0.01),
            query("retry_ms", "What to send as `retry`", type="integer", minimum=0, maximum=60000),
            query("comments", "A keep-alive before each", type="boolean", default=False),
            header("Last-Event-ID", "The number of the last event that was seen", pattern="^[0-9]{1,9}$"),
        ),
        Body({"*/*": {}}, is_required=False),
        description="The last event is called `done`, the others `tick`; each has its number as id and in its data.",
    ),
)

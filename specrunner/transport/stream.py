"""An answer whose body is taken as it comes: server-sent events, long downloads, anything that does not end.

The request travels as any other, in a task of its own. Its connection is read no faster than the pieces are taken, so
that a target which floods cannot fill the memory: at most `limits.body_bytes` of decoded content wait to be taken.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import trio

from .answer import Answer
from .faults import faulty, size_text
from .http1_head import ResponseHead
from .journey import Journey
from .model import HttpRequest, HttpResult
from .redirect import location_of


class HttpStream:
    """The answer to one request, redirects followed: first its head, then its body piece by piece.

    `result` is what is known so far. After `receive` gave None it is the whole one, whose `fault` says why the body
    was cut; its last response holds no body, since the pieces were handed out. `is_end_told`: the end was said in so
    many words (a last chunk, a length), and was not just the end of the connection.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.result = HttpResult()
        self.is_over = False
        self.is_end_told = True
        self._request = request
        self._journey: Journey | None = None
        self._pieces: list[bytes] = []
        self._waiting_bytes = 0
        self._is_open = trio.Event()
        self._changed = trio.Event()

    async def receive(self) -> bytes | None:
        """What came since the last call, decoded, never empty; waits for the next piece. None: the body is over."""
        while not self._pieces:
            if self.is_over:
                return None
            await self._changed.wait()
        await trio.lowlevel.checkpoint()
        piece = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._waiting_bytes = 0
        self._tell()
        return piece

    async def rest(self) -> bytes:
        """All that is left of the body, up to the limit of the request; for answers that turn out to be ordinary."""
        pieces: list[bytes] = []
        room = self._request.limits.body_bytes
        while room > 0 and (piece := await self.receive()) is not None:
            pieces.append(piece[:room])
            room -= len(piece)
        return b"".join(pieces)

    # What the journey and its connection call

    def wants(self, head: ResponseHead) -> bool:
        """Whether the body behind this head is the one to hand out: not that of a redirect on the way."""
        return not (self._request.follow.follow and location_of(head) is not None)

    def begin(self, answer: Answer) -> None:
        assert self._journey is not None
        self._answer = answer
        self.result = self._journey.so_far(answer)
        self._is_open.set()

    def take(self, piece: bytes) -> None:
        limit = self._request.limits.body_bytes
        self._waiting_bytes += len(piece)
        if self._waiting_bytes > limit:
            message = f"more than {size_text(limit)} of the body came at once"
            raise faulty("limit", "body", message, "raise `limits: {body: ...}` if so much is expected")
        if piece:
            self._pieces.append(piece)
            self._tell()

    async def drain(self) -> None:
        """Waits until everything was taken."""
        while self._pieces:
            await self._changed.wait()

    async def run(self, journey: Journey) -> None:
        """The whole exchange; ends with the body, or when it is cancelled because nobody wants more."""
        self._journey = journey
        try:
            self.result = await journey.travel(self._request)
        except trio.Cancelled:
            self.result = journey.result(None)
            raise
        finally:
            if journey.answer is not None:
                self.is_end_told = journey.answer.is_end_told
            self.is_over = True
            self._is_open.set()
            self._tell()

    async def wait_open(self) -> None:
        """Until the head is here, or the fault that says why there is none."""
        await self._is_open.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


@asynccontextmanager
async def open_stream(
    request: HttpRequest, make_journey: Callable[[HttpStream], Journey]
) -> AsyncIterator[HttpStream]:
    """Sends a request and waits for the head of its answer. Leaving the context gives up what has not come yet."""
    stream = HttpStream(request)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(stream.run, make_journey(stream))
        await stream.wait_open()
        try:
            yield stream
        finally:
            nursery.cancel_scope.cancel()

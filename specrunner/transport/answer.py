"""One answer as it arrives: head, then body within its limits; a Message at any moment."""

from __future__ import annotations

from typing import Protocol

from ..events import Message
from .decoding import LIMIT_HINT, BodyDecoder
from .faults import faulty, size_text
from .http1_head import ResponseHead
from .model import HttpRequest
from .watch import Watch


class BodySink(Protocol):
    """Who takes a body as it comes, instead of having it gathered. `take` raises FaultRaised when it is too much."""

    def wants(self, head: ResponseHead) -> bool: ...

    def begin(self, answer: Answer) -> None: ...

    def take(self, piece: bytes) -> None: ...

    async def drain(self) -> None: ...


class Answer:
    """Collects what a connection reads; `connection` says which one. Methods raise FaultRaised where a limit or the
    decoding says no."""

    def __init__(self, request: HttpRequest, watch: Watch, sink: BodySink | None = None) -> None:
        self.watch = watch
        self.head: ResponseHead | None = None
        self.interim: list[dict[str, object]] = []
        self.trailers: tuple[tuple[str, str], ...] = ()
        self.notices: list[str] = []
        self.leftover = b""
        self.connection: dict[str, object] = {"remote_address": None, "reused": False, "tls": None}
        self.is_end_told = True
        self._request = request
        self._sink = sink
        self._is_streamed = False
        self._decoder: BodyDecoder | None = None
        self._has_byte = False
        self._wire_bytes = 0

    @property
    def has_started(self) -> bool:
        """Whether anything of the answer came."""
        return self._has_byte

    def saw_byte(self) -> None:
        if not self._has_byte:
            self._has_byte = True
            self.watch.saw_byte()

    def take_interim(self, head: ResponseHead) -> None:
        headers = [list(pair) for pair in head.headers.pairs]
        self.interim.append({"status": head.status, "reason": head.reason, "headers": headers})

    def take_head(self, head: ResponseHead, expected_bytes: int | None) -> None:
        self.head = head
        progress = self.watch.progress
        self.watch.enter("body")
        progress.attributes["status"] = head.status
        self._is_streamed = self._sink is not None and self._sink.wants(head)
        self._expect_body(head, expected_bytes)
        if self._sink is not None and self._is_streamed:
            self._sink.begin(self)

    def _expect_body(self, head: ResponseHead, expected_bytes: int | None) -> None:
        limit, progress = self._request.limits.body_bytes, self.watch.progress
        if self._request.method == "HEAD" or head.status in (204, 304):
            # Its fields describe a body that does not come.
            self._decoder = BodyDecoder("", limit)
            return
        if expected_bytes is not None:
            progress.attributes["bytes_expected"] = expected_bytes
            if expected_bytes > limit and not self._is_streamed:
                message = f"the answer announces a body of {expected_bytes} bytes, and {size_text(limit)} are allowed"
                raise faulty("limit", "body", message, LIMIT_HINT)
        coding = ", ".join(head.values("content-encoding")) if self._request.decompress else ""
        sink = self._sink.take if self._sink is not None and self._is_streamed else None
        self._decoder = BodyDecoder(coding, limit, sink)

    def take_data(self, data: bytes) -> None:
        self._wire_bytes += len(data)
        self.watch.progress.bytes_received = self._wire_bytes
        if self._decoder is not None:
            self._decoder.feed(data)

    async def drained(self) -> None:
        """Waits until whoever takes the body as it comes has taken what is here."""
        if self._sink is not None and self._is_streamed:
            await self._sink.drain()

    def finish(self) -> None:
        """The body is complete on the wire."""
        if self._decoder is not None:
            self._decoder.finish()

    def message(self, url: str, at_s: float) -> Message | None:
        """The answer with as much of its body as came; None before its head."""
        head = self.head
        if head is None:
            return None
        attributes: dict[str, object] = {
            "status": head.status,
            "reason": head.reason,
            "http_version": head.version,
            "url": url,
            "wire_size": self._wire_bytes,
            "interim": self.interim,
            "trailers": [list(pair) for pair in self.trailers],
            **self.connection,
        }
        body = self._decoder.content if self._decoder is not None else b""
        summary = f"{head.status} {head.reason}".rstrip()
        return Message(summary, head.headers, body, attributes, at_s, len(body))

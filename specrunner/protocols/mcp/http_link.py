"""Streamable HTTP (2025-03-26 and later): every message is a POST, answered by JSON or by a stream of events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import trio

from ...events import Fault
from ...wire.mcp import SESSION_HEADER, is_stateless
from ...wire.sse import SseEvent
from .call import Call, HttpFacts
from .link import Delivery, Extras
from .wire import EVENTS, JSON_AND_EVENTS, Wire, is_events, is_json, read_events

if TYPE_CHECKING:
    from .client import McpClient

DEFAULT_RETRY_S = 1.0
MAX_RETRY_S = 30.0
STREAM_WAIT_S = 1.0
"""How long the head of the GET stream is waited for: some servers send it with their first event only."""


class HttpLink:
    """One MCP endpoint. `resumes` is how often a stream that broke off is asked for again."""

    name = "http"

    def __init__(self, client: McpClient, wire: Wire, url: str, max_resumes: int) -> None:
        self._client = client
        self._wire = wire
        self._url = url
        self._max_resumes = max_resumes
        self._session_id: str | None = None
        self._get = HttpFacts()
        self._get_scope = trio.CancelScope()
        self._get_fault: Fault | None = None

    async def open(self) -> Fault | None:
        await trio.lowlevel.checkpoint()
        return None

    def session_id(self) -> str | None:
        return self._session_id

    # -- messages

    async def deliver(self, call: Call, extras: Extras) -> None:
        facts = call.http
        async with self._wire.ask("POST", self._url, call.body, JSON_AND_EVENTS, extras, facts) as stream:
            if isinstance(stream, Fault):
                call.fail(stream)
                return
            if call.method == "initialize":
                self._session_id = facts.headers.first(SESSION_HEADER)
            self._client.wake()
            if is_events(facts):
                fault = await read_events(stream, facts, self._hearing("post", call))
            else:
                body = await stream.rest()
                fault = stream.result.fault
                if body and (is_json(facts) or facts.status < 400):
                    self._client.hear(body, "post", call)
        await self._conclude(call, fault, extras)

    async def _conclude(self, call: Call, fault: Fault | None, extras: Extras) -> None:
        """The POST is over: if its answer has not come, it comes on another stream, or never."""
        facts = call.http
        if call.settled.is_set() or call.is_cancelled:
            return
        if facts.status >= 300:
            call.refuse()
            return
        if is_events(facts) and facts.last_event_id and not is_stateless(self._client.revision):
            fault = await self._resumed(call, fault, extras)
        if not call.settled.is_set():
            what = "the stream ended" if is_events(facts) else f"HTTP {facts.status} came"
            call.fail(fault or Fault("protocol", "body", f"{what} without an answer to `{call.method}`"))

    async def _resumed(self, call: Call, fault: Fault | None, extras: Extras) -> Fault | None:
        """Asks for the rest of a stream that broke off, or that the server ended for the client to come back."""
        while not call.settled.is_set() and call.resumes < self._max_resumes:
            call.resumes += 1
            await trio.sleep(_retry_s(call.http))
            again = HttpFacts(last_event_id=call.http.last_event_id, retry_ms=call.http.retry_ms)
            fault = await self._get_events(again, "resume", self._own(extras), call)
            call.http.last_event_id, call.http.retry_ms = again.last_event_id, again.retry_ms
            call.http.events += again.events
            if again.status >= 400:
                return Fault("protocol", "body", f"the rest of the stream was refused: HTTP {again.status}")
        return fault

    async def tell(self, body: bytes, extras: Extras) -> Delivery:
        delivery = Delivery()
        facts = delivery.http
        async with self._wire.ask("POST", self._url, body, JSON_AND_EVENTS, extras, facts) as stream:
            if isinstance(stream, Fault):
                delivery.fault = stream
                return delivery
            if is_events(facts):
                delivery.fault = await read_events(stream, facts, self._hearing("post", None))
            else:
                answer = await stream.rest()
                delivery.fault = stream.result.fault
                if answer and (is_json(facts) or facts.status < 400):
                    self._client.hear(answer, "post")
        return delivery

    def _hearing(self, name: str, call: Call | None) -> Callable[[SseEvent], None]:
        def hear(event: SseEvent) -> None:
            event_id = event.id if "id" in event.fields else ""
            self._client.hear(event.data.encode(), name, call, event_id)

        return hear

    # -- the stream for what belongs to no request

    async def start_stream(self, extras: Extras) -> None:
        assert self._client.nursery is not None
        is_open = trio.Event()
        self._get_scope = trio.CancelScope()
        self._client.nursery.start_soon(self._listen, extras, is_open)
        with trio.move_on_after(STREAM_WAIT_S):
            await is_open.wait()

    async def _listen(self, extras: Extras, is_open: trio.Event) -> None:
        """Keeps the stream open; one that the server ends is opened again from where it was."""
        with self._get_scope:
            for _ in range(self._max_resumes + 1):
                self._get_fault = await self._get_events(self._get, "get", self._own(extras), None, is_open)
                is_open.set()
                if self._get.status != 200 or self._client.is_closed:
                    return
                await trio.sleep(_retry_s(self._get))

    async def _get_events(
        self, facts: HttpFacts, name: str, extras: Extras, call: Call | None, is_open: trio.Event | None = None
    ) -> Fault | None:
        if facts.last_event_id:
            extras = Extras((*extras.headers, ("Last-Event-ID", facts.last_event_id)), extras.options)
        async with self._wire.ask("GET", self._url, None, EVENTS, extras, facts) as stream:
            if isinstance(stream, Fault):
                return stream
            if is_open is not None:
                is_open.set()
            if facts.status == 200 and is_events(facts):
                return await read_events(stream, facts, self._hearing(name, call))
            await stream.rest()
        return None

    def _own(self, extras: Extras) -> Extras:
        """The protocol's header fields alone: those that mirror a message are for its POST."""
        return Extras(self._client.protocol_headers(), extras.options)

    def drop_stream(self) -> None:
        self._get_scope.cancel()

    async def resume(self, event_id: str, extras: Extras) -> Fault | None:
        assert self._client.nursery is not None
        facts = HttpFacts(last_event_id=event_id)
        is_open = trio.Event()

        async def listen() -> None:
            await self._get_events(facts, "resume", extras, None, is_open)
            is_open.set()

        self._client.nursery.start_soon(listen)
        await is_open.wait()
        if facts.status not in (0, 200):
            return Fault("protocol", "first_byte", f"the stream was not resumed: HTTP {facts.status}")
        return None

    async def finish(self, extras: Extras) -> Mapping[str, object]:
        self._get_scope.cancel()
        if self._session_id is None:
            return {}
        facts = HttpFacts()
        async with self._wire.ask("DELETE", self._url, None, JSON_AND_EVENTS, extras, facts) as stream:
            if not isinstance(stream, Fault):
                await stream.rest()
        return {"status": facts.status} if facts.status else {}

    def facts(self) -> Mapping[str, object]:
        return {"get_status": self._get.status} if self._get.status else {}


def _retry_s(facts: HttpFacts) -> float:
    return DEFAULT_RETRY_S if facts.retry_ms is None else min(facts.retry_ms / 1000, MAX_RETRY_S)

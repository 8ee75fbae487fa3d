"""HTTP+SSE (2024-11-05): one stream for everything from the server, and a POST for every message to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import trio

from ...events import Fault
from ...requests import join_url, split_url
from ...wire.sse import SseEvent
from .call import Call, HttpFacts
from .link import Delivery, Extras
from .wire import EVENTS, JSON_AND_EVENTS, Wire, is_events, is_json, read_events

if TYPE_CHECKING:
    from .client import McpClient


class SseLink:
    """The stream, and where it said that messages go."""

    name = "sse"

    def __init__(self, client: McpClient, wire: Wire, url: str) -> None:
        self._client = client
        self._wire = wire
        self._url = url
        self._get = HttpFacts()
        self._scope = trio.CancelScope()
        self._ready = trio.Event()
        self._fault: Fault | None = None
        self._endpoint: str | None = None

    async def open(self) -> Fault | None:
        assert self._client.nursery is not None
        self._client.nursery.start_soon(self._listen)
        await self._ready.wait()
        return self._fault

    def session_id(self) -> str | None:
        return None

    async def _listen(self) -> None:
        with self._scope:
            fault = await self._read()
            self._fault = self._fault or fault or Fault("disconnected", "body", "the server ended the stream")
            self._ready.set()
            self._client.fail(self._fault)

    async def _read(self) -> Fault | None:
        async with self._wire.ask("GET", self._url, None, EVENTS, Extras(), self._get) as stream:
            if isinstance(stream, Fault):
                return stream
            if self._get.status != 200 or not is_events(self._get):
                await stream.rest()
                what = f"HTTP {self._get.status}, and no stream of events"
                return Fault("protocol", "first_byte", f"the server answered {what}", "is it Streamable HTTP?")
            return await read_events(stream, self._get, self._hear)

    def _hear(self, event: SseEvent) -> None:
        if event.event != "endpoint":
            self._client.hear(event.data.encode(), "sse")
            return
        whole = join_url(self._wire.options.base_url, self._url, self._wire.options.params)
        endpoint = urljoin(whole, event.data)
        if split_url(endpoint)[0].lower() != split_url(whole)[0].lower():
            # Another origin would get what is meant for this one.
            self._fault = Fault("protocol", "body", f"the endpoint `{event.data}` is of another origin")
            self._scope.cancel()
        self._endpoint = endpoint
        self._ready.set()

    async def deliver(self, call: Call, extras: Extras) -> None:
        delivery = await self._post(call.body, extras, call.http)
        if delivery.fault is not None:
            call.fail(delivery.fault)
        elif call.http.status >= 300:
            call.refuse()
        else:
            await call.settled.wait()

    async def tell(self, body: bytes, extras: Extras) -> Delivery:
        return await self._post(body, extras, HttpFacts())

    async def _post(self, body: bytes, extras: Extras, facts: HttpFacts) -> Delivery:
        if self._endpoint is None:
            return Delivery(Fault("protocol", "send", "the server named no endpoint"))
        # The endpoint has the query already.
        options = self._wire.options.model_copy(update={"params": {}})
        wire = Wire(self._wire.transport, self._wire.session, self._wire.files, options)
        async with wire.ask("POST", self._endpoint, body, JSON_AND_EVENTS, extras, facts) as stream:
            if isinstance(stream, Fault):
                return Delivery(stream, facts)
            answer = await stream.rest()
            if answer and is_json(facts):
                self._client.hear(answer, "post")
        return Delivery(None, facts)

    async def start_stream(self, extras: Extras) -> None:
        """It is open from the beginning."""

    async def resume(self, event_id: str, extras: Extras) -> Fault | None:
        return Fault("request", "", "HTTP+SSE cannot resume a stream", "Streamable HTTP can")

    def drop_stream(self) -> None:
        self._scope.cancel()

    async def finish(self, extras: Extras) -> Mapping[str, object]:
        self._scope.cancel()
        await trio.lowlevel.checkpoint()
        return {}

    def facts(self) -> Mapping[str, object]:
        return {}

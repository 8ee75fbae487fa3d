"""HTTP underneath: one request and its answer, read as JSON or as a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from ...events import Fault
from ...lean import dataclass
from ...plugin import FileAccess, Progress
from ...requests import Body, RequestOptions, Unsendable, make_request
from ...transport import HttpSession, HttpStream, HttpTransport
from ...wire import parse_media_type
from ...wire.sse import EventTooLarge, SseDecoder, SseEvent
from .call import HttpFacts
from .link import Extras

JSON_AND_EVENTS = ("Accept", "application/json, text/event-stream")
EVENTS = ("Accept", "text/event-stream")
Hear = Callable[[SseEvent], None]


@dataclass(slots=True)
class Wire:
    """What requests to one server have in common."""

    transport: HttpTransport
    session: HttpSession
    files: FileAccess
    options: RequestOptions

    @asynccontextmanager
    async def ask(
        self, method: str, url: str, body: bytes | None, accept: tuple[str, str], extras: Extras, facts: HttpFacts
    ) -> AsyncIterator[HttpStream | Fault]:
        """Sends a request. Inside, `facts` holds the head of the answer; a fault where there is none."""
        content = None if body is None else Body(body, "application/json")
        usual = (accept, *extras.headers)
        try:
            options = _merged(self.options, extras.options)
            prepared = make_request(method, url, content, options, self.files, self.transport, usual)
        except Unsendable as error:
            yield error.fault
            return
        async with self.transport.stream(prepared.request, self.session, Progress()) as stream:
            hops = stream.result.hops
            response = hops[-1].response if hops else None
            if hops:
                facts.message = hops[-1].request
            if response is None:
                yield stream.result.fault or Fault("protocol", "first_byte", "there is no answer")
                return
            status, reason = response.attributes.get("status"), response.attributes.get("reason")
            facts.status = status if isinstance(status, int) else 0
            facts.reason = reason if isinstance(reason, str) else ""
            facts.headers = response.headers
            yield stream


def _merged(options: RequestOptions, own: RequestOptions | None) -> RequestOptions:
    """The options of the opener, with the header fields and the authentication of one step over them."""
    if own is None:
        return options
    named = {name.lower() for name in own.headers}
    kept = {name: value for name, value in options.headers.items() if name.lower() not in named}
    auth = own.auth if "auth" in own.model_fields_set and own.auth is not None else options.auth
    return options.model_copy(update={"headers": {**kept, **own.headers}, "auth": auth})


def essence(facts: HttpFacts) -> str:
    """The media type of an answer; empty when it has none that can be read."""
    value = facts.headers.first("content-type")
    media = None if value is None else parse_media_type(value)
    return "" if media is None else media.essence


def is_events(facts: HttpFacts) -> bool:
    """Whether the answer is a stream of events."""
    return essence(facts) == "text/event-stream"


def is_json(facts: HttpFacts) -> bool:
    """Whether the answer says that it is JSON."""
    found = essence(facts)
    return found == "application/json" or found.endswith("+json")


async def read_events(stream: HttpStream, facts: HttpFacts, hear: Hear) -> Fault | None:
    """Reads events to the end of the stream; the fault that broke it off."""
    decoder = SseDecoder(facts.last_event_id, facts.retry_ms)
    while (piece := await stream.receive()) is not None:
        try:
            items = decoder.feed(piece)
        except EventTooLarge as error:
            return Fault("limit", "body", str(error))
        for item in items:
            if isinstance(item, SseEvent):
                facts.events += 1
                # An empty one only gives an id to come back with (2025-11-25, basic/transports).
                if item.data:
                    hear(item)
        facts.last_event_id, facts.retry_ms = decoder.last_event_id, decoder.retry_ms
    facts.is_clean = stream.result.fault is None and stream.is_end_told
    return stream.result.fault

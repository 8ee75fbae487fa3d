"""A feed that is read: connects, reads, connects again as WHATWG HTML section 9.2.3 says.

States of a connection: waits -> asks -> reads -> ended. Rule: after an end the feed asks again as long as it may,
with the last event id; an answer other than 200 with an event stream (204 too) ends it for good.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import trio

from ...events import Fault, Message
from ...plugin import Progress
from ...requests import Prepared
from ...transport import HttpRequest, HttpSession, HttpStream, HttpTransport
from ...wire import EventTooLarge, SseComment, SseDecoder, SseEvent, SseItem, parse_media_type
from .log import CLEAN, CLOSED, CUT, ConnectionLog, FeedLog
from .model import Reconnect

EVENT_STREAM = "text/event-stream"
MAX_UNREAD = 1000
"""How many events wait to be read before the feed stops reading: the target feels it."""

_SUMMARY_LENGTH = 100


class Feed:
    """One feed, at most one connection at a time. `receive` gives its events in order."""

    def __init__(
        self,
        prepared: Prepared,
        transport: HttpTransport,
        session: HttpSession,
        progress: Progress,
        clock: Callable[[], float],
        *,
        last_event_id: str,
        reconnect: Reconnect | None,
        max_event_bytes: int,
    ) -> None:
        self.log = FeedLog(clock(), last_event_id=last_event_id)
        self._request = prepared.request
        self._transport = transport
        self._session = session
        self._progress = progress
        self._clock = clock
        self._reconnect = reconnect
        self._max_event_bytes = max_event_bytes
        self._unread: deque[Message] = deque()
        self._changed = trio.Event()
        self._is_open = trio.Event()
        self._stop = trio.CancelScope()
        self._is_over = False

    async def run(self) -> None:
        """Connects and reads until the feed is over, or closed. Never raises for the target's faults."""
        try:
            with self._stop:
                await self._connect_again_and_again()
        finally:
            self._is_over = True
            self._is_open.set()
            self._tell()

    async def hold(self, task_status: trio.TaskStatus[Feed]) -> None:
        """The same as the task of a handle: started with the head of the first answer, or without one."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.run)
            await self._is_open.wait()
            task_status.started(self)

    async def wait_open(self) -> None:
        await self._is_open.wait()

    async def receive(self) -> Message | None:
        """The next event; None when the feed is over."""
        while not self._unread:
            if self._is_over:
                return None
            await self._changed.wait()
        if len(self._unread) == MAX_UNREAD:
            self._tell()
        return self._unread.popleft()

    def stop(self) -> None:
        """Ends reading; what came stays."""
        self._stop.cancel()

    async def aclose(self) -> None:
        self.stop()
        while not self._is_over:
            await self._changed.wait()

    def remarks(self) -> tuple[str, ...]:
        found = []
        if self._unread:
            count = len(self._unread)
            found.append(f"{'1 event was' if count == 1 else f'{count} events were'} never read")
        if self.log.fault is not None:
            found.append(self.log.fault.message)
        elif why := self.log.why_cut():
            found.append(f"it was cut: {why}")
        return tuple(found)

    # Connections

    async def _connect_again_and_again(self) -> None:
        reconnect = self._reconnect
        left = 0 if reconnect is None else reconnect.times
        waited_s = 0.0
        while await self._connect(waited_s) and left > 0:
            assert reconnect is not None
            left -= 1
            retry_ms = self.log.retry_ms
            asked_s = reconnect.delay if retry_ms is None else retry_ms / 1000
            waited_s = min(asked_s, reconnect.max_delay)
            await trio.sleep(waited_s)

    async def _connect(self, waited_s: float) -> bool:
        """One connection from start to end; whether another may follow."""
        log = self.log
        opened_at_s = self._clock() - log.started_s
        connection = ConnectionLog(opened_at_s, log.last_event_id, waited_s)
        is_first = not log.connections
        log.connections.append(connection)
        progress = self._progress if is_first else Progress()
        try:
            async with self._transport.stream(self._next_request(), self._session, progress) as stream:
                connection.result = stream.result
                connection.status = _status(stream)
                is_stream = connection.status == 200 and _is_event_stream(stream)
                may_follow = is_stream or (connection.status is None and not is_first)
                if is_stream:
                    progress.received += log.answer()
                    self._is_open.set()
                    await self._read(stream, connection)
                elif connection.status is not None:
                    log.body = await stream.rest()
            connection.result = stream.result
            self._end(connection, stream, is_first=is_first)
        finally:
            self._tell()
        return may_follow and log.fault is None

    def _next_request(self) -> HttpRequest:
        last_id = self.log.last_event_id
        if not last_id:
            return self._request
        return replace(self._request, headers=(*self._request.headers, ("Last-Event-ID", last_id)))

    def _end(self, connection: ConnectionLog, stream: HttpStream, *, is_first: bool) -> None:
        fault = stream.result.fault if self.log.fault is None else self.log.fault
        if fault is None:
            connection.ended = CLEAN if stream.is_end_told else CLOSED
            return
        connection.ended, connection.why = CUT, fault.message
        if fault.kind in ("limit", "decoding", "protocol") or (connection.status is None and is_first):
            self.log.fault = fault

    # Events

    async def _read(self, stream: HttpStream, connection: ConnectionLog) -> None:
        log = self.log
        decoder = SseDecoder(log.last_event_id, log.retry_ms, self._max_event_bytes)
        ignored_before = log.ignored
        try:
            while (chunk := await stream.receive()) is not None:
                items = decoder.feed(chunk)
                log.last_event_id, log.retry_ms = decoder.last_event_id, decoder.retry_ms
                log.ignored = ignored_before + decoder.ignored
                if items:
                    self._take(items, connection)
                    await self._let_read()
        except EventTooLarge as error:
            hint = "raise `max_event` if so much is expected"
            log.fault = Fault("limit", "body", str(error), hint)
        connection.discarded = decoder.unfinished

    def _take(self, items: list[SseItem], connection: ConnectionLog) -> None:
        log = self.log
        at_s = self._clock() - log.started_s
        events = 0
        for item in items:
            if isinstance(item, SseComment):
                before_s = log.last_arrival_s if log.last_arrival_s is not None else connection.opened_at_s
                log.comment(item.text, at_s, at_s - before_s)
                continue
            events += 1
            if log.first_event_s is None:
                log.first_event_s = at_s
            gap_s = None if log.last_event_at_s is None else at_s - log.last_event_at_s
            log.last_event_at_s = at_s
            self._unread.append(_message(item, at_s, gap_s, log.started_s))
        log.event_count += events
        connection.event_count += events
        log.arrive(at_s, events)
        self._tell()

    async def _let_read(self) -> None:
        while len(self._unread) >= MAX_UNREAD:
            await self._changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


def _message(event: SseEvent, at_s: float, gap_s: float | None, started_s: float) -> Message:
    attributes: dict[str, object] = {"event": event.event, "id": event.id, "at": at_s, "fields": list(event.fields)}
    if gap_s is not None:
        attributes["gap"] = gap_s
    data = event.data if len(event.data) <= _SUMMARY_LENGTH else f"{event.data[:_SUMMARY_LENGTH]}…"
    summary = f"{event.event}: {data}"
    # Decoded with replacement, so there are no lone surrogates to refuse.
    return Message(summary, body=event.data.encode(), attributes=attributes, at_s=started_s + at_s)


def _status(stream: HttpStream) -> int | None:
    response = stream.result.hops[-1].response if stream.result.hops else None
    status = None if response is None else response.attributes.get("status")
    return status if isinstance(status, int) else None


def _is_event_stream(stream: HttpStream) -> bool:
    response = stream.result.hops[-1].response
    value = None if response is None else response.headers.first("content-type")
    media = None if value is None else parse_media_type(value)
    return media is not None and media.essence == EVENT_STREAM

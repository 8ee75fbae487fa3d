"""An open WebSocket over a trio stream: one task that always reads, and sends that wait for nobody but TCP.

The reading task answers Pings and Close frames whatever a step does, so that no unread message holds them up. It is
`run`, and lives until the connection has ended; everything else is called by steps, from other tasks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

import trio

from ..events import Fault
from ..wire import (
    CloseReceived,
    MessageReceived,
    PingReceived,
    PongReceived,
    WebSocketBroken,
    WebSocketClosed,
    WebSocketLog,
    WebSocketMachine,
    WebSocketState,
    close_code_text,
)
from .upgrade import Switched
from .websocket_inbox import Handler, Inbox, Received, Reply, WebSocketOptions

_READ_BYTES = 64 * 1024
_MAX_REPLIES = 1000


class WebSocketConnection:
    """`machine` is fresh from the handshake. Steps may read `log`, `closed` and `close_*_s` at any time."""

    def __init__(
        self,
        switched: Switched,
        machine: WebSocketMachine,
        options: WebSocketOptions,
        clock: Callable[[], float],
    ) -> None:
        self.machine = machine
        self.options = options
        self.log = WebSocketLog()
        self.handler: Handler | None = None
        self.closed: WebSocketClosed | None = None
        self.handled = 0
        self.notices: list[str] = []
        self.close_sent_s: float | None = None
        self.close_received_s: float | None = None
        self.ended_s: float | None = None
        self._switched = switched
        self._clock = clock
        self._inbox = Inbox(options)
        self._news = trio.lowlevel.ParkingLot()
        self._sending = trio.Lock()
        self._replies: deque[bytes] = deque(maxlen=_MAX_REPLIES)
        self._has_replies = trio.Event()
        self._pongs: dict[bytes, float] = {}
        self._may_read = trio.Event()
        self._may_read.set()
        self._read_scope: trio.CancelScope | None = None
        self._opened_s = clock()
        self._is_dropped = False

    def opened(self, url: str, facts: Mapping[str, object]) -> None:
        """Begins the log with what the handshake came to."""
        said = {name: value for name, value in facts.items() if value}
        self.log.add("CONNECT", self._opened_s, facts={"url": url, **said})

    # The tasks of the connection

    async def run(self) -> None:
        """Reads until the connection has ended, for whatever reason; closes TCP. Cancelled, it just lets go."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._write_replies)
                await self._read(nursery)
                nursery.cancel_scope.cancel()
        finally:
            self._end("client" if self._is_dropped else "server")

    async def _read(self, nursery: trio.Nursery) -> None:
        data: bytes | bytearray = self._switched.leftover
        while True:
            if data:
                self._take(bytes(data), nursery)
            if self.machine.state in (WebSocketState.CLOSED, WebSocketState.BROKEN):
                await self._see_off()
                return
            await self._may_read.wait()
            received = await self._receive()
            if received == b"":
                return
            data = received or b""

    async def _receive(self) -> bytes | bytearray | None:
        """The next bytes, b"" at the end, None when reading was paused meanwhile."""
        with trio.CancelScope() as self._read_scope:
            try:
                return await self._switched.stream.receive_some(_READ_BYTES)
            except trio.BrokenResourceError:
                self._error("the connection was reset")
                return b""
            except trio.ClosedResourceError:
                return b""
        return None

    async def _see_off(self) -> None:
        """Sends what is still to be said; waits for the server to end TCP, as it should (RFC 6455 section 7.1.1)."""
        with trio.move_on_after(self.options.end_s) as waiting:
            while self._replies:
                await self._transmit(self._replies.popleft())
            while await self._receive():
                pass
        if waiting.cancelled_caught and self.machine.state is WebSocketState.CLOSED:
            self.notices.append(f"the server did not end TCP within {self.options.end_s:g}s of the last Close frame")

    async def _write_replies(self) -> None:
        while True:
            await self._has_replies.wait()
            while self._replies:
                await self._transmit(self._replies.popleft())
            self._has_replies = trio.Event()

    def _reply(self, data: bytes) -> None:
        self._replies.append(data)
        self._has_replies.set()

    def _take(self, data: bytes, nursery: trio.Nursery) -> None:
        now_s = self._clock()
        for found in self.machine.receive(data, now_s):
            match found:
                case MessageReceived():
                    self._take_message(found, now_s, nursery)
                case PingReceived(payload):
                    self.log.add("PING", now_s, "received", len(payload), _payload(payload))
                    if self.options.answers_pings:
                        self._reply(self.machine.pong(payload))
                        self.log.add("PONG", now_s, "sent", len(payload), _payload(payload))
                case PongReceived(payload):
                    self.log.add("PONG", now_s, "received", len(payload), _payload(payload))
                    self._pongs[payload] = now_s
                case CloseReceived():
                    self.close_received_s = now_s
                    if self.machine.state is WebSocketState.ANSWERING:
                        self._reply(self.machine.answer_close())
                        self.close_sent_s = now_s
                case WebSocketBroken():
                    self._give_up(found)
        self._news.unpark_all()

    def _take_message(self, message: MessageReceived, now_s: float, nursery: trio.Nursery) -> None:
        kind = "text" if isinstance(message.data, str) else "binary"
        facts: dict[str, object] = {"type": kind}
        if message.fragments > 1:
            facts["fragments"] = message.fragments
        if message.is_compressed:
            facts["compressed"] = True
        entry = self.log.add("MESSAGE", now_s, "received", message.size_bytes, facts)
        received = Received(message, now_s, entry.at_s, entry.gap_s)
        handled: Reply | bool = self.handler(received) if self.handler is not None else False
        if isinstance(handled, Reply):
            self.handled += 1
            nursery.start_soon(self._reply_later, handled)
        elif handled:
            self.handled += 1
        elif (problem := self._inbox.put(received)) is not None:
            self._give_up(self.machine.give_up(1008, problem))

    async def _reply_later(self, reply: Reply) -> None:
        await trio.sleep(reply.delay_s)
        if self.machine.state is WebSocketState.OPEN:
            await self._transmit(reply.data())
            self.log.add("MESSAGE", self._clock(), "sent", reply.size_bytes, {**reply.facts, "handled": True})

    def _give_up(self, broken: WebSocketBroken) -> None:
        self._error(broken.message)
        self._reply(self.machine.close(broken.code, broken.message[:100]))
        self.close_sent_s = self._clock()

    def _error(self, message: str) -> None:
        self.log.add("ERROR", self._clock(), facts={"message": message})

    def _end(self, ended_by: str) -> None:
        self._switched.close()
        self.ended_s = self._clock()
        closed = self.closed = self.machine.closed("client" if ended_by == "client" else "server")
        facts = {
            "code": closed.code,
            "reason": closed.reason,
            "initiator": closed.initiator,
            "clean": closed.is_clean,
        }
        self.log.add("DISCONNECT", self.ended_s, facts=facts)
        self._news.unpark_all()

    # What steps do

    @property
    def unread(self) -> int:
        return len(self._inbox)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come, though TCP may not have ended yet."""
        return self.closed is not None or self.machine.state in (WebSocketState.CLOSED, WebSocketState.BROKEN)

    @property
    def lasted_s(self) -> float:
        return (self.ended_s if self.ended_s is not None else self._clock()) - self._opened_s

    def fault(self) -> Fault | None:
        """Why nothing more can be sent or will come; None while the connection is open."""
        if self.closed is None and self.machine.state is WebSocketState.OPEN:
            return None
        closed = self.closed if self.closed is not None else self.machine.closed("server")
        if closed.error is not None:
            kind = "limit" if closed.code in (1008, 1009) else "protocol"
            return Fault(kind, "session", f"{closed.error}; closed with {close_code_text(closed.code)}")
        who = "the server" if closed.initiator == "server" else "this side"
        if closed.code == 1006:
            return Fault("disconnected", "session", f"{who} ended the connection without a Close frame (1006)")
        return Fault("disconnected", "session", f"{who} closed the connection with {closed.text}")

    async def send(self, data: bytes, kind: str, size_bytes: int) -> bool:
        """Sends frames of one message; False when TCP takes no more, which `fault` explains soon."""
        is_sent = await self._transmit(data)
        if is_sent:
            self.log.add("MESSAGE", self._clock(), "sent", size_bytes, {"type": kind})
        return is_sent

    async def send_raw(self, data: bytes) -> bool:
        """Sends bytes as they are, whatever the machine thinks of the connection."""
        return await self._transmit(data)

    async def _transmit(self, data: bytes) -> bool:
        async with self._sending:
            try:
                await self._switched.stream.send_all(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return False
        return True

    async def receive(self) -> Received | None:
        """The oldest message that no step has had; None once the connection has ended and none is left."""
        await trio.lowlevel.checkpoint()
        while not len(self._inbox):
            if self.is_over:
                return None
            await self._news.park()
        return self._inbox.take()

    async def wait_news(self) -> None:
        """Until something has come or the connection has ended."""
        await self._news.park()

    async def ping(self, payload: bytes) -> float | None:
        """Sends a Ping; seconds until the Pong with the same payload; None when the connection ended instead."""
        self._pongs.pop(payload, None)
        sent_s = self._clock()
        if not await self._transmit(self.machine.ping(payload)):
            return None
        self.log.add("PING", sent_s, "sent", len(payload), _payload(payload))
        while payload not in self._pongs:
            if self.is_over:
                return None
            await self._news.park()
        return self._pongs.pop(payload) - sent_s

    async def pong(self, payload: bytes) -> bool:
        """Sends a Pong that nobody asked for."""
        self.log.add("PONG", self._clock(), "sent", len(payload), _payload(payload))
        return await self._transmit(self.machine.pong(payload))

    async def close(self, code: int | None, reason: str, within_s: float) -> bool:
        """The closing handshake, begun here; whether the server's Close frame came in time. Then TCP is over."""
        if self.closed is None and self.machine.state is WebSocketState.OPEN:
            self.close_sent_s = self._clock()
            with trio.move_on_after(within_s):
                await self._transmit(self.machine.close(code, reason))
        self.resume()
        with trio.move_on_after(within_s + self.options.end_s):
            with trio.move_on_after(within_s):
                while self.close_received_s is None and self.closed is None:
                    await self._news.park()
            if self.close_received_s is not None:
                while self.closed is None:
                    await self._news.park()
        if self.closed is None:
            self.drop()
            with trio.CancelScope(shield=True), trio.move_on_after(1):
                while self.closed is None:
                    await self._news.park()
        return self.close_received_s is not None

    async def wait_closed(self) -> None:
        while self.closed is None:
            await self._news.park()

    def drop(self, *, is_reset: bool = False) -> None:
        """Ends TCP at once, without a Close frame."""
        self._is_dropped = True
        self._may_read.set()
        trio.lowlevel.notify_closing(self._switched.raw)
        if is_reset:
            self._switched.reset()
        else:
            self._switched.close()

    def pause(self) -> None:
        """Stops reading, also of Pings and Close frames: TCP will hold the server back."""
        self._may_read = trio.Event()
        if self._read_scope is not None:
            self._read_scope.cancel()

    def resume(self) -> None:
        self._may_read.set()


def _payload(payload: bytes) -> dict[str, object]:
    return {"payload": payload.decode("utf-8", "replace")} if payload else {}

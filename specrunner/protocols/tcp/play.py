"""One script on one connection: a task that always reads, while the script sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

import trio

from ...events import Exchange, Fault, Message
from ...lean import dataclass
from ...plugin import FileAccess, StepContext
from ...requests import Unsendable, tls_options
from ...source import SourceSpan
from ...transport import HttpTransport, RawConnection, RawLost, open_raw
from ...values import compile_regex, format_size
from .model import Piece, Reading, TcpAction, piece_key
from .rules import decode

PROTOCOL = "tcp"
_NOWHERE = SourceSpan("", 1, 1, 1, 1)
_MAX_BYTES = 256 * 1024 * 1024


@dataclass(slots=True)
class _Inbox:
    """What came so far. `end` is "" while the connection lives; then `closed` or `reset`, or `full` at the limit."""

    limit: int
    data: bytearray = field(default_factory=bytearray)
    end: str = ""
    first_byte_s: float | None = None
    last_byte_at_s: float = 0.0
    last_byte_s: float = 0.0
    waited: int = 0
    is_broken: bool = False
    _news: trio.Event = field(default_factory=trio.Event)

    def take(self, data: bytes, at_s: float, now_s: float) -> None:
        """`at_s` is on the run's clock, for the record; `now_s` on trio's, for deadlines."""
        if self.first_byte_s is None:
            self.first_byte_s = at_s
        self.last_byte_at_s, self.last_byte_s = at_s, now_s
        self.data += data
        if len(self.data) >= self.limit:
            del self.data[self.limit :]
            self.end = "full"
        self._tell()

    def finish(self, end: str) -> None:
        self.end = self.end or end
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = trio.Event()

    async def news(self) -> None:
        await self._news.wait()


async def play(action: TcpAction, ctx: StepContext) -> Exchange:
    """The exchange of a rendered action: what was sent, piece by piece, and all that came, as one message."""
    started_s = ctx.clock.monotonic_s()
    transport = ctx.resource(HttpTransport)
    try:
        pieces = [(piece, _bytes_of(piece, ctx.files)) for piece in action.send]
        tls = tls_options(action.tls, ctx.files)
    except Unsendable as error:
        return Exchange(PROTOCOL, started_s=started_s, timing_s={"total": 0.0}, fault=error.fault)
    assert action.connect is not None
    address = action.connect if "://" in action.connect else f"http://{action.connect}"
    opened = await open_raw(address, tls, transport.addresses, ctx.progress, ctx.clock.monotonic_s)
    if isinstance(opened, Fault):
        total_s = ctx.clock.monotonic_s() - started_s
        return Exchange(PROTOCOL, started_s=started_s, timing_s={"total": total_s}, fault=opened)
    try:
        return await _Conversation(action, ctx, opened, started_s).run(pieces)
    finally:
        opened.close()


class _Conversation:
    def __init__(self, action: TcpAction, ctx: StepContext, connection: RawConnection, started_s: float) -> None:
        self.reading: Reading = action.read
        self.ctx = ctx
        self.connection = connection
        self.started_s = started_s
        self.inbox = _Inbox(action.read.max)
        self.unsent = 0
        self.is_reset = False

    def now_s(self) -> float:
        return self.ctx.clock.monotonic_s()

    async def run(self, pieces: list[tuple[Piece, bytes]]) -> Exchange:
        try:
            ended = await self._converse(pieces)
        finally:
            # For when the time of the step is over: what came so far is worth knowing.
            self.ctx.progress.received += self._received()
        if self.is_reset:
            self.connection.reset()
        return self._exchange(ended)

    async def _converse(self, pieces: list[tuple[Piece, bytes]]) -> str:
        """Plays the script; what ended the conversation."""
        ended = ""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._read)
            for piece, data in pieces:
                ended = await self._do(piece, data)
                if ended:
                    break
            ended = ended or await self._wait(self.reading.until, self.reading.within, self.reading.idle)
            nursery.cancel_scope.cancel()
        return ended

    def _received(self) -> tuple[Message, ...]:
        data = bytes(self.inbox.data)
        return (Message(_shown(data), body=data, at_s=self.inbox.last_byte_at_s),) if data else ()

    async def _read(self) -> None:
        while not self.inbox.end:
            try:
                data = await self.connection.receive()
            except RawLost:
                self.inbox.finish("reset")
                return
            if not data:
                self.inbox.finish("closed")
                return
            self.inbox.take(data, self.now_s(), trio.current_time())
            self.ctx.progress.bytes_received = len(self.inbox.data)

    async def _do(self, piece: Piece, data: bytes) -> str:
        """Carries out one piece; what ended the conversation, or nothing when it goes on."""
        match piece_key(piece):
            case "pause":
                assert piece.pause is not None
                await trio.sleep(piece.pause)
            case "wait_for":
                assert piece.wait_for is not None
                ended = await self._wait(piece.wait_for, self.reading.within, None)
                return "" if ended == "matched" else ended
            case "half_close":
                try:
                    await self.connection.end_sending()
                except RawLost:
                    self.inbox.finish("reset")
            case "reset":
                self.is_reset = True
                return "reset_by_us"
            case _:
                await self._send(piece, data)
        return ""

    async def _send(self, piece: Piece, data: bytes) -> None:
        self.ctx.progress.sent.append(
            Message(f"{_shown(data)}", body=data, at_s=self.now_s(), attributes={"piece": piece_key(piece)})
        )
        sent = 0
        try:
            for part in _parts(piece, data):
                if sent and piece.drip is not None:
                    await trio.sleep(piece.drip.every)
                await self.connection.send(part)
                sent += len(part)
        except RawLost:
            # What came before says more than that the rest was not taken. The system tells of a reset only once, and
            # told us: the reading task may see nothing but an end.
            self.unsent += len(data) - sent
            self.inbox.is_broken = True

    async def _wait(self, until: str, within_s: float, idle_s: float | None) -> str:
        """Until it matches, the peer ends, nothing comes for `idle_s`, or the time is over: which of them."""
        regex = None if until == "close" else compile_regex(until, _NOWHERE)
        inbox = self.inbox
        deadline_s = trio.current_time() + within_s
        quiet_since_s = trio.current_time()
        while True:
            if regex is not None:
                found = regex.search(inbox.data[inbox.waited :].decode("latin-1"))
                if found is not None:
                    inbox.waited += found.end()
                    return "matched"
            if inbox.end == "closed" and inbox.is_broken:
                return "reset"
            if inbox.end:
                return "early_close" if inbox.end == "closed" and regex is not None else inbox.end
            now_s = trio.current_time()
            quiet_s = now_s - max(inbox.last_byte_s, quiet_since_s)
            if idle_s is not None and quiet_s >= idle_s:
                return "idle"
            if now_s >= deadline_s:
                return "time"
            left_s = deadline_s - now_s
            with trio.move_on_after(left_s if idle_s is None else min(left_s, idle_s - quiet_s)):
                await inbox.news()

    def _exchange(self, ended: str) -> Exchange:
        connection, inbox = self.connection, self.inbox
        timing_s = {**connection.timing_s, "total": self.now_s() - self.started_s}
        if inbox.first_byte_s is not None:
            timing_s["first_byte"] = inbox.first_byte_s - self.started_s
        attributes: dict[str, object] = {
            "ended": ended,
            "unsent": self.unsent,
            "is_peer_done": inbox.end == "closed",
            "remote_address": connection.remote_address,
        }
        if connection.tls:
            attributes["tls"] = dict(connection.tls)
        return Exchange(
            protocol=PROTOCOL,
            sent=tuple(self.ctx.progress.sent),
            received=self._received(),
            started_s=self.started_s,
            timing_s=timing_s,
            attributes=attributes,
        )


def _parts(piece: Piece, data: bytes) -> Iterator[bytes]:
    size = len(data) if piece.drip is None else piece.drip.size
    for start in range(0, len(data), max(size, 1)):
        yield data[start : start + size]


def _bytes_of(piece: Piece, files: FileAccess) -> bytes:
    key = piece_key(piece)
    value = getattr(piece, key)
    if key == "file":
        try:
            data = files.read(value)
        except OSError as error:
            raise Unsendable("file", f"`{value}` cannot be read: {error.strerror or error}") from None
    elif isinstance(value, str) and key != "wait_for":
        try:
            data = decode(key, value)
        except ValueError as error:
            raise Unsendable("request", f"`{key}` cannot be sent: {error}") from None
    else:
        return b""
    if len(data) * piece.times > _MAX_BYTES:
        raise Unsendable(
            "request", f"{piece.times} times {format_size(len(data))} is more than {format_size(_MAX_BYTES)}"
        )
    return data * piece.times


def _shown(data: bytes) -> str:
    """The first line, for people."""
    first = data.split(b"\n", 1)[0].strip()[:80].decode("utf-8", "backslashreplace")
    return first or f"{len(data)} bytes"

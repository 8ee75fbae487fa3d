"""The client's half of an open WebSocket connection: bytes in, happenings out, and bytes to send for each wish.

States: OPEN -> CLOSING (our Close is out) -> CLOSED, or OPEN -> ANSWERING (theirs came) -> CLOSED (ours answered);
from each of them BROKEN, once the server broke the protocol or a limit. Rule: `receive` never sends; whoever drives
the machine answers Pings and Close frames, so that a test can leave that out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import Enum, auto

from wsproto.frame_protocol import Frame, FrameProtocol, Opcode, ParseFailed

from .broken import broken_by
from .closing import Side, WebSocketClosed
from .deflate import Deflate, DeflateTerms
from .happenings import (
    CloseReceived,
    MessageReceived,
    PingReceived,
    PongReceived,
    WebSocketBroken,
    WebSocketHappening,
)
from .watch import FrameWatch, WebSocketLimits


class WebSocketState(Enum):
    OPEN = auto()
    CLOSING = auto()
    ANSWERING = auto()
    CLOSED = auto()
    BROKEN = auto()


_BAD_GATEWAY = 1014


class _Frames(FrameProtocol):
    def _process_close(self, frame: Frame) -> Frame:
        # wsproto takes 1014, which IANA has registered since, for a reserved code.
        payload = frame.payload
        if not isinstance(payload, bytes) or payload[:2] != _BAD_GATEWAY.to_bytes(2, "big"):
            return super()._process_close(frame)
        known = super()._process_close(frame._replace(payload=b"\x03\xe8" + payload[2:]))
        assert isinstance(known.payload, tuple)
        return known._replace(payload=(_BAD_GATEWAY, known.payload[1]))


class WebSocketMachine:
    """One connection behind its handshake. What `receive` yields is in the order of the wire."""

    def __init__(self, deflate: DeflateTerms | None = None, limits: WebSocketLimits | None = None) -> None:
        self.state = WebSocketState.OPEN
        self._limits = limits if limits is not None else WebSocketLimits()
        self._watch = FrameWatch(self._limits)
        self._deflate = None if deflate is None else Deflate(deflate, self._limits.message_bytes)
        hooks = [self._watch] if self._deflate is None else [self._watch, self._deflate]
        self._frames = _Frames(True, list(hooks))
        self._pieces: list[str | bytes] = []
        self._size_bytes = 0
        self._is_compressed = False
        self._control_times_s: deque[float] = deque()
        self._close: CloseReceived | None = None
        self._broken: WebSocketBroken | None = None
        self._sent_code: int | None = None
        self._initiator: Side | None = None

    # In

    def receive(self, data: bytes, at_s: float) -> Iterator[WebSocketHappening]:
        """What these bytes bring; to be exhausted. After a Close frame or a break nothing more comes."""
        if self._broken is not None or self._close is not None:
            return
        self._frames.receive_bytes(data)
        try:
            for frame in self._frames.received_frames():
                found = self._take(frame, at_s)
                if found is not None:
                    yield found
                if self._broken is not None:
                    return
        except ParseFailed as failure:
            problem = self._watch.problem or (self._deflate.problem if self._deflate is not None else None)
            yield self._break(broken_by(failure, problem))

    def _take(self, frame: Frame, at_s: float) -> WebSocketHappening | None:
        if not frame.opcode.iscontrol():
            return self._take_data(frame)
        if frame.opcode is Opcode.CLOSE:
            assert isinstance(frame.payload, tuple)
            self._close = CloseReceived(int(frame.payload[0]), frame.payload[1])
            if self.state is WebSocketState.OPEN:
                self.state, self._initiator = WebSocketState.ANSWERING, "server"
            else:
                self.state = WebSocketState.CLOSED
            return self._close
        if self._is_flood(at_s):
            message = f"more than {self._limits.controls} Pings and Pongs came within a second"
            return self._break(WebSocketBroken(1008, message))
        assert isinstance(frame.payload, bytes | bytearray)
        payload = bytes(frame.payload)
        return PingReceived(payload) if frame.opcode is Opcode.PING else PongReceived(payload)

    def _take_data(self, frame: Frame) -> MessageReceived | None:
        payload = frame.payload
        assert not isinstance(payload, tuple)
        if not self._pieces and frame.message_finished:
            whole = payload
        else:
            if payload or not self._pieces:
                self._pieces.append(payload)
            if not frame.message_finished:
                return None
            whole = "".join(self._pieces) if frame.opcode is Opcode.TEXT else b"".join(self._pieces)  # type: ignore[arg-type]
            self._pieces.clear()
        watch, deflate = self._watch, self._deflate
        if deflate is not None and deflate.is_compressed:
            return MessageReceived(whole, deflate.inflated_bytes, watch.wire_bytes, watch.fragments, True)
        return MessageReceived(whole, watch.wire_bytes, watch.wire_bytes, watch.fragments)

    def _is_flood(self, at_s: float) -> bool:
        times = self._control_times_s
        times.append(at_s)
        while at_s - times[0] > 1:
            times.popleft()
        return len(times) > self._limits.controls

    def _break(self, broken: WebSocketBroken) -> WebSocketBroken:
        self._broken = broken
        if self._initiator is None:
            self._initiator = "client"
        self.state = WebSocketState.BROKEN
        return broken

    def give_up(self, code: int, message: str) -> WebSocketBroken:
        """Ends the connection from this side for a reason of the driver's, as if the server had broken something."""
        return self._break(WebSocketBroken(code, message))

    # Out

    def message(self, data: str | bytes, *, is_final: bool = True, is_compressed: bool = True) -> bytes:
        """One frame of a message: the whole of it unless `is_final` is False, then its next piece.

        `is_compressed` counts on the first piece, and where the handshake agreed on it.
        """
        if self._deflate is not None:
            self._deflate.compresses = is_compressed
        return bytes(self._frames.send_data(data, is_final))

    def ping(self, payload: bytes) -> bytes:
        return bytes(self._frames.ping(payload))

    def pong(self, payload: bytes) -> bytes:
        return bytes(self._frames.pong(payload))

    def close(self, code: int | None = 1000, reason: str = "") -> bytes:
        """A Close frame: the first one, or the answer to theirs. None is for one without a code."""
        if self.state is WebSocketState.OPEN:
            self.state, self._initiator = WebSocketState.CLOSING, "client"
        elif self.state is WebSocketState.ANSWERING:
            self.state = WebSocketState.CLOSED
        self._sent_code = 1005 if code is None else code
        return bytes(self._frames.close(code, reason or None))

    def answer_close(self) -> bytes:
        """The answer to their Close frame: their code back (RFC 6455 section 5.5.1)."""
        code = self._close.code if self._close is not None else 1000
        return self.close(None if code == 1005 else code)

    def closed(self, ended_by: Side) -> WebSocketClosed:
        """How the connection ended, now that TCP has; `ended_by` counts where no Close frame said anything."""
        initiator = self._initiator if self._initiator is not None else ended_by
        if self._broken is not None:
            return WebSocketClosed(self._broken.code, "", initiator, False, self._broken.message)
        if self._close is not None:
            return WebSocketClosed(
                self._close.code, self._close.reason, initiator, self.state is WebSocketState.CLOSED
            )
        return WebSocketClosed(1006, "", initiator, False)

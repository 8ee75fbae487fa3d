"""What the frame headers say before their payload is here: for limits, and for words about what is wrong."""

from __future__ import annotations

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

from ...lean import dataclass

_NO_BITS = RsvBits(False, False, False)


@dataclass(frozen=True, slots=True)
class WebSocketLimits:
    """`message_bytes` is the content of one message, also before it is inflated; `fragments` the frames of one.

    `controls` are the Pings and Pongs that may come within one second.
    """

    message_bytes: int = 16 * 1024 * 1024
    fragments: int = 100_000
    controls: int = 1000


class FrameWatch(Extension):
    """Sees each header; claims no bit. `wire_bytes` and `fragments` are those of the message that comes in."""

    name = "frame-watch"

    def __init__(self, limits: WebSocketLimits) -> None:
        self.problem: str | None = None
        self.wire_bytes = 0
        self.fragments = 0
        self.opcode: Opcode | None = None
        self.rsv = _NO_BITS
        self._limits = limits

    def enabled(self) -> bool:
        return True

    def offer(self) -> bool:
        return False

    def frame_inbound_header(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, payload_length: int
    ) -> CloseReason | RsvBits:
        self.opcode, self.rsv = opcode, rsv
        if opcode.iscontrol():
            return _NO_BITS
        if opcode is not Opcode.CONTINUATION:
            self.wire_bytes = self.fragments = 0
        self.wire_bytes += payload_length
        self.fragments += 1
        if self.wire_bytes > self._limits.message_bytes:
            self.problem = (
                f"the message has {self.wire_bytes} bytes or more, and {self._limits.message_bytes} are allowed"
            )
            return CloseReason.MESSAGE_TOO_BIG
        if self.fragments > self._limits.fragments:
            self.problem = f"the message has more than {self._limits.fragments} fragments"
            return CloseReason.POLICY_VIOLATION
        return _NO_BITS

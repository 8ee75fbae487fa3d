"""permessage-deflate (RFC 7692): what is offered and agreed on, and the codec, which never inflates beyond a limit.

wsproto's own codec inflates without a limit, and forgets that a message is compressed when a Ping comes between its
fragments; its hooks are all that is used here.
"""

from __future__ import annotations

import zlib

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

from ...lean import dataclass

NAME = "permessage-deflate"
# RFC 7692 section 7.2.1: what a sender cuts off each message, and the receiver puts back.
_TAIL = b"\x00\x00\xff\xff"
_NO_BITS = RsvBits(False, False, False)
_COMPRESSED = RsvBits(True, False, False)
# zlib cannot make a raw stream with a window of 2^8; a message may always go out uncompressed instead.
_SMALLEST_WINDOW = 9


@dataclass(frozen=True, slots=True)
class DeflateOffer:
    """What the client asks for. `client_max_window_bits` of 0 only says that the server may choose."""

    client_no_context_takeover: bool = False
    server_no_context_takeover: bool = False
    client_max_window_bits: int | None = 0
    server_max_window_bits: int | None = None

    @property
    def text(self) -> str:
        """The member of Sec-WebSocket-Extensions."""
        parts = [NAME]
        if self.client_no_context_takeover:
            parts.append("client_no_context_takeover")
        if self.server_no_context_takeover:
            parts.append("server_no_context_takeover")
        if self.client_max_window_bits is not None:
            bits = self.client_max_window_bits
            parts.append(f"client_max_window_bits={bits}" if bits else "client_max_window_bits")
        if self.server_max_window_bits is not None:
            parts.append(f"server_max_window_bits={self.server_max_window_bits}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class DeflateTerms:
    """What both sides keep to."""

    client_no_context_takeover: bool = False
    server_no_context_takeover: bool = False
    client_max_window_bits: int = 15
    server_max_window_bits: int = 15


class Deflate(Extension):
    """The codec of one connection. `compresses` is read at the first fragment of each message that is sent.

    `problem` says in words why a hook refused; `inflated_bytes` counts the content of the message that comes in.
    """

    name = NAME

    def __init__(self, terms: DeflateTerms, limit_bytes: int) -> None:
        self.compresses = True
        self.problem: str | None = None
        self.inflated_bytes = 0
        self.is_compressed = False
        self._terms = terms
        self._limit_bytes = limit_bytes
        self._is_control = False
        self._is_sent_compressed = False
        self._inflater: zlib._Decompress | None = None
        self._deflater: zlib._Compress | None = None

    def enabled(self) -> bool:
        return True

    def offer(self) -> bool:
        return False

    # In

    def frame_inbound_header(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, payload_length: int
    ) -> CloseReason | RsvBits:
        self._is_control = opcode.iscontrol()
        if self._is_control or opcode is Opcode.CONTINUATION:
            # RFC 7692 section 6.1: the bit stands on the first frame of a message only.
            return _NO_BITS
        self.is_compressed = rsv.rsv1
        self.inflated_bytes = 0
        return _COMPRESSED

    def frame_inbound_payload_data(self, proto: FrameDecoder | FrameProtocol, data: bytes) -> bytes | CloseReason:
        if self._is_control or not self.is_compressed:
            return data
        return self._inflate(data)

    def frame_inbound_complete(self, proto: FrameDecoder | FrameProtocol, fin: bool) -> bytes | CloseReason | None:
        if self._is_control or not self.is_compressed or not fin:
            return None
        rest = self._inflate(_TAIL)
        if self._terms.server_no_context_takeover:
            self._inflater = None
        return rest

    def _inflate(self, data: bytes) -> bytes | CloseReason:
        out = b""
        while data:
            if self._inflater is None:
                self._inflater = zlib.decompressobj(-self._terms.server_max_window_bits)
            left = self._limit_bytes - self.inflated_bytes
            try:
                piece = self._inflater.decompress(data, left + 1)
            except zlib.error:
                self.problem = "the compressed message does not decompress"
                return CloseReason.INVALID_FRAME_PAYLOAD_DATA
            self.inflated_bytes += len(piece)
            if len(piece) > left:
                self.problem = f"the message inflates to more than the {self._limit_bytes} bytes that are allowed"
                return CloseReason.MESSAGE_TOO_BIG
            out += piece
            data = b""
            if self._inflater.eof:
                # RFC 7692 section 7.2.3.4: a block may say that it is the last, and yet another follows.
                data = self._inflater.unused_data
                self._inflater = None
        return out

    # Out

    def frame_outbound(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, data: bytes, fin: bool
    ) -> tuple[RsvBits, bytes]:
        if opcode.iscontrol():
            return rsv, data
        if opcode is not Opcode.CONTINUATION:
            is_possible = self._terms.client_max_window_bits >= _SMALLEST_WINDOW
            self._is_sent_compressed = self.compresses and is_possible
        if not self._is_sent_compressed:
            return rsv, data
        if self._deflater is None:
            bits = self._terms.client_max_window_bits
            self._deflater = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -bits)
        packed = self._deflater.compress(data) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
        if fin:
            # Where nothing is new zlib flushes nothing; an empty block is one byte then (section 7.2.3.6).
            packed = packed[:-4] if packed.endswith(_TAIL) else packed + b"\x00"
            if self._terms.client_no_context_takeover:
                self._deflater = None
        bits_set = _COMPRESSED if opcode is not Opcode.CONTINUATION else _NO_BITS
        return bits_set, packed

"""A server's half in tests: frames as bytes, and what a client sent, taken apart."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from specrunner.wire import RawFrame, WebSocketHappening, WebSocketMachine

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: tuple[int, ...] = ()) -> bytes:
    return RawFrame(opcode, payload, fin, frozenset(rsv)).encode()


def close(code: int, reason: str = "") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason.encode())


def feed(machine: WebSocketMachine, data: bytes, *, by: int = 0) -> list[WebSocketHappening]:
    """Everything at once, or in pieces of `by` bytes."""
    pieces = [data] if not by else [data[at : at + by] for at in range(0, len(data), by)]
    return [found for piece in pieces for found in machine.receive(piece, 0.0)]


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame as a client sent it, unmasked."""

    opcode: int
    payload: bytes
    is_final: bool
    rsv: int
    is_masked: bool


def sent_frames(data: bytes) -> list[Sent]:
    frames: list[Sent] = []
    while data:
        size, at = data[1] & 0x7F, 2
        if size == 126:
            size, at = struct.unpack("!H", data[2:4])[0], 4
        elif size == 127:
            size, at = struct.unpack("!Q", data[2:10])[0], 10
        is_masked = bool(data[1] & 0x80)
        mask = data[at : at + 4] if is_masked else b"\0\0\0\0"
        at += 4 if is_masked else 0
        payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data[at : at + size]))
        frames.append(Sent(data[0] & 0x0F, payload, bool(data[0] & 0x80), data[0] >> 4 & 7, is_masked))
        data = data[at + size :]
    return frames

"""Frames as bytes, right or wrong: what a library would refuse to send (RFC 6455 section 5.2)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Literal

from ...lean import dataclass

OPCODES: Mapping[str, int] = {"continuation": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}

LengthForm = Literal["shortest", "2 bytes", "8 bytes"]


@dataclass(frozen=True, slots=True)
class RawFrame:
    """`rsv` are the numbers of the reserved bits to set. `length` is what the header says, whatever is behind it.

    `mask` None sends the frame unmasked, which no client may.
    """

    opcode: int
    payload: bytes = b""
    is_final: bool = True
    rsv: frozenset[int] = frozenset()
    mask: bytes | None = None
    length: int | None = None
    length_form: LengthForm = "shortest"

    def encode(self) -> bytes:
        first = self.is_final << 7 | self.opcode & 0x0F
        for bit in self.rsv:
            first |= 0x80 >> bit
        masked = 0x80 if self.mask is not None else 0
        length = len(self.payload) if self.length is None else self.length
        head = bytes((first,)) + _length_bytes(length, masked, self.length_form)
        if self.mask is None:
            return head + self.payload
        return head + self.mask + apply_mask(self.payload, self.mask)


def _length_bytes(length: int, masked: int, form: LengthForm) -> bytes:
    if form == "shortest" and length < 126:
        return bytes((masked | length,))
    if form == "2 bytes" or (form == "shortest" and length < 1 << 16):
        return bytes((masked | 126,)) + struct.pack("!H", length & 0xFFFF)
    return bytes((masked | 127,)) + struct.pack("!Q", length & (1 << 64) - 1)


def apply_mask(payload: bytes, mask: bytes) -> bytes:
    """Masks or unmasks (section 5.3)."""
    size = len(payload)
    if not size:
        return b""
    repeated = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")).to_bytes(size, "little")

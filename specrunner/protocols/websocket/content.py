"""A message to send as frames, and frames that no library would send."""

from __future__ import annotations

import base64
import binascii
import os

from ...events import Message
from ...lean import dataclass
from ...plugin import FileAccess
from ...requests import Unsendable
from ...values import MISSING, dump_json
from ...wire import OPCODES, RawFrame, WebSocketMachine
from .model import Bytes, Fragment, Frame, Sending

SHOWN_BYTES = 400


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be framed. `pieces` are its fragments, texts or bytes; a `Ping` goes between two of them."""

    kind: str
    pieces: tuple[str | bytes | PingBetween, ...]
    is_compressed: bool = True
    times: int = 1

    @property
    def size_bytes(self) -> int:
        return sum(len(_encoded(piece)) for piece in self.pieces if not isinstance(piece, PingBetween))

    def frames(self, machine: WebSocketMachine) -> bytes:
        """The frames, made for this moment: compression keeps a window over all messages."""
        data = b""
        last = len(self.pieces) - 1
        for index, piece in enumerate(self.pieces):
            if isinstance(piece, PingBetween):
                data += machine.ping(piece.payload)
            else:
                data += machine.message(piece, is_final=index == last, is_compressed=self.is_compressed)
        return data

    def message(self, at_s: float) -> Message:
        body = b"".join(_encoded(piece) for piece in self.pieces if not isinstance(piece, PingBetween))
        attributes: dict[str, object] = {"type": self.kind}
        if len(self.pieces) > 1:
            attributes["fragments"] = sum(not isinstance(piece, PingBetween) for piece in self.pieces)
        if self.times > 1:
            attributes["times"] = self.times
        return message_of(self.kind, body, attributes, at_s, self.times)


@dataclass(frozen=True, slots=True)
class PingBetween:
    payload: bytes


def message_of(kind: str, body: bytes, attributes: dict[str, object], at_s: float, times: int = 1) -> Message:
    """A message for the record. Its first line has a short text whole, and of anything longer the size only: a text
    that is cut could end in the middle of a secret, which nobody would recognise then."""
    is_shown = kind == "text" and len(body) <= SHOWN_BYTES
    shown = f"text: {body.decode('utf-8', 'replace')}" if is_shown else f"{kind} of {len(body)} bytes"
    repeated = f" ({times} times)" if times > 1 else ""
    return Message(f"{shown}{repeated}", body=body, attributes=attributes, at_s=at_s)


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def outgoing_of(sending: Sending, files: FileAccess) -> Outgoing:
    """A rendered message. Raises Unsendable."""
    if sending.json_ is not MISSING:
        pieces: tuple[str | bytes | PingBetween, ...] = (_json(sending.json_),)
        kind = "text"
    elif sending.text is not None:
        pieces, kind = (_text(sending.text),), "text"
    elif sending.binary is not None:
        pieces, kind = (content_of(sending.binary, files),), "binary"
    else:
        fragments = sending.fragments or []
        kind = "text" if any(each.text is not None for each in fragments) else "binary"
        pieces = tuple(_fragment(each, files) for each in fragments)
    return Outgoing(kind, pieces, sending.compress, sending.times)


def _fragment(fragment: Fragment, files: FileAccess) -> str | bytes | PingBetween:
    if fragment.ping is not None:
        return PingBetween(control_payload(fragment.ping))
    return _text(fragment.text) if fragment.text is not None else content_of(fragment, files)


def _json(value: object) -> str:
    try:
        return dump_json(value).decode()
    except (TypeError, ValueError) as error:
        raise Unsendable("request", f"the message cannot be written as JSON: {error}") from None


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        hint = "send it with `raw` if invalid UTF-8 is the test"
        raise Unsendable(
            "request", "the text holds half of a surrogate pair, which UTF-8 cannot write", hint
        ) from None
    return text


def content_of(content: Bytes, files: FileAccess) -> bytes:
    """Bytes as they were given. Raises Unsendable."""
    if content.text is not None:
        return _text(content.text).encode()
    if content.file is not None:
        try:
            return files.read(content.file)
        except OSError as error:
            raise Unsendable("file", f"`{content.file}` cannot be read: {error.strerror or error}") from None
    try:
        if content.hex is not None:
            return bytes.fromhex(content.hex)
        return base64.b64decode(content.base64 or "", validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unsendable("request", f"the bytes to send cannot be read: {error}") from None


def control_payload(text: str) -> bytes:
    """The payload of a Ping or Pong. Raises Unsendable."""
    payload = _text(text).encode()
    if len(payload) > 125:
        raise Unsendable("request", f"the payload has {len(payload)} bytes, and a Ping holds 125")
    return payload


@dataclass(frozen=True, slots=True)
class Raw:
    """What goes out as it is: `data` for the wire, `shown` for the record, without the mask, behind which a secret
    would not be recognised."""

    data: bytes
    shown: bytes
    what: str

    def message(self, at_s: float) -> Message:
        return Message(f"{self.what}, {len(self.shown)} bytes", body=self.shown, at_s=at_s)


def raw_of(frame: Frame, files: FileAccess) -> Raw:
    """A frame as it is to be sent, with a fresh mask; or exact bytes. Raises Unsendable."""
    if frame.bytes is not None:
        exact = content_of(frame.bytes, files)
        return Raw(exact, exact, "raw bytes")
    opcode = frame.opcode if isinstance(frame.opcode, int) else OPCODES[frame.opcode or "text"]
    payload = b"" if frame.payload is None else content_of(frame.payload, files)
    made = RawFrame(
        opcode=opcode,
        payload=payload,
        is_final=frame.fin,
        rsv=frozenset(frame.rsv),
        mask=os.urandom(4) if frame.mask else None,
        length=frame.length,
        length_form=frame.length_form,
    )
    return Raw(made.encode(), payload, f"raw frame of opcode {opcode}")

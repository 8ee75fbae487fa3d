"""An HTTP/1 answer from bytes; no I/O, no clock.

States, in order: HEAD (once more after each interim answer) -> LENGTH | CHUNK_SIZE <-> CHUNK_DATA -> TRAILERS |
UNTIL_CLOSE -> DONE. Rule: `receive` consumes what it can and leaves the rest in the buffer; what is still there in
DONE does not belong to the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

from ..source import printable
from ..values import shortened
from .faults import FaultRaised, faulty, plural, size_text
from .http1_head import (
    SHOWN_BYTES,
    ResponseHead,
    check_field_count,
    content_lengths,
    not_http,
    read_fields,
    read_head,
)
from .model import HttpLimits

_HEAD_END = re.compile(rb"\n\r?\n")
_MAX_CHUNK_LINE = 4096
# 16 digits are more bytes than exist; what is longer is an overflow attempt.
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,16}")

# How little of an answer in a binary protocol tells which it is.
_TELLING_BYTES = 7

ReaderEvent: TypeAlias = ResponseHead | bytes


class ReaderState(Enum):
    HEAD = auto()
    LENGTH = auto()
    CHUNK_SIZE = auto()
    CHUNK_DATA = auto()
    TRAILERS = auto()
    UNTIL_CLOSE = auto()
    DONE = auto()


class ResponseReader:
    """Reads one answer to a request of `method`. With `is_upgrade` a 101 is the last of HTTP; what is left over then
    belongs to the other protocol.

    `receive` yields heads (interim ones too) and pieces of the body; both methods raise FaultRaised. Afterwards
    `trailers`, `notices`, `is_reusable` and `leftover_bytes` say the rest.
    """

    def __init__(self, method: str, limits: HttpLimits, *, is_upgrade: bool = False) -> None:
        self.state = ReaderState.HEAD
        self.notices: list[str] = []
        self.trailers: tuple[tuple[str, str], ...] = ()
        self.is_reusable = True
        self.expected_bytes: int | None = None
        self.body_bytes = 0
        self._method = method
        self._limits = limits
        self._is_upgrade = is_upgrade
        self._buffer = bytearray()
        self._searched = 0
        self._remaining = 0
        self._interim_count = 0
        self._has_started = False

    @property
    def is_done(self) -> bool:
        return self.state is ReaderState.DONE

    @property
    def ends_with_connection(self) -> bool:
        """Whether nothing but the end of the connection ends the body, which then cannot be told from a cut."""
        return self.state is ReaderState.UNTIL_CLOSE

    @property
    def has_started(self) -> bool:
        """Whether any byte came."""
        return self._has_started

    @property
    def leftover_bytes(self) -> int:
        """Bytes that came behind the answer's end."""
        return len(self._buffer) if self.is_done else 0

    def take_leftover(self) -> bytes:
        """Those bytes; they are no longer here then."""
        leftover = bytes(self._buffer)
        self._buffer.clear()
        return leftover

    def receive(self, data: bytes | bytearray) -> Iterator[ReaderEvent]:
        """To be exhausted: what came before a fault comes out before it is raised."""
        self._has_started = True
        self._buffer += data
        events: list[ReaderEvent] = []
        goes_on = True
        while goes_on:
            try:
                goes_on = self._step(events)
            except FaultRaised:
                yield from events
                raise
            yield from events
            events.clear()

    def receive_eof(self) -> None:
        """The peer has closed; raises FaultRaised (`disconnected`) unless that is how the body ends."""
        match self.state:
            case ReaderState.DONE:
                return
            case ReaderState.UNTIL_CLOSE:
                self.state = ReaderState.DONE
                self.notices.append("the body ended with the connection; whether it is whole cannot be told")
                return
            case ReaderState.HEAD:
                raise self._cut_head()
            case ReaderState.LENGTH:
                message = f"the body is short: received {self.body_bytes} of {self.expected_bytes} bytes"
            case _:
                came = plural(self.body_bytes, "byte")
                message = f"the body is cut short: received {came} in chunks, and the last chunk never came"
        hint = "the service closed the connection too early; does its log say why?"
        raise faulty("disconnected", "body", message, hint, is_retryable=True)

    def _cut_head(self) -> Exception:
        hint = "did the service crash on this request? See its log"
        if self._buffer and not b"HTTP/".startswith(self._buffer[:5]):
            return not_http(bytes(self._buffer))
        if self._buffer:
            size = plural(len(self._buffer), "byte")
            message = f"the connection was closed in the middle of the answer's head, after {size}"
        elif self._interim_count:
            message = "the connection was closed after an interim answer, before the final one"
        else:
            message = "the connection was closed without an answer"
        return faulty("disconnected", "first_byte", message, hint, is_retryable=True)

    def _step(self, events: list[ReaderEvent]) -> bool:
        """One step; False when more bytes are needed or the answer is complete."""
        match self.state:
            case ReaderState.HEAD:
                return self._step_head(events)
            case ReaderState.LENGTH | ReaderState.CHUNK_DATA:
                return self._step_counted(events)
            case ReaderState.CHUNK_SIZE:
                return self._step_chunk_size()
            case ReaderState.TRAILERS:
                return self._step_trailers()
            case ReaderState.UNTIL_CLOSE:
                if self._buffer:
                    self._emit(events, len(self._buffer))
                return False
            case _:
                return False

    def _emit(self, events: list[ReaderEvent], size: int) -> None:
        if size == len(self._buffer):
            piece = bytes(self._buffer)
            self._buffer.clear()
        else:
            piece = bytes(self._buffer[:size])
            del self._buffer[:size]
        self.body_bytes += size
        events.append(piece)

    # The head

    def _step_head(self, events: list[ReaderEvent]) -> bool:
        if not self._searched:
            if self._buffer.startswith((b"\r", b"\n")):
                # RFC 9112 section 2.2: a stray line break before the message is to be skipped.
                del self._buffer[:1]
                return True
            if not b"HTTP/".startswith(self._buffer[:5]):
                return self._refuse_not_http()
        found = _HEAD_END.search(self._buffer, max(0, self._searched - 2))
        size = found.end() if found else len(self._buffer)
        if size > self._limits.header_bytes:
            message = f"the answer's head is larger than {size_text(self._limits.header_bytes)}"
            raise faulty("limit", "first_byte", message, "is that a loop in the service that adds fields?")
        if found is None:
            self._searched = len(self._buffer)
            return False
        head = read_head(bytes(self._buffer[:size]), self.notices)
        del self._buffer[:size]
        self._searched = 0
        check_field_count(head, self._limits.header_count)
        events.append(head)
        if head.status == 101 and self._is_upgrade:
            self.state = ReaderState.DONE
            self.is_reusable = False
        elif head.status < 200:
            self._note_interim(head)
        else:
            self._choose_framing(head)
        return not self.is_done

    def _refuse_not_http(self) -> bool:
        """Waits for enough to show: a line, or what no text starts with."""
        is_binary = self._buffer[0] < 0x20 and len(self._buffer) >= _TELLING_BYTES
        if is_binary or b"\n" in self._buffer or len(self._buffer) >= SHOWN_BYTES:
            raise not_http(bytes(self._buffer))
        return False

    def _note_interim(self, head: ResponseHead) -> None:
        if head.status == 101:
            name = ", ".join(head.values("upgrade")) or "an unnamed protocol"
            message = f"the server switched protocols, to {printable(name)}, without being asked"
            raise faulty("protocol", "first_byte", message, "an http step cannot go on after 101")
        self._interim_count += 1
        if self._interim_count > self._limits.interim:
            message = (
                f"more than {self._limits.interim} interim answers came (the last: {head.status}), and no final one"
            )
            raise faulty("limit", "first_byte", message, "is the service stuck in sending them?")

    def _choose_framing(self, head: ResponseHead) -> None:
        """RFC 9112 section 6.3."""
        is_persistent = head.version >= "HTTP/1.1"
        connection = head.tokens("connection")
        self.is_reusable = "close" not in connection and (is_persistent or "keep-alive" in connection)
        codings = head.tokens("transfer-encoding")
        lengths = content_lengths(head, self.notices)
        if self._method == "HEAD" or head.status in (204, 304) or (self._method == "CONNECT" and head.status < 300):
            self.state = ReaderState.DONE
        elif codings:
            self._choose_coded_framing(codings, has_length=bool(lengths))
        elif lengths:
            self.expected_bytes = self._remaining = lengths[0]
            self.state = ReaderState.LENGTH if self._remaining else ReaderState.DONE
        else:
            self.state = ReaderState.UNTIL_CLOSE
            self.is_reusable = False

    def _choose_coded_framing(self, codings: list[str], *, has_length: bool) -> None:
        if has_length:
            self.notices.append(
                "the answer has both Content-Length and Transfer-Encoding, as in request smuggling; the latter counts"
            )
            self.is_reusable = False
        if codings[-1] != "chunked" or len(codings) > 1:
            name = printable(shortened(", ".join(codings), 80))
            hint = "only `chunked` is understood; compress with Content-Encoding instead"
            raise faulty("protocol", "first_byte", f"the transfer coding `{name}` is not understood", hint)
        self.state = ReaderState.CHUNK_SIZE

    # The body

    def _step_counted(self, events: list[ReaderEvent]) -> bool:
        if self._remaining:
            if not self._buffer:
                return False
            size = min(self._remaining, len(self._buffer))
            self._emit(events, size)
            self._remaining -= size
            if self._remaining:
                return False
        if self.state is ReaderState.LENGTH:
            self.state = ReaderState.DONE
            return False
        return self._end_chunk()

    def _end_chunk(self) -> bool:
        if self._buffer[:1] == b"\n":
            del self._buffer[:1]
        elif self._buffer[:2] == b"\r\n":
            del self._buffer[:2]
        elif b"\r".startswith(self._buffer):
            return False
        else:
            raise faulty("protocol", "body", "a chunk of the body is longer than the size that it announced")
        self.state = ReaderState.CHUNK_SIZE
        return True

    def _step_chunk_size(self) -> bool:
        end = self._buffer.find(b"\n")
        if end < 0:
            if len(self._buffer) > _MAX_CHUNK_LINE:
                raise faulty("protocol", "body", f"a chunk size of the body is longer than {_MAX_CHUNK_LINE} bytes")
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        size = line.partition(b";")[0].strip(b" \t\r")
        if not _CHUNK_SIZE.fullmatch(size):
            shown = printable(shortened(size.decode("latin-1"), 40))
            raise faulty("protocol", "body", f"`{shown}` is no chunk size (hexadecimal, at most 16 digits)")
        self._remaining = int(size, 16)
        self.state = ReaderState.CHUNK_DATA if self._remaining else ReaderState.TRAILERS
        return True

    def _step_trailers(self) -> bool:
        if self._buffer[:2] == b"\r\n" or self._buffer[:1] == b"\n":
            size = 2 if self._buffer[:1] == b"\r" else 1
        else:
            found = _HEAD_END.search(self._buffer)
            size = found.end() if found else len(self._buffer)
            if size > self._limits.header_bytes:
                message = f"the trailer fields are larger than {size_text(self._limits.header_bytes)}"
                raise faulty("limit", "body", message)
            if found is None:
                return False
        self.trailers = read_fields(bytes(self._buffer[:size]), self.notices)
        del self._buffer[:size]
        self.state = ReaderState.DONE
        return False

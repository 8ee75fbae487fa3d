"""One exchange on an HTTP/2 connection: what each event of its stream means for the answer."""

from __future__ import annotations

import h2.errors
import h2.events

from ..events import Fault, Headers
from ..lean import dataclass
from .answer import Answer
from .faults import faulty
from .http1_head import ResponseHead, check_field_count
from .model import HttpLimits


@dataclass(slots=True, eq=False)
class Stream:
    """One exchange on its way."""

    number: int
    answer: Answer
    limits: HttpLimits
    is_done: bool = False
    fault: Fault | None = None

    def fail(self, fault: Fault) -> None:
        if not self.is_done:
            self.fault = fault
            self.is_done = True


def apply_event(event: h2.events.Event, stream: Stream) -> None:
    """Takes one event into the stream's answer; raises FaultRaised where it ends it."""
    answer = stream.answer
    answer.saw_byte()
    match event:
        case h2.events.InformationalResponseReceived():
            answer.take_interim(_read_head(event.headers))
            if len(answer.interim) > stream.limits.interim:
                message = f"more than {stream.limits.interim} interim answers came, and no final one"
                raise faulty("limit", "first_byte", message, "is the service stuck in sending them?")
        case h2.events.ResponseReceived():
            head = _read_head(event.headers)
            check_field_count(head, stream.limits.header_count)
            length = next((value for value in head.values("content-length") if value.isdecimal()), None)
            answer.take_head(head, int(length) if length is not None else None)
        case h2.events.DataReceived():
            answer.take_data(event.data or b"")
        case h2.events.TrailersReceived():
            answer.trailers = _read_head(event.headers).headers.pairs
        case h2.events.StreamEnded():
            stream.is_done = True
        case h2.events.StreamReset():
            name = error_name(event.error_code)
            is_refused = event.error_code == h2.errors.ErrorCodes.REFUSED_STREAM
            kind = "disconnected" if is_refused else "protocol"
            message = f"the server broke the answer off with {name}"
            raise faulty(kind, answer.watch.phase, message, "see the service's log", is_retryable=is_refused)
        case _:
            pass


def _read_head(fields: object) -> ResponseHead:
    status = 0
    headers: list[tuple[str, str]] = []
    for name, value in fields or ():  # type: ignore[attr-defined]
        if name == b":status":
            status = int(value)
        elif not name.startswith(b":"):
            headers.append((name.decode("latin-1"), value.decode("latin-1")))
    return ResponseHead(status, "", "HTTP/2", Headers(tuple(headers)))


def error_name(code: object) -> str:
    """`REFUSED_STREAM`, or the number of an unknown code."""
    return code.name if isinstance(code, h2.errors.ErrorCodes) else f"error {code}"

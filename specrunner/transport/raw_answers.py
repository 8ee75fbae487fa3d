"""HTTP/1 answers in raw bytes: each with its interim ones and its trailers, which clients mostly hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from ..events import Headers
from ..lean import dataclass
from .faults import FaultRaised
from .http1_head import ResponseHead
from .http1_reader import ResponseReader
from .model import HttpLimits

_NO_LIMIT = HttpLimits(body_bytes=1 << 62, header_bytes=1 << 62, header_count=1 << 31, interim=1 << 31)


@dataclass(slots=True)
class RawAnswer:
    """`problem` says why it is no whole HTTP answer; empty when it is. `body` is as framed, not decompressed."""

    status: int | None = None
    reason: str = ""
    http_version: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    trailers: Headers = field(default_factory=Headers)
    interim: list[ResponseHead] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    problem: str = ""


def read_answers(data: bytes, methods: Sequence[str], *, is_ended: bool) -> Iterator[RawAnswer]:
    """The answers in `data`, in order; the n-th is one to a request of the n-th method (the last stands for more).

    `is_ended`: the peer has ended its side, so that a body without a length is whole.
    """
    index = 0
    while data:
        method = methods[min(index, len(methods) - 1)] if methods else "GET"
        answer, used = _read_one(data, method, is_ended=is_ended)
        yield answer
        if answer.problem or used == 0:
            return
        data = data[used:]
        index += 1


def _read_one(data: bytes, method: str, *, is_ended: bool) -> tuple[RawAnswer, int]:
    answer = RawAnswer()
    reader = ResponseReader(method, _NO_LIMIT)
    body: list[bytes] = []
    try:
        for event in reader.receive(data):
            if isinstance(event, bytes):
                body.append(event)
            elif event.status < 200:
                answer.interim.append(event)
            else:
                answer.status, answer.reason, answer.http_version = event.status, event.reason, event.version
                answer.headers = event.headers
        if is_ended:
            reader.receive_eof()
        elif not reader.is_done:
            answer.problem = "more of it was to come"
    except FaultRaised as raised:
        answer.problem = raised.fault.message
    answer.body = b"".join(body)
    answer.trailers = Headers(reader.trailers)
    answer.notices = list(reader.notices)
    return answer, len(data) - reader.leftover_bytes

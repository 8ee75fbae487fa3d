"""One HTTP/1.1 connection: bytes out, a `ResponseReader` fed with what comes back."""

from __future__ import annotations

import errno
import ssl

import trio

from ..lean import dataclass
from .answer import Answer
from .connection import Connection
from .faults import FaultRaised, faulty
from .http1_head import ResponseHead
from .http1_reader import ResponseReader
from .outgoing import Field, Outgoing
from .tls_faults import explain_alert
from .url import Url

_READ_BYTES = 64 * 1024
# A body up to this goes out with its head in one piece; a larger one is sent beside reading, since a server may
# answer (413) and stop reading before it has all.
_SMALL_BYTES = 64 * 1024
# RFC 9110 section 10.1.1: a client that sent `Expect: 100-continue` should not wait for ever.
_CONTINUE_WAIT_S = 1.0


class Http1Connection(Connection):
    """Takes one exchange at a time. With `proxy_fields` it leads to a forwarding proxy, which gets them too."""

    is_http2 = False
    proxy_fields: tuple[Field, ...] | None = None

    async def exchange(self, outgoing: Outgoing, answer: Answer) -> None:
        """Sends, and reads the whole answer into `answer`; raises FaultRaised. The connection is spoilt unless
        `is_reusable` afterwards."""
        self.is_reusable = False
        reader = ResponseReader(outgoing.method, outgoing.limits, is_upgrade=outgoing.is_upgrade)
        answer.watch.enter("send")
        if len(outgoing.body) <= _SMALL_BYTES and not outgoing.expects_continue:
            await self._send(outgoing.http1_head(self.proxy_fields) + outgoing.body)
            answer.watch.enter("first_byte")
            await self._read(reader, answer, None)
            is_sent = True
        else:
            is_sent = await self._exchange_beside(outgoing, reader, answer)
        answer.notices.extend(reader.notices)
        answer.trailers = reader.trailers
        if outgoing.is_upgrade and answer.head is not None and answer.head.status == 101:
            answer.leftover = reader.take_leftover()
        if reader.leftover_bytes:
            answer.notices.append(_leftover_notice(outgoing.method, reader, answer.head))
        self.is_reusable = is_sent and reader.is_reusable and not reader.leftover_bytes and outgoing.keeps_alive
        self.keep_alive_s = _promised_s(answer.head)
        answer.finish()

    async def _send(self, data: bytes) -> bool:
        """False when the peer no longer takes any: it may have answered already, so that is for reading to tell."""
        try:
            await self.stream.send_all(data)
        except trio.BrokenResourceError:
            return False
        return True

    async def _exchange_beside(self, outgoing: Outgoing, reader: ResponseReader, answer: Answer) -> bool:
        sending = _Sending(trio.Event())
        if not outgoing.expects_continue:
            sending.may_go.set()
        fault: FaultRaised | None = None
        async with trio.open_nursery() as nursery:
            await self._send(outgoing.http1_head(self.proxy_fields))
            if outgoing.expects_continue:
                answer.watch.enter("first_byte")
            nursery.start_soon(self._send_body, outgoing, sending, answer)
            try:
                await self._read(reader, answer, sending)
            except FaultRaised as raised:  # to be raised outside, where no group wraps it
                fault = raised
            nursery.cancel_scope.cancel()
        if fault is not None:
            raise fault
        return sending.is_done

    async def _send_body(self, outgoing: Outgoing, sending: _Sending, answer: Answer) -> None:
        with trio.move_on_after(_CONTINUE_WAIT_S):
            await sending.may_go.wait()
        if sending.is_refused:
            return
        if not answer.has_started:
            answer.watch.enter("send")
        if await self._send(outgoing.body):
            sending.is_done = True
            if not answer.has_started:
                answer.watch.enter("first_byte")

    async def _read(self, reader: ResponseReader, answer: Answer, sending: _Sending | None) -> None:
        while not reader.is_done:
            data = await self._receive(reader, answer)
            if not data:
                answer.is_end_told = not reader.ends_with_connection
                reader.receive_eof()
                continue
            answer.saw_byte()
            for event in reader.receive(data):
                if isinstance(event, bytes):
                    answer.take_data(event)
                elif event.status < 200 and not reader.is_done:
                    answer.take_interim(event)
                    if sending is not None and event.status == 100:
                        sending.may_go.set()
                else:
                    if sending is not None and not sending.may_go.is_set():
                        sending.is_refused = True
                        sending.may_go.set()
                    answer.take_head(event, reader.expected_bytes)
            await answer.drained()

    async def _receive(self, reader: ResponseReader, answer: Answer) -> bytes | bytearray:
        try:
            return await self.stream.receive_some(_READ_BYTES)
        except trio.BrokenResourceError as broken:
            raise self._broken(broken, reader, answer) from None

    def _broken(self, broken: trio.BrokenResourceError, reader: ResponseReader, answer: Answer) -> FaultRaised:
        error = broken.__cause__
        if isinstance(error, ssl.SSLError):
            return explain_alert(error, self.url) or _broken_tls(error, self.url, answer.watch.phase)
        how = "broke off"
        if isinstance(error, OSError) and error.errno in (errno.ECONNRESET, errno.EPIPE):
            how = "was reset by the service"
        hint = "did the service crash on this request? See its log"
        if answer.head is not None:
            of = f" of {reader.expected_bytes}" if reader.expected_bytes is not None else ""
            message = f"the connection {how} in the middle of the body: received {reader.body_bytes}{of} bytes"
            return faulty("disconnected", "body", message, hint, is_retryable=True)
        where = "in the middle of the answer's head" if reader.has_started else "before an answer"
        return faulty("disconnected", "first_byte", f"the connection {how} {where}", hint, is_retryable=True)


@dataclass(slots=True)
class _Sending:
    """A body on its way. `is_refused`: the final answer came where `100 Continue` was awaited."""

    may_go: trio.Event
    is_done: bool = False
    is_refused: bool = False


def _promised_s(head: ResponseHead | None) -> float | None:
    """`timeout` of a Keep-Alive field, in seconds."""
    for token in head.tokens("keep-alive") if head is not None else ():
        name, _, value = token.partition("=")
        if name.strip() == "timeout" and value.strip().isdecimal():
            return float(value.strip()[:6])
    return None


def _leftover_notice(method: str, reader: ResponseReader, head: ResponseHead | None) -> str:
    size = reader.leftover_bytes
    bytes_ = "1 byte" if size == 1 else f"{size} bytes"
    if reader.expected_bytes is not None:
        return f"{bytes_} came behind the body's {reader.expected_bytes}; ignored, the connection closed"
    if method == "HEAD":
        return f"{bytes_} of a body came although HEAD asks for none; ignored, the connection closed"
    why = f"status {head.status} has none" if head is not None and head.status in (204, 304) else "it had ended"
    return f"{bytes_} of a body came although {why}; ignored, the connection closed"


def _broken_tls(error: ssl.SSLError, url: Url, phase: str) -> FaultRaised:
    message = f"TLS with {url.where} broke: {error.reason or error}"
    return faulty("disconnected", phase, message, is_retryable=True)

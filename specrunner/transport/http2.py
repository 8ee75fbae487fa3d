"""One HTTP/2 connection, shared by the requests of a session (RFC 9113), on the machine of `h2`.

Whoever waits for its stream reads for all: it holds the read lock, hands each event to its stream, and lets go. What
is to be sent waits in the machine until the next flush.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings
import trio

from ..events import Fault
from ..source import printable
from ..values import shortened
from .answer import Answer
from .connection import Connection
from .faults import FaultRaised, faulty, size_text
from .http1_head import not_http
from .http2_stream import Stream, apply_event, error_name
from .model import HttpLimits
from .outgoing import Outgoing
from .tls_faults import explain_alert
from .url import Url

_READ_BYTES = 64 * 1024
_STREAM_WINDOW_BYTES = 1 << 20
_CONNECTION_WINDOW_BYTES = 1 << 24
_GOODBYE_S = 0.5
_PREFACE_BYTES = 9
# RFC 9113 section 8.2.2: they belong to an HTTP/1.1 connection, or became pseudo-fields.
_HTTP1_ONLY = frozenset(
    ("host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "expect")
)


class Http2Connection(Connection):
    """Takes as many exchanges at a time as the server allows."""

    is_http2 = True

    def __init__(
        self,
        stream: trio.abc.Stream,
        raw: socket.socket,
        url: Url,
        remote_address: str,
        tls: Mapping[str, object] | None,
        limits: HttpLimits,
    ) -> None:
        super().__init__(stream, raw, url, remote_address, tls)
        self._machine = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
        self._machine.local_settings.update(
            {
                h2.settings.SettingCodes.ENABLE_PUSH: 0,
                h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: _STREAM_WINDOW_BYTES,
                h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE: limits.header_bytes,
            }
        )
        self._machine.local_settings.acknowledge()
        self._machine.initiate_connection()
        self._machine.increment_flow_control_window(_CONNECTION_WINDOW_BYTES)
        self._streams: dict[int, Stream] = {}
        self._read_lock = trio.Lock()
        self._send_lock = trio.Lock()
        self._read_count = 0
        self._preface = b""

    @property
    def stream_count(self) -> int:
        return len(self._streams)

    @property
    def is_available(self) -> bool:
        return self.is_reusable and len(self._streams) < self._machine.remote_settings.max_concurrent_streams

    async def exchange(self, outgoing: Outgoing, answer: Answer) -> None:
        answer.watch.enter("send")
        stream = self._open_stream(outgoing, answer)
        try:
            await self._flush()
            await self._send_body(stream, outgoing.body)
            if not answer.has_started:
                answer.watch.enter("first_byte")
            while not stream.is_done:
                await self._pump()
                await answer.drained()
        finally:
            del self._streams[stream.number]
            if not stream.is_done:
                await self._abandon(stream)
        if stream.fault is not None:
            raise FaultRaised(stream.fault)
        answer.finish()

    # Sending

    def _open_stream(self, outgoing: Outgoing, answer: Answer) -> Stream:
        authority = outgoing.fields[0].value
        fields = [
            (b":method", outgoing.method.encode("ascii")),
            (b":authority", authority),
            (b":scheme", outgoing.url.scheme.encode("ascii")),
            (b":path", outgoing.url.target.encode("ascii")),
        ]
        fields += [
            (field.key.encode("ascii"), field.value) for field in outgoing.fields if field.key not in _HTTP1_ONLY
        ]
        try:
            number = self._machine.get_next_available_stream_id()
            self._machine.send_headers(number, fields, end_stream=not outgoing.body)
        except h2.exceptions.NoAvailableStreamIDError:
            self.is_reusable = False
            raise faulty(
                "disconnected", "send", "the connection has no stream numbers left", is_retryable=True
            ) from None
        except h2.exceptions.ProtocolError as error:
            # The compression table may have taken in fields that the server will never see.
            self.is_reusable = False
            raise faulty("request", "", f"HTTP/2 does not allow this request: {error}") from None
        stream = self._streams[number] = Stream(number, answer, outgoing.limits)
        return stream

    async def _send_body(self, stream: Stream, body: bytes) -> None:
        position = 0
        while position < len(body) and not stream.is_done:
            window = self._machine.local_flow_control_window(stream.number)
            size = min(window, self._machine.max_outbound_frame_size, len(body) - position)
            if size <= 0:
                await self._pump()
                continue
            piece = body[position : position + size]
            position += size
            self._machine.send_data(stream.number, piece, end_stream=position == len(body))
            await self._flush()

    async def _flush(self) -> None:
        async with self._send_lock:
            data = self._machine.data_to_send()
            if not data:
                return
            is_whole = False
            try:
                await self.stream.send_all(data)
                is_whole = True
            except trio.BrokenResourceError:
                is_whole = True  # why it broke is for reading to tell
                self.is_reusable = False
            finally:
                if not is_whole:
                    # Cancelled in the middle of a frame: nobody can use the connection any more.
                    message = "the connection was given up because another request on it was cancelled"
                    self._end(Fault("disconnected", "send", message, is_retryable=True))

    async def _abandon(self, stream: Stream) -> None:
        """The request was cancelled: the server should know, but must not keep us."""
        self._reset(stream)
        with trio.CancelScope(deadline=trio.current_time() + _GOODBYE_S, shield=True):
            await self._flush()

    def _reset(self, stream: Stream) -> None:
        """Tells the server, with the next flush, that nobody waits for this answer any more."""
        try:
            self._machine.reset_stream(stream.number, h2.errors.ErrorCodes.CANCEL)
        except h2.exceptions.ProtocolError:
            self.is_reusable = False

    # Reading

    async def _pump(self) -> None:
        """Reads once for all streams, unless another task has done so while this one waited."""
        seen = self._read_count
        async with self._read_lock:
            if self._read_count == seen:
                await self._read()
        await self._flush()

    async def _read(self) -> None:
        try:
            data = await self.stream.receive_some(_READ_BYTES)
        except trio.BrokenResourceError as broken:
            self._end(self._broken(broken.__cause__))
        else:
            self._take(bytes(data))
        self._read_count += 1

    def _take(self, data: bytes) -> None:
        if not data:
            message = "the connection was closed before the answer was whole"
            self._end(Fault("disconnected", "first_byte", message, "see the service's log", is_retryable=True))
            return
        if len(self._preface) < _PREFACE_BYTES:
            self._preface += data[: _PREFACE_BYTES - len(self._preface)]
            # RFC 9113 section 3.4: a server starts with a SETTINGS frame; its type is the fourth byte.
            if len(self._preface) > 3 and self._preface[3] != 4:
                self._end(self._no_preface(data))
                return
        try:
            for event in self._machine.receive_data(data):
                self._dispatch(event)
        except h2.exceptions.DenialOfServiceError:
            limit = size_text(self._machine.local_settings.max_header_list_size or 0)
            message = f"the answer's head is larger than {limit}, or sent to exhaust memory"
            self._end(Fault("limit", "first_byte", message))
        except h2.exceptions.ProtocolError as error:
            message = f"what came back breaks HTTP/2: {printable(str(error))}"
            self._end(Fault("protocol", "first_byte", message))

    def _no_preface(self, data: bytes) -> Fault:
        if not self._preface.startswith(b"HTTP/1."):
            return not_http(data).fault
        message = f"{self.url.where} answers in HTTP/1, not in HTTP/2"
        return Fault("protocol", "first_byte", message, "leave `http2` out for this service")

    def _dispatch(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.ConnectionTerminated):
            self._go_away(event)
            return
        if isinstance(event, h2.events.DataReceived):
            # Also for a stream that nobody waits for: its bytes count against the connection's window.
            self._machine.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id or 0)
        stream = self._streams.get(getattr(event, "stream_id", None) or 0)
        if stream is None or stream.is_done:
            return
        try:
            apply_event(event, stream)
        except FaultRaised as raised:
            stream.fail(raised.fault)
            self._reset(stream)

    def _go_away(self, event: h2.events.ConnectionTerminated) -> None:
        self.is_reusable = False
        said = (
            f" ({printable(shortened(event.additional_data.decode('latin-1'), 200))})"
            if event.additional_data
            else ""
        )
        for stream in self._streams.values():
            # RFC 9113 section 6.8: streams above the last one were not, and will not be, processed.
            if stream.number > (event.last_stream_id or 0) or event.error_code:
                name = error_name(event.error_code)
                message = f"the server closed the connection with {name}{said}"
                stream.fail(Fault("disconnected", stream.answer.watch.phase, message, is_retryable=True))

    def _broken(self, error: BaseException | None) -> Fault:
        if isinstance(error, ssl.SSLError) and (known := explain_alert(error, self.url)):
            return known.fault
        message = "the connection was reset before the answer was whole"
        return Fault("disconnected", "first_byte", message, "see the service's log", is_retryable=True)

    def _end(self, fault: Fault) -> None:
        """The connection is over, and with it every exchange on it."""
        self.is_reusable = False
        for stream in self._streams.values():
            stream.fail(fault)

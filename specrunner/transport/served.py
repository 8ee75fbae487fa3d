"""A small HTTP/1.1 server: requests are read strictly, answers are written exactly as its caller wants them."""

from __future__ import annotations

import socket
import struct
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import TypeAlias

import h11
import trio

from ..events import Headers
from ..lean import dataclass
from .listener import Listener

MAX_BODY_BYTES = 16 * 1024 * 1024
_READ_BYTES = 64 * 1024
_BODILESS = (204, 304)


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """A whole request. `target` is the request target as it came."""

    method: str
    target: str
    headers: Headers
    body: bytes


class ClientGone(Exception):
    """The client has ended the connection, or broken it off."""


class ServedAnswer:
    """How one request is answered: `head`, then `data`, then `end`; or, for what HTTP does not know, the others.

    All raise ClientGone. After `raw`, `close` and `reset` the connection is over.
    """

    def __init__(self, stream: trio.SocketStream, method: str, *, keeps: bool, knows_chunks: bool) -> None:
        self._stream = stream
        self._method = method
        self._knows_chunks = knows_chunks
        self._is_chunked = False
        self._is_silent = False
        self.is_begun = False
        self.keeps = keeps
        """Whether the connection goes on behind this answer."""

    async def head(self, status: int, fields: list[tuple[str, str]], size: int | None) -> None:
        """The status line and the fields. `size` is that of the body, None for one of unknown size.

        The framing is added where `fields` do not have it.
        """
        self.is_begun = True
        given = {name.lower() for name, _ in fields}
        self._is_silent = self._method == "HEAD" or status in _BODILESS
        lines = [f"HTTP/1.1 {status} {_reason(status)}", *(f"{name}: {value}" for name, value in fields)]
        if not given & {"content-length", "transfer-encoding"} and status not in _BODILESS:
            self._is_chunked = size is None and self._knows_chunks
            if size is not None:
                lines.append(f"Content-Length: {size}")
            elif self._is_chunked:
                lines.append("Transfer-Encoding: chunked")
            else:
                self.keeps = False  # HTTP/1.0 knows no other end of such a body
        if any(name.lower() == "connection" and "close" in value.lower() for name, value in fields):
            self.keeps = False
        elif not self.keeps and "connection" not in given:
            lines.append("Connection: close")
        await self._send("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))

    async def data(self, data: bytes) -> None:
        if data and not self._is_silent:
            await self._send(b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunked else data)

    async def end(self) -> None:
        if self._is_chunked and not self._is_silent:
            await self._send(b"0\r\n\r\n")

    async def raw(self, data: bytes) -> None:
        """These bytes, whatever they are."""
        self.keeps = False
        await self._send(data)

    async def close(self) -> None:
        """Ends the connection, whatever was promised."""
        self.keeps = False
        await self._stream.aclose()

    async def reset(self) -> None:
        """Breaks the connection off (TCP RST)."""
        self.keeps = False
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await trio.aclose_forcefully(self._stream)

    async def gone(self) -> None:
        """Waits until the client has ended the connection."""
        self.keeps = False
        try:
            while await self._stream.receive_some(_READ_BYTES):
                pass
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return

    async def _send(self, data: bytes) -> None:
        try:
            await self._stream.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self.keeps = False
            raise ClientGone from None


Handle: TypeAlias = Callable[[ServedRequest, ServedAnswer], Awaitable[None]]
Refuse: TypeAlias = Callable[[str], None]


async def serve_http(
    listener: Listener,
    handle: Handle,
    on_nonsense: Refuse,
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Takes connections until it is cancelled; the listener is closed then.

    `on_nonsense` is told in a sentence what came that is no request; it is answered with 400.
    """
    converse = partial(_converse, handle=handle, on_nonsense=on_nonsense)
    taken = trio.SocketListener(trio.socket.from_stdlib_socket(listener))
    async with trio.open_nursery() as nursery:
        task_status.started()
        await trio.serve_listeners(converse, [taken], handler_nursery=nursery)


async def _converse(stream: trio.SocketStream, handle: Handle, on_nonsense: Refuse) -> None:
    left = b""
    try:
        while True:
            try:
                read = await _read_request(stream, left)
            except h11.RemoteProtocolError as error:
                on_nonsense(f"something came that is no HTTP request: {error}")
                await stream.send_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            if read is None:
                return
            request, left, keeps, knows_chunks = read
            answer = ServedAnswer(stream, request.method, keeps=keeps, knows_chunks=knows_chunks)
            await handle(request, answer)
            if not answer.keeps:
                return
    except (ClientGone, trio.BrokenResourceError, trio.ClosedResourceError):
        return
    finally:
        await trio.aclose_forcefully(stream)


async def _read_request(stream: trio.SocketStream, left: bytes) -> tuple[ServedRequest, bytes, bool, bool] | None:
    """The next request, what came behind it, whether another may follow, and whether the client knows chunks.

    None when the client has ended.
    """
    # One machine a request, for reading alone: answers need not be what h11 would let through.
    machine = h11.Connection(h11.SERVER)
    if left:
        machine.receive_data(left)
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = machine.next_event()
        if event is h11.NEED_DATA:
            if machine.they_are_waiting_for_100_continue:
                await stream.send_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                machine.send(h11.InformationalResponse(status_code=100, headers=[]))
            machine.receive_data(await stream.receive_some(_READ_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_BODY_BYTES:
                raise h11.RemoteProtocolError("its body is larger than 16 MiB", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage):
            break
        else:
            return None
    assert head is not None
    fields = Headers(
        tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
    )
    is_recent = head.http_version != b"1.0"
    keeps = is_recent and all("close" not in value.lower() for value in fields.all("connection"))
    request = ServedRequest(head.method.decode("ascii"), head.target.decode("latin-1"), fields, bytes(body))
    return request, machine.trailing_data[0], keeps, is_recent


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

"""A listener on a free port of 127.0.0.1 for the one request that brings a user back (RFC 8252 section 7.3)."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Self

import h11
import trio

from ..lean import dataclass
from .listener import listen

MAX_BODY_BYTES = 1024 * 1024
PATIENCE_S = 10.0
_PAGE = b"<!doctype html><title>Signed in</title><p>You can close this window.</p>"
_READ_BYTES = 65536


@dataclass(frozen=True, slots=True)
class CallbackHit:
    """The request that came: its whole URL, and the body of a form that was posted."""

    method: str
    url: str
    body: bytes = b""


class CallbackListener:
    """Holds its port from the beginning of the `with` block to its end; answers only while `wait` runs.

    Other requests (an icon, another path, a broken one) get 404 and change nothing.
    """

    def __init__(self, path: str = "/callback") -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._socket = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}{self._path}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def wait(self) -> CallbackHit:
        """The first request to the path. Waits without end: a deadline is the caller's."""
        if self._socket is None:
            raise RuntimeError("the listener is not open")
        found: list[CallbackHit] = []
        # A twin, since trio closes what it is given, and the port must stay ours until the block ends.
        listener = trio.SocketListener(trio.socket.from_stdlib_socket(self._socket.dup()))
        async with trio.open_nursery() as nursery, listener:

            async def answer(stream: trio.SocketStream) -> None:
                with trio.move_on_after(PATIENCE_S):
                    hit = await self._answer(stream)
                    if hit is not None and not found:
                        found.append(hit)
                        nursery.cancel_scope.cancel()

            while True:
                stream = await listener.accept()
                nursery.start_soon(answer, stream)
        return found[0]

    async def _answer(self, stream: trio.SocketStream) -> CallbackHit | None:
        async with stream:
            connection = h11.Connection(h11.SERVER)
            try:
                request, body = await _read(connection, stream)
                target = request.target.decode("ascii", "replace")
                is_ours = target.partition("?")[0] == self._path
                await _reply(connection, stream, 200 if is_ours else 404)
            except (h11.RemoteProtocolError, trio.BrokenResourceError):
                return None
        if not is_ours:
            return None
        origin = self.url.removesuffix(self._path)
        return CallbackHit(request.method.decode("ascii"), origin + target, body)


async def _read(connection: h11.Connection, stream: trio.SocketStream) -> tuple[h11.Request, bytes]:
    request: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                connection.receive_data(await stream.receive_some(_READ_BYTES))
            case h11.Request():
                request = event
            case h11.Data():
                body += event.data
                if len(body) > MAX_BODY_BYTES:
                    raise h11.RemoteProtocolError("the body is too long")
            case h11.EndOfMessage() if request is not None:
                return request, bytes(body)
            case _:
                raise h11.RemoteProtocolError("the connection ended before the request")


async def _reply(connection: h11.Connection, stream: trio.SocketStream, status: int) -> None:
    page = _PAGE if status == 200 else b""
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    head = connection.send(h11.Response(status_code=status, headers=headers)) or b""
    await stream.send_all(
        head + (connection.send(h11.Data(page)) or b"") + (connection.send(h11.EndOfMessage()) or b"")
    )

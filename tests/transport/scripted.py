"""Tiny servers that do exactly what a test says, byte by byte, on 127.0.0.1."""

from __future__ import annotations

import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from specrunner.events import Fault, Message
from specrunner.transport import HttpRequest, HttpResult, HttpTransport


@dataclass(slots=True)
class RecordedProgress:
    """What a runner would hand in."""

    phase: str = ""
    bytes_received: int = 0
    sent: list[Message] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)


class Peer:
    """The server's end of one connection."""

    def __init__(self, stream: trio.abc.Stream, sock: Any) -> None:
        self.stream = stream
        self._sock = sock
        self._buffer = b""

    async def head(self) -> bytes:
        """The next request's head, with its blank line; b"" when the client has closed."""
        while b"\r\n\r\n" not in self._buffer:
            data = await self.stream.receive_some()
            if not data:
                return b""
            self._buffer += data
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n"

    async def body(self, size: int) -> bytes:
        while len(self._buffer) < size:
            data = await self.stream.receive_some()
            if not data:
                break
            self._buffer += data
        body, self._buffer = self._buffer[:size], self._buffer[size:]
        return body

    async def request(self) -> bytes:
        """The next request, whole (by its Content-Length); b"" when the client has closed."""
        head = await self.head()
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        return head + await self.body(int(length[1])) if length else head

    async def send(self, data: bytes) -> None:
        await self.stream.send_all(data)

    async def answer(self, body: bytes = b"", *fields: bytes, status: bytes = b"200 OK") -> None:
        """One whole answer with a Content-Length."""
        lines = [b"HTTP/1.1 " + status, *fields, b"Content-Length: %d" % len(body)]
        await self.send(b"\r\n".join(lines) + b"\r\n\r\n" + body)

    async def hold(self) -> None:
        """Keeps the connection open, and silent."""
        await trio.sleep_forever()

    async def end(self) -> None:
        """Ends sending, and goes on reading."""
        assert isinstance(self.stream, trio.SocketStream)
        await self.stream.send_eof()

    def reset(self) -> None:
        """Ends the connection with RST."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


Script = Callable[[Peer], Awaitable[None]]


@dataclass(slots=True)
class Server:
    """`connections` counts those that came; `requests` are the heads that scripts by `answering` saw."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def https(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.port}"


@asynccontextmanager
async def serving(
    *scripts: Script, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Server]:
    """Each connection runs the next script; the last one is for all that follow. A script's end closes it."""
    listeners = await trio.open_tcp_listeners(port, host=host)
    server = Server(listeners[0].socket.getsockname()[1])

    async def handle(stream: trio.SocketStream) -> None:
        script = scripts[min(server.connections, len(scripts) - 1)]
        server.connections += 1
        served: trio.abc.Stream = stream
        if tls is not None:
            served = trio.SSLStream(stream, tls, server_side=True, https_compatible=True)
        try:
            if isinstance(served, trio.SSLStream):
                await served.do_handshake()
            await script(Peer(served, stream.socket))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass  # the client went away, as many tests want it to
        finally:
            await trio.aclose_forcefully(stream)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, handle, listeners)
        yield server
        nursery.cancel_scope.cancel()


def bytes_then_close(data: bytes) -> Script:
    """Reads one request, sends `data`, closes."""

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(data)

    return script


def bytes_then_hold(data: bytes) -> Script:
    """Reads one request, sends `data`, stays open and silent."""

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(data)
        await peer.hold()

    return script


async def get(url: str, **options: Any) -> HttpResult:
    """One request in a transport of its own."""
    method = options.pop("method", "GET")
    async with HttpTransport() as transport:
        return await transport.send(HttpRequest(method, url, **options), transport.new_session(), RecordedProgress())


async def fault_of(url: str, **options: Any) -> Fault:
    """The fault of a request that must have one."""
    result = await get(url, **options)
    assert result.fault is not None, result
    return result.fault


async def fault_after(data: bytes, **options: Any) -> Fault:
    """The fault when the server sends `data` and closes."""
    async with serving(bytes_then_close(data)) as server:
        return await fault_of(server.url, **options)


async def result_after(data: bytes, **options: Any) -> HttpResult:
    """The result when the server sends `data` and closes."""
    async with serving(bytes_then_close(data)) as server:
        return await get(server.url, **options)

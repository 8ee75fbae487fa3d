"""A tiny HTTP/1.1 server on a free loopback port: records what came, answers as told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import trio


@dataclass(frozen=True)
class Recorded:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


Reply = Callable[[Recorded], bytes]


def reply(status: str = "200 OK", body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass
class Recorder:
    """`url` is the server's origin; `answer` makes the bytes of each answer."""

    url: str
    answer: Reply = field(default=lambda request: reply())
    requests: list[Recorded] = field(default_factory=list)

    async def handle(self, stream: trio.SocketStream) -> None:
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                data = await stream.receive_some(65536)
                if not data:
                    return
                buffer += data
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ")
            headers = [(name, value.strip(" ")) for name, _, value in (line.partition(":") for line in lines)]
            size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            while len(buffer) < size:
                buffer += await stream.receive_some(65536)
            request = Recorded(method, target, headers, buffer[:size])
            buffer = buffer[size:]
            self.requests.append(request)
            try:
                await stream.send_all(self.answer(request))
            except trio.BrokenResourceError:
                return


@asynccontextmanager
async def recorder(answer: Reply = lambda request: reply()) -> AsyncIterator[Recorder]:
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, lambda s: server.handle(s), 0, host="127.0.0.1"))
        port = listeners[0].socket.getsockname()[1]
        server = Recorder(f"http://127.0.0.1:{port}", answer)
        yield server
        nursery.cancel_scope.cancel()

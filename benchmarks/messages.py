"""WebSocket messages, there and back: on our connection, in whole steps, and with Python's `websockets`.

`python -m benchmarks.messages` prints messages a second of the client's CPU time, sent and received ones together, on
one core, the best of several turns taken in alternation. The server is an echo on `websockets`, in a process of its
own.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from .command import cost_of

COUNT = 5_000
LINES = 500
TURNS = 5
TEXT = json.dumps({"type": "say", "text": "tea & mugs", "price": 12.5})

SERVER = """
import asyncio
from websockets.asyncio.server import serve
async def echo(connection):
    async for message in connection:
        await connection.send(message)
async def main():
    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()
asyncio.run(main())
"""


async def _turns_of_ours(url: str) -> None:
    """One message, its echo, the next one."""
    from specrunner.plugin import Progress
    from specrunner.transport import HttpRequest, HttpTransport, WebSocketConnection, WebSocketOptions
    from specrunner.wire import WebSocketMachine, WebSocketOffer, websocket_key

    headers = WebSocketOffer(websocket_key(os.urandom(16))).headers()
    async with HttpTransport() as transport, trio.open_nursery() as nursery:
        request = HttpRequest("GET", url, headers=headers)
        upgraded = await transport.upgrade(request, transport.new_session(), Progress())
        assert upgraded.switched is not None
        connection = WebSocketConnection(upgraded.switched, WebSocketMachine(), WebSocketOptions(), trio.current_time)
        nursery.start_soon(connection.run)
        for _ in range(COUNT):
            await connection.send(connection.machine.message(TEXT), "text", len(TEXT))
            received = await connection.receive()
            assert received is not None
            assert received.message.data == TEXT
        await connection.close(1000, "", 5.0)
        nursery.cancel_scope.cancel()


async def _turns_of_websockets(url: str) -> None:
    from websockets.asyncio.client import connect

    async with connect(url.replace("http", "ws"), compression=None) as connection:
        for _ in range(COUNT):
            await connection.send(TEXT)
            assert await connection.recv() == TEXT


SPEC = """
spec: Messages there and back
steps:
  - id: peer
    ws: {url: "%(url)s"}
  - ws: {on: peer, send: {json: {type: say, text: tea & mugs, price: 12.5}, times: %(count)d}}
  - ws: {on: peer}
    collect: {count: %(count)d, within: 60s}
    expect:
      messages: {count: %(count)d}
      messages[*].json.type: {each: say}
      messages[*].size: {each: {lt: 1kB}}
"""

DIALOGUE = """
spec: Line by line
steps:
  - ws: {peer: {url: "%s"}}
    dialogue:
"""
LINE = """
      - peer.send: {json: {type: say, text: tea & mugs, price: 12.5}}
      - peer.receive: {like: {type: say}}
"""


def whole_steps(url: str) -> float:
    """Seconds of CPU that steps over all messages take more than those over three of them."""
    few, many = SPEC % {"url": url, "count": 3}, SPEC % {"url": url, "count": COUNT}
    return _more(few, many)


def line_by_line(url: str) -> float:
    """The same for a dialogue, where each message is a step of its own."""
    head = DIALOGUE % url
    return _more(head + LINE * 3, head + LINE * LINES)


def _more(few: str, many: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "few.spec.yaml").write_text(few)
        (folder / "many.spec.yaml").write_text(many)
        costs: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(TURNS):
            for path, found in costs.items():
                found.append(cost_of(["-m", "specrunner", f"{path}.spec.yaml", "-q"], folder).cpu_s)
        return min(costs["many"]) - min(costs["few"])


def _cpu_of(work: Callable[[], None]) -> float:
    started_s = time.process_time()
    work()
    return time.process_time() - started_s


@contextmanager
def _server() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        finally:
            process.terminate()


def main() -> None:
    with _server() as url:
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(TURNS):
            ours.append(_cpu_of(lambda: trio.run(_turns_of_ours, url)))
            theirs.append(_cpu_of(lambda: asyncio.run(_turns_of_websockets(url))))
        _row("our connection, in turns", 2 * COUNT, min(ours))
        _row("websockets, in turns", 2 * COUNT, min(theirs))
        _row("whole steps: send, collect, assert", 2 * (COUNT - 3), whole_steps(url))
        _row("a dialogue, each message a step", 2 * (LINES - 3), line_by_line(url))


def _row(name: str, count: int, cpu_s: float) -> None:
    print(f"{name:40} {count / cpu_s:>12,.0f} messages a second")


if __name__ == "__main__":
    main()

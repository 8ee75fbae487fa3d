"""The two ways to an open connection: messages of a WebSocket, lines of a program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import trio

from ...events import Fault
from ...transport import StdioProcess, WebSocketConnection

GOODBYE_S = 1.0


class Link(Protocol):
    """One connection that carries JSON texts both ways."""

    async def run(self) -> None:
        """What must go on in the background as long as the connection lives."""
        ...

    def texts(self) -> AsyncIterator[bytes | Fault]:
        """Every text that comes; a fault is the last."""
        ...

    async def send(self, data: bytes) -> Fault | None:
        """Sends one text. The fault when the other side takes nothing any more."""
        ...

    async def aclose(self) -> None:
        """Says goodbye, within a bounded time."""
        ...

    async def drop(self) -> None:
        """Ends it at once."""
        ...

    def program(self) -> dict[str, object] | None:
        """Of a program: `stderr`, and `exit` once it has ended."""
        ...


class WebSocketLink:
    """Each text is a message of its own."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self._connection = connection

    async def run(self) -> None:
        await self._connection.run()

    async def texts(self) -> AsyncIterator[bytes | Fault]:
        while (received := await self._connection.receive()) is not None:
            data = received.message.data
            yield data.encode() if isinstance(data, str) else data
        yield self._ended()

    def _ended(self) -> Fault:
        return self._connection.fault() or Fault("disconnected", "session", "the connection ended")

    async def send(self, data: bytes) -> Fault | None:
        if (fault := self._connection.fault()) is not None:
            return fault
        frames = self._connection.machine.message(data.decode("utf-8", "replace"))
        return None if await self._connection.send(frames, "text", len(data)) else self._ended()

    async def aclose(self) -> None:
        await self._connection.close(1000, "", GOODBYE_S)

    async def drop(self) -> None:
        self._connection.drop()

    def program(self) -> dict[str, object] | None:
        return None


class StdioLink:
    """Each text is a line."""

    def __init__(self, process: StdioProcess) -> None:
        self._process = process
        # The end is told once, by whoever asked for it first.
        self._ending = trio.Lock()

    async def run(self) -> None:
        await self._process.pump_errors()

    async def texts(self) -> AsyncIterator[bytes | Fault]:
        async for line in self._process.lines():
            yield line
        # The end of the output is seen a moment before that of the process.
        with trio.move_on_after(GOODBYE_S):
            await self._process.wait()
        yield self._process.gone("session")

    async def send(self, data: bytes) -> Fault | None:
        if b"\n" in data:
            return Fault("request", "", "a message on stdio is one line, and this has several", "take the breaks out")
        return await self._process.send_line(data)

    async def aclose(self) -> None:
        async with self._ending:
            await self._process.aclose(eof_s=GOODBYE_S, term_s=GOODBYE_S / 2)

    async def drop(self) -> None:
        with trio.CancelScope(shield=True):
            async with self._ending:
                await self._process.aclose(eof_s=0.0, term_s=GOODBYE_S / 2)

    def program(self) -> dict[str, object] | None:
        found: dict[str, object] = {"stderr": list(self._process.errors)}
        if (end := self._process.end) is not None:
            found["exit"] = {"code": end.code, "how": end.how, "took": end.took_s}
        return found

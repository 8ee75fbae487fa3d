"""The stdio transport: a child process, one message a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...events import Fault
from ...transport import StdioProcess, open_stdio
from .call import Call
from .link import Delivery, Extras

if TYPE_CHECKING:
    from .client import McpClient


class StdioLink:
    """A server that is our child. What it writes to its standard error is kept; what is no message is a fact."""

    name = "stdio"

    def __init__(
        self, client: McpClient, command: list[str], cwd: Path, env: Mapping[str, str], close_within_s: float
    ) -> None:
        self._client = client
        self._command = command
        self._cwd = cwd
        self._env = env
        self._close_within_s = close_within_s
        self._process: StdioProcess | None = None

    async def open(self) -> Fault | None:
        process = await open_stdio(self._command, self._cwd, self._env)
        if isinstance(process, Fault):
            return process
        self._process = process
        assert self._client.nursery is not None
        self._client.nursery.start_soon(self._attend, process)
        return None

    async def _attend(self, process: StdioProcess) -> None:
        try:
            self._client.nursery.start_soon(process.pump_errors)  # type: ignore[union-attr]
            async for line in process.lines():
                if isinstance(line, Fault):
                    self._client.fail(line)
                    return
                # A blank line is no message, and harms nobody.
                if line.strip():
                    self._client.hear(line, "stdio")
            self._client.fail(await process.ended("body"))
        finally:
            await process.aclose(self._close_within_s, self._close_within_s)

    async def deliver(self, call: Call, extras: Extras) -> None:
        fault = await self._send(call.body)
        if fault is not None:
            call.fail(fault)
            return
        await call.settled.wait()

    async def tell(self, body: bytes, extras: Extras) -> Delivery:
        return Delivery(await self._send(body))

    async def _send(self, body: bytes) -> Fault | None:
        if self._process is None:
            return Fault("disconnected", "send", "there is no process to send to")
        # No encoder of ours puts a line break into JSON; what a test sends as it is may hold one.
        return await self._process.send_line(body)

    async def start_stream(self, extras: Extras) -> None:
        """Everything comes on one channel here."""

    async def resume(self, event_id: str, extras: Extras) -> Fault | None:
        return Fault("request", "", "there is nothing to resume on stdio", "events have ids over HTTP only")

    def drop_stream(self) -> None:
        """There is no stream of its own to cut."""

    async def finish(self, extras: Extras) -> Mapping[str, object]:
        if self._process is None:
            return {}
        end = await self._process.aclose(self._close_within_s, self._close_within_s)
        return {"how": end.how, "code": end.code, "took": end.took_s}

    def session_id(self) -> str | None:
        return None

    def facts(self) -> Mapping[str, object]:
        return {"stderr": [] if self._process is None else list(self._process.errors)}

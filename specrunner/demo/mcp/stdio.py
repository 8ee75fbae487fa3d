"""The server on standard input and output, in whichever era the client begins."""

import json
import os
import sys
from typing import Any

import trio

from .catalogue import Catalogue
from .protocol import INVALID_REQUEST, META, PARSE_ERROR, Json, RpcFailure, error_of
from .sessions import Session
from .stateless import respond


async def serve_stdio(*, chatty: bool = False, deaf: bool = False) -> None:
    """Until the input ends. `chatty` writes lines that are no messages; `deaf` stays when its input ends."""
    source = trio.lowlevel.FdStream(os.dup(sys.stdin.fileno()))
    server = _Server(trio.Lock())
    if chatty:
        print("the demo says hello", file=sys.stderr, flush=True)
        await server.write_text("this line is no message")
    async with trio.open_nursery() as nursery:
        kept = b""
        async for chunk in source:
            *lines, kept = (kept + bytes(chunk)).split(b"\n")
            for line in lines:
                if line.strip():
                    server.take(line, nursery)
        if deaf:
            await trio.sleep_forever()
        nursery.cancel_scope.cancel()


class _Server:
    def __init__(self, writing: trio.Lock) -> None:
        self._writing = writing
        self._catalogue = Catalogue()
        self._session = Session(self._catalogue)
        self._session.tell = self.write
        self._catalogue.listeners.add(self._session.changed)
        self._running: dict[Any, trio.CancelScope] = {}

    async def write_text(self, line: str) -> None:
        async with self._writing:
            await trio.lowlevel.checkpoint()
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    async def write(self, message: Json) -> None:
        await self.write_text(json.dumps(message, separators=(",", ":")))

    def take(self, line: bytes, nursery: trio.Nursery) -> None:
        """One line of input."""
        try:
            message = json.loads(line)
        except ValueError:
            nursery.start_soon(self.write, error_of(None, RpcFailure(PARSE_ERROR, "the line is not JSON")))
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            nursery.start_soon(self.write, error_of(None, RpcFailure(INVALID_REQUEST, "this is no message")))
        elif "method" not in message:
            self._session.take_answer(message)
        elif "id" in message:
            nursery.start_soon(self._respond, message)
        elif message["method"] == "notifications/cancelled":
            params = message.get("params") or {}
            self._session.cancel(params)
            if (scope := self._running.get(params.get("requestId"))) is not None:
                scope.cancel()

    async def _respond(self, message: Json) -> None:
        params = message.get("params")
        meta = params.get("_meta") if isinstance(params, dict) else None
        if isinstance(meta, dict) and f"{META}protocolVersion" in meta:
            with trio.CancelScope() as scope:
                self._running[message["id"]] = scope
                answer, _ = await respond(message, self._catalogue, self.write)
                await self.write(answer)
            return
        in_session = await self._session.respond(message, self.write)
        if in_session is not None:
            await self.write(in_session)

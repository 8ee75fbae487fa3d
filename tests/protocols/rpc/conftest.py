"""Specs run by the engine against a peer on a WebSocket that says exactly what a test says."""

from __future__ import annotations

import json
from typing import Any

from tests.protocols.websocket.conftest import accept
from tests.protocols.websocket.conftest import converse as converse
from tests.wire.websocket.server import TEXT, frame, sent_frames


class Server:
    """A peer that reads one message for each `heard`, and says what it is given."""

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        self.heard_texts: list[Any] = []

    async def heard(self) -> Any:
        """The next message of the client, as JSON."""
        while not self.heard_texts:
            data = await self._peer.stream.receive_some()
            self.heard_texts += [json.loads(each.payload) for each in sent_frames(bytes(data)) if each.opcode == TEXT]
        return self.heard_texts.pop(0)

    async def say(self, *values: Any) -> None:
        texts = (each if isinstance(each, str) else json.dumps(each) for each in values)
        await self._peer.send(b"".join(frame(TEXT, text.encode()) for text in texts))


def answering(play: Any) -> Any:
    """A script: takes the handshake, and plays with the server's end."""

    async def script(peer: Any) -> None:
        await accept(peer)
        await play(Server(peer))

    return script


def result(id_: Any, value: Any = True) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id_, "result": value}

"""A scripted server behind a link without a socket: what it says, and when, is up to the test."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from specrunner.events import Exchange, Fault
from specrunner.protocols.mcp import MCP, McpAction
from specrunner.protocols.mcp.call import Call
from specrunner.protocols.mcp.client import McpClient
from specrunner.protocols.mcp.handling import Handling
from specrunner.protocols.mcp.link import Delivery, Extras
from specrunner.protocols.mcp.work import use_server
from specrunner.wire.jsonrpc import rpc_result
from tests.requests.fakes import FakeFiles, context

INFO = {"name": "s", "version": "1"}
Say = Sequence[tuple[float, object]]
"""What the server says, each with the seconds to wait before."""


@dataclass
class Script:
    """`answer` gives what is said to each request; notifications and answers to the server are in `told`."""

    answer: Callable[[dict[str, Any]], Say | Fault]
    told: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[tuple[tuple[str, str], ...]] = field(default_factory=list)


class ScriptedLink:
    def __init__(self, client: McpClient, script: Script, name: str) -> None:
        self.client, self.script, self.name = client, script, name

    async def open(self) -> Fault | None:
        return None

    async def deliver(self, call: Call, extras: Extras) -> None:
        message = json.loads(call.body)
        self.script.asked.append(message)
        self.script.headers.append(extras.headers)
        said = self.script.answer(message)
        if isinstance(said, Fault):
            call.fail(said)
            return
        for delay_s, value in said:
            await trio.sleep(delay_s)
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.client.hear(data, "post", call)

    async def tell(self, body: bytes, extras: Extras) -> Delivery:
        self.script.told.append(json.loads(body))
        return Delivery()

    async def start_stream(self, extras: Extras) -> None:
        return None

    async def resume(self, event_id: str, extras: Extras) -> Fault | None:
        return None

    def drop_stream(self) -> None:
        return None

    async def finish(self, extras: Extras) -> Mapping[str, object]:
        return {}

    def session_id(self) -> str | None:
        return None

    def facts(self) -> Mapping[str, object]:
        return {}


def result(message: Mapping[str, Any], value: object) -> dict[str, object]:
    return rpc_result(message["id"], value)


def initialize_result(revision: str = "2025-11-25", **capabilities: object) -> dict[str, object]:
    return {"protocolVersion": revision, "capabilities": capabilities, "serverInfo": INFO}


@asynccontextmanager
async def talking(
    script: Script, *, name: str = "http", handlers: Sequence[Mapping[str, Any]] = (), **capabilities: object
) -> AsyncIterator[McpClient]:
    """A client of the scripted server, in the middle of a session of 2025-11-25."""
    action = McpAction.model_validate({"url": "http://s", "handlers": list(handlers)})
    handling = Handling(tuple(action.handlers), trio.current_time)
    client = McpClient(
        lambda client: ScriptedLink(client, script, name), handling, INFO, capabilities, trio.current_time
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(client.run)
        client.agreed.revision = "2025-11-25"
        client.agreed.capabilities = {"tools": {}, "logging": {}}
        yield client
        nursery.cancel_scope.cancel()


async def use(client: McpClient, **fields: object) -> Exchange:
    action = McpAction.model_validate({"on": "server", **fields})
    return await use_server(action, client, context(None, FakeFiles()))


def read(exchange: Exchange, name: str) -> Any:
    return MCP.subjects.subjects[name].read(exchange)

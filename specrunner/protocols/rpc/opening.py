"""A step that opens a connection: over a WebSocket, or to a program that it starts."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from ...events import Exchange, Fault, Message
from ...plugin import StepContext
from ...requests import WebSocketWish, open_websocket, with_http
from ...transport import open_stdio
from .handle import RpcConnection
from .handlers import Handlers
from .links import Link, StdioLink, WebSocketLink
from .model import RpcAction

if TYPE_CHECKING:
    import trio

PROTOCOL = "rpc"


async def open_connection(action: RpcAction, ctx: StepContext) -> Exchange:
    """The exchange of the opening; where it succeeded, the step leaves a handle."""
    return await (_connect(action, ctx) if action.connect is not None else _start(action, ctx))


async def _connect(action: RpcAction, ctx: StepContext) -> Exchange:
    action = with_http(action, "connect")
    assert action.connect is not None
    wish = WebSocketWish(subprotocols=tuple(action.subprotocols))
    opened = await open_websocket(action.connect, action.request_options(), wish, ctx, PROTOCOL)
    if opened.connection is None:
        return opened.exchange
    connection = await _hold(WebSocketLink(opened.connection), action, ctx)
    return replace(opened.exchange, attributes={**opened.exchange.attributes, **connection.attributes()})


async def _start(action: RpcAction, ctx: StepContext) -> Exchange:
    assert action.stdio is not None
    command, started_s = action.stdio.argv(sys.executable), ctx.clock.monotonic_s()
    sent = (Message(" ".join(command), at_s=started_s),)
    try:
        folder = ctx.files.path(action.cwd)
    except OSError as error:
        fault = Fault("file", "", f"`cwd` may not be used: {error}")
        return Exchange(PROTOCOL, started_s=started_s, timing_s={"total": 0.0}, fault=fault)
    process = await open_stdio(command, folder, action.env)
    took_s = {"total": ctx.clock.monotonic_s() - started_s}
    if isinstance(process, Fault):
        return Exchange(PROTOCOL, sent, started_s=started_s, timing_s=took_s, fault=process)
    connection = await _hold(StdioLink(process), action, ctx)
    return Exchange(PROTOCOL, sent, started_s=started_s, timing_s=took_s, attributes=connection.attributes())


async def _hold(link: Link, action: RpcAction, ctx: StepContext) -> RpcConnection:
    connection = RpcConnection(link, Handlers(action.handlers), ctx.clock.monotonic_s)

    async def hold(task_status: trio.TaskStatus[RpcConnection]) -> None:
        await connection.run(task_status)

    try:
        return await ctx.handles.open(hold)
    except BaseException:  # cancellation: until its task has started the other side is ours to end
        await link.drop()
        raise

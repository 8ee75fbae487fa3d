"""A step that opens a connection: the handshake, then a handle with the task that reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...events import Exchange
from ...plugin import StepContext
from ...requests import OpenedWebSocket, WebSocketWish, open_websocket, with_http
from ...transport import WebSocketConnection, WebSocketOptions
from ...wire import DeflateOffer, WebSocketLimits
from .handle import Socket
from .handlers import Handlers
from .model import WsAction

if TYPE_CHECKING:
    import trio

PROTOCOL = "ws"


async def open_connection(action: WsAction, ctx: StepContext) -> Exchange:
    """The exchange of the handshake; where it succeeded, the step leaves a handle."""
    action = with_http(action)
    url = action.url
    assert url is not None, "the rules let no opener without a URL through"
    if action.origin is not None:
        action = action.model_copy(update={"headers": {**action.headers, "Origin": action.origin}})
    opened = await open_websocket(url, action, _wish(action), ctx, PROTOCOL)
    if action.http2:
        # It may well come from `defaults.http`, where it is meant for other steps.
        notices = (*opened.exchange.notices, "a WebSocket is opened over HTTP/1.1, whatever `http2` says")
        opened = replace(opened, exchange=replace(opened.exchange, notices=notices))
    connection = opened.connection
    if connection is None:
        return opened.exchange
    if action.handlers:
        connection.handler = Handlers(action.handlers, connection, ctx.files)
    socket = await _start(connection, ctx)
    return _with_session(opened, socket)


async def _start(connection: WebSocketConnection, ctx: StepContext) -> Socket:
    async def hold(task_status: trio.TaskStatus[Socket]) -> None:
        task_status.started(Socket(connection))
        await connection.run()

    try:
        return await ctx.handles.open(hold)
    except BaseException:  # cancellation: until its task has started the connection is ours to end
        connection.drop()
        raise


def _with_session(opened: OpenedWebSocket, socket: Socket) -> Exchange:
    exchange = opened.exchange
    return replace(exchange, attributes={**exchange.attributes, **socket.attributes()})


def _wish(action: WsAction) -> WebSocketWish:
    usual, usual_options = WebSocketLimits(), WebSocketOptions()
    limits = action.limits
    return WebSocketWish(
        subprotocols=tuple(action.subprotocols),
        deflate=_deflate(action),
        extensions=tuple(action.extensions),
        limits=WebSocketLimits(
            message_bytes=usual.message_bytes if limits.message is None else limits.message,
            fragments=usual.fragments if limits.fragments is None else limits.fragments,
            controls=usual.controls if limits.controls is None else limits.controls,
        ),
        options=replace(
            usual_options,
            answers_pings=action.answer_pings,
            unread_bytes=usual_options.unread_bytes if limits.unread is None else limits.unread,
        ),
        method=action.method,
    )


def _deflate(action: WsAction) -> DeflateOffer | None:
    wanted = action.deflate
    if isinstance(wanted, bool):
        return DeflateOffer() if wanted else None
    return DeflateOffer(
        wanted.client_no_context_takeover,
        wanted.server_no_context_takeover,
        wanted.client_max_window_bits or 0,
        wanted.server_max_window_bits,
    )

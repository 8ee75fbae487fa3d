"""The opening of a WebSocket, for every kind that speaks over one: a GET with the author's options, then frames."""

from __future__ import annotations

import os
from dataclasses import field, replace

from ..events import Exchange, Fault
from ..lean import dataclass
from ..plugin import StepContext
from ..transport import (
    HttpSession,
    HttpTransport,
    Upgraded,
    WebSocketConnection,
    WebSocketOptions,
)
from ..wire import (
    DeflateOffer,
    HandshakeInvalid,
    WebSocketAgreement,
    WebSocketLimits,
    WebSocketMachine,
    WebSocketOffer,
    read_websocket_answer,
    websocket_key,
)
from .attributes import REQUEST_OPTIONS
from .exchange import exchange_of, unsent
from .fault import Unsendable
from .model import RequestOptions
from .options import request_options
from .request import make_request
from .tokens import authorized

AGREEMENT = "websocket"
"""The exchange's attribute with what was agreed on: `subprotocol`, `extensions`."""


@dataclass(frozen=True, slots=True)
class WebSocketWish:
    """What to offer, and how to treat the connection. `method` is GET unless a test wants it wrong."""

    subprotocols: tuple[str, ...] = ()
    deflate: DeflateOffer | None = None
    extensions: tuple[str, ...] = ()
    limits: WebSocketLimits = field(default_factory=WebSocketLimits)
    options: WebSocketOptions = field(default_factory=WebSocketOptions)
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class OpenedWebSocket:
    """`exchange` is that of the handshake. `connection` is None unless it succeeded: then its `run` is to be started,
    or its `drop` to be called."""

    exchange: Exchange
    connection: WebSocketConnection | None = None
    agreement: WebSocketAgreement | None = None


async def open_websocket(
    url: str, options: RequestOptions, wish: WebSocketWish, ctx: StepContext, protocol: str
) -> OpenedWebSocket:
    """The handshake, in the session of the step. `url` is in http or https, or a path behind `base_url`.

    Header fields that the author gives replace those of the handshake; null takes one out. An answer that is no 101
    is an answer; one that breaks the handshake is a fault.
    """
    offer = WebSocketOffer(websocket_key(os.urandom(16)), wish.subprotocols, wish.deflate, wish.extensions)
    transport = ctx.resource(HttpTransport)
    try:
        prepared = make_request(wish.method, url, None, options, ctx.files, transport, offer.headers())
        prepared = replace(prepared, request=await authorized(prepared.request, options.auth, ctx))
    except Unsendable as error:
        return OpenedWebSocket(unsent(error.fault, ctx.clock.monotonic_s(), protocol))
    # What the author wrote is what the answer is held against.
    sent = {name.lower(): text for name, text in prepared.request.headers if isinstance(text, str)}
    offer = replace(offer, key=sent.get("sec-websocket-key"))
    shown = request_options(options, prepared.request, None)
    ctx.progress.attributes[REQUEST_OPTIONS] = shown
    session = ctx.session.get(HttpSession, transport.new_session)
    upgraded = await transport.upgrade(prepared.request, session, ctx.progress)
    exchange = exchange_of([upgraded.result], shown, prepared.notices, ctx.clock.now(), protocol)
    return _opened(upgraded, exchange, offer, wish, ctx)


def _opened(
    upgraded: Upgraded, exchange: Exchange, offer: WebSocketOffer, wish: WebSocketWish, ctx: StepContext
) -> OpenedWebSocket:
    switched = upgraded.switched
    if switched is None:
        return OpenedWebSocket(exchange)
    try:
        agreement = read_websocket_answer(offer, exchange.received[-1].headers)
    except HandshakeInvalid as invalid:
        switched.close()
        fault = Fault("protocol", "handshake", f"handshake invalid: {invalid.message}", invalid.hint)
        return OpenedWebSocket(replace(exchange, fault=fault))
    machine = WebSocketMachine(agreement.deflate, wish.limits)
    connection = WebSocketConnection(switched, machine, wish.options, ctx.clock.monotonic_s)
    agreed = {"subprotocol": agreement.subprotocol, "extensions": list(agreement.extensions)}
    connection.opened(str(exchange.received[-1].attributes["url"]), agreed)
    attributes = {**exchange.attributes, AGREEMENT: agreed}
    return OpenedWebSocket(replace(exchange, attributes=attributes), connection, agreement)

"""Messages over HTTP: one POST each."""

from __future__ import annotations

from dataclasses import replace

from ...events import Exchange
from ...plugin import StepContext
from ...requests import Body, Unsendable, send_request, unsent
from .attributes import NAMES
from .model import RpcAction
from .outgoing import Numbers, outgoing_of

PROTOCOL = "rpc"
_ACCEPT = (("Accept", "application/json"),)


async def post(action: RpcAction, url: str, ctx: StepContext) -> Exchange:
    """The exchange of one POST; its answer is read when a subject asks."""
    try:
        outgoing = outgoing_of(action, ctx.session.get(Numbers, Numbers))
    except Unsendable as error:
        return unsent(error.fault, ctx.clock.monotonic_s(), PROTOCOL)
    body = Body(outgoing.body, "application/json")
    exchange = await send_request("POST", url, body, action.request_options(), ctx, PROTOCOL, _ACCEPT)
    if not outgoing.names:
        return exchange
    return replace(exchange, attributes={**exchange.attributes, NAMES: outgoing.names})

"""Steps on an open connection: each one thing, within its time, back as an exchange."""

from __future__ import annotations

import trio

from ...events import Exchange, Fault, Message
from ...plugin import StepContext
from ...requests import Unsendable, unsent
from .attributes import NAMES, NOTED
from .handle import RpcConnection, Turn
from .model import RpcAction
from .outgoing import Outgoing, outgoing_of

PROTOCOL = "rpc"


async def use_connection(name: str, action: RpcAction, ctx: StepContext) -> Exchange:
    """The exchange of one thing done on the connection that step `name` opened."""
    started_s = ctx.clock.monotonic_s()
    connection = ctx.handles.get(RpcConnection, name)
    if isinstance(connection, Fault):
        return unsent(connection, started_s, PROTOCOL)
    verb = action.verb()
    if verb == "close":
        await ctx.handles.close(name)
        return _exchange(connection, ctx, started_s)
    if verb is None:
        received = await _collect(connection, ctx)
        await trio.lowlevel.checkpoint()
        return _exchange(connection, ctx, started_s, received=received)
    try:
        outgoing = outgoing_of(action, connection.numbers)
    except Unsendable as error:
        return unsent(error.fault, started_s, PROTOCOL)
    return await _send(outgoing, action.within, connection, ctx, started_s)


async def _send(
    outgoing: Outgoing, within_s: float, connection: RpcConnection, ctx: StepContext, started_s: float
) -> Exchange:
    sent = Message(outgoing.body.decode("utf-8", "replace")[:120], body=outgoing.body, at_s=started_s)
    ctx.progress.sent.append(sent)
    turn = await connection.send(outgoing.body, outgoing.payload)
    try:
        collected = await _answers(turn, within_s, connection, ctx)
    finally:
        connection.forget(turn)
    fault = None if turn.is_done else connection.see_fault()
    received = (*collected, *turn.received)
    return _exchange(connection, ctx, started_s, sent=(sent,), received=received, fault=fault, names=outgoing.names)


async def _answers(turn: Turn, within_s: float, connection: RpcConnection, ctx: StepContext) -> tuple[Message, ...]:
    """Waits for the answers, and gives the notifications that a `collect` gathered at the same time."""
    collected: tuple[Message, ...] = ()
    with trio.move_on_after(within_s):
        collected = await _collect(connection, ctx)
        await connection.wait(turn)
    return collected


async def _collect(connection: RpcConnection, ctx: StepContext) -> tuple[Message, ...]:
    if ctx.collect is None:
        return ()
    collector = ctx.collect

    async def receive() -> Message | None:
        message = await connection.notification()
        if message is None:
            fault = connection.see_fault()
            collector.stop("the connection ended" if fault is None else fault.message)
        return message

    return await collector.gather(receive)


def _exchange(
    connection: RpcConnection,
    ctx: StepContext,
    started_s: float,
    *,
    sent: tuple[Message, ...] = (),
    received: tuple[Message, ...] = (),
    fault: Fault | None = None,
    names: dict[str, int] | None = None,
) -> Exchange:
    attributes: dict[str, object] = {**connection.attributes(), NOTED: connection.take_noted()}
    if names:
        attributes[NAMES] = names
    return Exchange(
        protocol=PROTOCOL,
        sent=sent,
        received=received,
        started_s=started_s,
        timing_s={"total": ctx.clock.monotonic_s() - started_s},
        fault=fault,
        attributes=attributes,
    )

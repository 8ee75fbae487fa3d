"""Steps on an open connection: each one thing, within its time, back as an exchange."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from typing import Any

import trio

from ...events import Exchange, Fault, Message
from ...lean import dataclass
from ...plugin import StepContext
from ...requests import Unsendable
from ...values import format_duration
from .attributes import RTT, WAITED
from .content import control_payload, outgoing_of, raw_of
from .handle import Socket, received_message
from .model import AwaitClosed, Close, Frame, Ping, Pong, Receive, Sending, Silence, WsAction

PROTOCOL = "ws"


@dataclass(slots=True)
class Turn:
    """What a step has done so far; becomes its exchange."""

    socket: Socket
    ctx: StepContext
    sent: list[Message] = field(default_factory=list)
    received: list[Message] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)
    fault: Fault | None = None
    shows_events: bool = False

    def is_open(self) -> bool:
        """Whether something can be sent; otherwise the step's fault says why not."""
        self.fault = self.socket.connection.fault()
        return self.fault is None

    def hear(self, message: Message) -> None:
        self.received.append(message)
        self.ctx.progress.received.append(message)

    def record(self, message: Message) -> None:
        self.sent.append(message)
        self.ctx.progress.sent.append(message)


async def use_connection(name: str, action: WsAction, ctx: StepContext) -> Exchange:
    """The exchange of one thing done on the connection that step `name` opened."""
    started_s = ctx.clock.monotonic_s()
    socket = ctx.handles.get(Socket, name)
    if isinstance(socket, Fault):
        return Exchange(PROTOCOL, started_s=started_s, timing_s={"total": 0.0}, fault=socket)
    turn = Turn(socket, ctx)
    try:
        await _act(action, turn)
    except Unsendable as error:
        turn.fault = error.fault
    await trio.lowlevel.checkpoint()
    if turn.fault is not None or turn.shows_events:
        socket.is_end_seen = socket.is_end_seen or socket.connection.is_over
    return Exchange(
        protocol=PROTOCOL,
        sent=tuple(turn.sent),
        received=tuple(turn.received),
        started_s=started_s,
        timing_s={"total": ctx.clock.monotonic_s() - started_s},
        fault=turn.fault,
        attributes={**socket.attributes(with_events=turn.shows_events), **turn.attributes},
        notices=socket.new_notices(),
    )


async def _act(action: WsAction, turn: Turn) -> None:
    verb = action.verb()
    if verb is None:
        await _look(turn)
        return
    do: Callable[[Any, Turn], Awaitable[None]] = _VERBS[verb]
    await do(getattr(action, verb), turn)


async def _look(turn: Turn) -> None:
    """`collect`, or with nothing at all a look at the session."""
    collector, connection = turn.ctx.collect, turn.socket.connection
    if collector is None:
        turn.shows_events = True
        if connection.is_over:
            # All but the end of TCP is past, and that is waited for within a bounded time anyway.
            await connection.wait_closed()
        return

    async def receive() -> Message | None:
        received = await connection.receive()
        if received is not None:
            return received_message(received)
        fault = connection.fault()
        assert fault is not None, "only an end of the connection ends its messages"
        if fault.kind == "disconnected":
            collector.stop(fault.message)
        else:
            turn.fault = fault
        return None

    turn.received += await collector.gather(receive)


async def _send(wanted: Sequence[Sending], turn: Turn) -> None:
    connection = turn.socket.connection
    for sending in wanted:
        outgoing = outgoing_of(sending, turn.ctx.files)
        size = outgoing.size_bytes
        if not turn.is_open():
            return
        turn.record(outgoing.message(turn.ctx.clock.monotonic_s()))
        for _ in range(outgoing.times):
            if not await connection.send(outgoing.frames(connection.machine), outgoing.kind, size):
                await _broke_off(turn)
                return


async def _broke_off(turn: Turn) -> None:
    """TCP takes no more: the reading task finds out why, soon."""
    with trio.move_on_after(1):
        await turn.socket.connection.wait_closed()
    turn.fault = turn.socket.connection.fault() or Fault("disconnected", "send", "the connection broke off")


async def _receive(wanted: Receive, turn: Turn) -> None:
    connection = turn.socket.connection
    with trio.move_on_after(wanted.within) as waiting:
        received = await connection.receive()
        if received is None:
            turn.fault = connection.fault()
        else:
            turn.hear(received_message(received))
    if waiting.cancelled_caught:
        turn.attributes[WAITED] = f"no message came within {format_duration(wanted.within)}"


async def _silence(wanted: Silence, turn: Turn) -> None:
    connection = turn.socket.connection
    with trio.move_on_after(wanted.for_):
        while True:
            received = await connection.receive()
            if received is None:
                turn.fault = connection.fault()
                return
            turn.hear(received_message(received))


async def _ping(wanted: Ping, turn: Turn) -> None:
    socket = turn.socket
    socket.pings += 1
    payload = f"ping {socket.pings}".encode() if wanted.payload is None else control_payload(wanted.payload)
    if not turn.is_open():
        return
    turn.record(_control("ping", payload, turn))
    with trio.move_on_after(wanted.pong_within) as waiting:
        rtt_s = await socket.connection.ping(payload)
        if rtt_s is None:
            await _broke_off(turn)
        else:
            turn.attributes[RTT] = rtt_s
    if waiting.cancelled_caught:
        turn.attributes[WAITED] = f"no Pong came within {format_duration(wanted.pong_within)}"


async def _pong(wanted: Pong, turn: Turn) -> None:
    payload = control_payload(wanted.payload)
    if turn.is_open():
        turn.record(_control("pong", payload, turn))
        if not await turn.socket.connection.pong(payload):
            await _broke_off(turn)


def _control(name: str, payload: bytes, turn: Turn) -> Message:
    shown = payload.decode("utf-8", "replace")
    return Message(f"{name}: {shown}", body=payload, at_s=turn.ctx.clock.monotonic_s())


async def _close(wanted: Close, turn: Turn) -> None:
    connection = turn.socket.connection
    turn.shows_events = True
    if connection.is_over:
        # Who ended it, and how, is for the step to judge.
        await connection.wait_closed()
        return
    code = "without a code" if wanted.code is None else str(wanted.code)
    turn.record(Message(f"close {code} {wanted.reason}".rstrip(), at_s=turn.ctx.clock.monotonic_s()))
    if not await connection.close(wanted.code, wanted.reason, wanted.within):
        turn.attributes[WAITED] = f"no Close frame came within {format_duration(wanted.within)}"


async def _closed(wanted: AwaitClosed, turn: Turn) -> None:
    turn.shows_events = True
    with trio.move_on_after(wanted.within) as waiting:
        await turn.socket.connection.wait_closed()
    if waiting.cancelled_caught:
        turn.attributes[WAITED] = f"the connection is still open after {format_duration(wanted.within)}"


async def _raw(wanted: Sequence[Frame], turn: Turn) -> None:
    for frame in wanted:
        raw = raw_of(frame, turn.ctx.files)
        turn.record(raw.message(turn.ctx.clock.monotonic_s()))
        if not await turn.socket.connection.send_raw(raw.data):
            await _broke_off(turn)
            return


async def _drop(wanted: str, turn: Turn) -> None:
    turn.shows_events = True
    turn.socket.connection.drop(is_reset=wanted == "reset")
    await turn.socket.connection.wait_closed()


async def _reading(wanted: bool, turn: Turn) -> None:
    await trio.lowlevel.checkpoint()
    if wanted:
        turn.socket.connection.resume()
    else:
        turn.socket.connection.pause()


_VERBS: dict[str, Callable[[Any, Turn], Awaitable[None]]] = {
    "send": _send,
    "receive": _receive,
    "ping": _ping,
    "pong": _pong,
    "silence": _silence,
    "close": _close,
    "closed": _closed,
    "raw": _raw,
    "drop": _drop,
    "reading": _reading,
}

"""An open connection on which both sides call: who waits for which answer, and what else came."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import field

import trio

from ...events import Fault, Message
from ...lean import dataclass
from ...source import printable
from ...values import MISSING, dump_json
from ...wire.jsonrpc import (
    Asked,
    Key,
    RpcNotification,
    RpcPayload,
    RpcPeer,
    RpcRequest,
    RpcResponse,
    Stray,
    is_alike,
    read_rpc_payload,
    rpc_id_key,
    wants_answer,
)
from .attributes import HANDLED, PROGRAM, SESSION
from .handlers import Handlers, Reaction
from .links import Link
from .outgoing import Numbers

MAX_UNREAD = 100_000
MAX_NOTED = 100
SHOWN_CHARACTERS = 120


@dataclass(slots=True)
class Turn:
    """A step that waits for answers: the ids it sent, and the pieces in which answers came."""

    keys: set[Key]
    wanted: int
    requests: tuple[RpcRequest, ...] = ()
    received: list[Message] = field(default_factory=list)
    answered: int = 0

    @property
    def is_done(self) -> bool:
        return self.answered >= self.wanted


class RpcConnection:
    """The handle. `run` is its task; steps call the rest."""

    def __init__(self, link: Link, handlers: Handlers, clock: Callable[[], float]) -> None:
        self.numbers = Numbers()
        self.fault: Fault | None = None
        self._link = link
        self._handlers = handlers
        self._clock = clock
        self._peer = RpcPeer()
        self._turns: list[Turn] = []
        self._unread: deque[Message] = deque(maxlen=MAX_UNREAD)
        self._handled: list[dict[str, object]] = []
        self._noted: list[str] = []
        self._news = trio.lowlevel.ParkingLot()
        self._opened_s = clock()
        self._ended_s: float | None = None
        self._last_s: float | None = None
        self._sent = self._received = 0
        self._is_closing = self._is_fault_seen = False

    # The task

    async def run(self, task_status: trio.TaskStatus[RpcConnection]) -> None:
        """Reads until the connection has ended. Cancelled, it ends it."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._link.run)
                task_status.started(self)
                async for text in self._link.texts():
                    if isinstance(text, Fault):
                        self._end(text)
                    else:
                        self._take(text, nursery)
        finally:
            self._end(Fault("disconnected", "session", "the connection is closed"))
            await self._link.drop()

    def _end(self, fault: Fault) -> None:
        if self.fault is None:
            self.fault = fault
            self._ended_s = self._clock()
        self._news.unpark_all()

    def _take(self, text: bytes, nursery: trio.Nursery) -> None:
        self._received += 1
        now_s = self._clock()
        payload = read_rpc_payload(text)
        message = Message(_summary(text), body=text, attributes={"type": "response"}, at_s=now_s)
        told: set[int] = set()
        for problem in payload.problems:
            self._note(problem)
        for each in payload.messages:
            fact = self._peer.receive(each)
            if isinstance(each, RpcResponse):
                self._deliver(each, message, fact.reason if isinstance(fact, Stray) else "", told)
                continue
            for problem in each.problems:
                self._note(problem)
            if isinstance(each, RpcNotification):
                self._tell(each, text if not payload.is_batch else dump_json(each.value), now_s)
            elif isinstance(fact, Asked):
                if fact.is_reused:
                    self._note(f"the other side used the id {fact.request.id!r} twice")
                self._react(fact.request, now_s, nursery)
        self._news.unpark_all()

    def _deliver(self, response: RpcResponse, message: Message, reason: str, told: set[int]) -> None:
        turn = self._turn_for(response)
        if turn is None:
            self._note(reason)
            return
        is_refusal = response.id is None and response.is_error and rpc_id_key(None) not in turn.keys
        # One error without an id refuses all that was sent: no other answer will come.
        turn.answered = turn.wanted if is_refusal else turn.answered + 1
        if id(turn) not in told:
            told.add(id(turn))
            turn.received.append(message)

    def _turn_for(self, response: RpcResponse) -> Turn | None:
        key = rpc_id_key(None if response.id is MISSING else response.id)
        for turn in self._turns:
            if key in turn.keys:
                return turn
        for turn in self._turns:
            if any(is_alike(mine, key) for mine in turn.keys):
                return turn
        return self._turns[0] if self._turns and key[0] == "null" and response.is_error else None

    def _tell(self, notification: RpcNotification, body: bytes, now_s: float) -> None:
        attributes: dict[str, object] = {"type": "notification", "at": now_s - self._opened_s}
        if self._last_s is not None:
            attributes["gap"] = now_s - self._last_s
        self._last_s = now_s
        self._unread.append(Message(_summary(body), body=body, attributes=attributes, at_s=now_s))

    def _react(self, request: RpcRequest, now_s: float, nursery: trio.Nursery) -> None:
        reaction = self._handlers.react(request)
        if reaction.trouble is not None:
            self._note(reaction.trouble)
        entry: dict[str, object] = {"method": request.method, "id": request.id, "answer": reaction.how}
        if request.params is not MISSING:
            entry["params"] = request.params
        self._handled.append({**entry, "at": now_s - self._opened_s})
        if reaction.answer is not None:
            nursery.start_soon(self._answer, reaction)

    async def _answer(self, reaction: Reaction) -> None:
        await trio.sleep(reaction.delay_s)
        try:
            data = dump_json(reaction.answer)
        except (TypeError, ValueError) as error:
            self._note(f"the reply of a handler holds what JSON cannot say: {error}")
            return
        if await self._link.send(data) is None:
            self._sent += 1

    def _note(self, problem: str) -> None:
        if len(self._noted) < MAX_NOTED:
            self._noted.append(problem)

    # What steps do

    async def send(self, data: bytes, payload: RpcPayload) -> Turn:
        """Sends a text; the turn collects the answers. Where it could not be sent, `fault` says why."""
        requests = tuple(each for each in payload.messages if isinstance(each, RpcRequest))
        wanted = sum(wants_answer(each) for each in payload.messages)
        if payload.problems:
            wanted = max(wanted, 1)
        turn = Turn({rpc_id_key(each.id) for each in requests}, wanted, requests)
        for request in requests:
            self._peer.call(request.method, request.params, request.id)
        self._turns.append(turn)
        self._sent += 1
        fault = self.fault or await self._link.send(data)
        if fault is not None:
            self._end(fault)
        return turn

    async def wait(self, turn: Turn) -> None:
        """Until all answers are there, or none can come any more."""
        await trio.lowlevel.checkpoint()
        while not turn.is_done and self.fault is None:
            await self._news.park()

    def forget(self, turn: Turn) -> None:
        """Nobody waits for these answers any more: one that comes late is out of place."""
        self._turns.remove(turn)
        for request in turn.requests:
            self._peer.forget(RpcRequest(request.id, request.method))

    async def notification(self) -> Message | None:
        """The oldest that no step has had; None once the connection has ended and none is left."""
        await trio.lowlevel.checkpoint()
        while not self._unread:
            if self.fault is not None:
                return None
            await self._news.park()
        return self._unread.popleft()

    def take_noted(self) -> list[str]:
        """What the other side did wrong since somebody asked."""
        found, self._noted = self._noted, []
        return found

    def see_fault(self) -> Fault | None:
        """Why nothing more can be sent or will come; a step tells it."""
        self._is_fault_seen = self._is_fault_seen or self.fault is not None
        return self.fault

    def attributes(self) -> dict[str, object]:
        """What an exchange tells of the connection as it is now."""
        until_s = self._clock() if self._ended_s is None else self._ended_s
        session: Mapping[str, object] = {
            "open": self.fault is None,
            "sent": self._sent,
            "received": self._received,
            "unread": len(self._unread),
            "handled": len(self._handled),
            "lasted": until_s - self._opened_s,
        }
        found: dict[str, object] = {SESSION: session, HANDLED: [dict(each) for each in self._handled]}
        if (program := self._link.program()) is not None:
            found[PROGRAM] = program
        return found

    # The handle

    async def aclose(self) -> None:
        self._is_closing = self._is_fault_seen = True
        await self._link.aclose()
        self._end(Fault("disconnected", "session", "the connection is closed"))

    def remarks(self) -> tuple[str, ...]:
        found = list(self._noted)
        if self._unread:
            was = "notification was" if len(self._unread) == 1 else "notifications were"
            found.append(f"{len(self._unread)} {was} never read")
        if self.fault is not None and not self._is_fault_seen:
            found.append(self.fault.message)
        return tuple(found)


def _summary(body: bytes) -> str:
    text = printable(body[: SHOWN_CHARACTERS * 4].decode("utf-8", "replace"))
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"

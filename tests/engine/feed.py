"""A kind of step that leaves something open: messages come at the times that the test says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import trio

from specrunner.checks import Subject, SubjectTable
from specrunner.events import Exchange, Fault, Message
from specrunner.model import Later, LocalNames, SpecModel, Templated
from specrunner.plugin import StepContext, StepKind
from specrunner.values import MISSING


class Feed(SpecModel):
    """Opens a feed, reads from it, closes it."""

    open: Templated[str] | None = None
    on: str | None = None
    base_url: Templated[str] | None = None
    close: bool = False
    reply: Annotated[Later[Any], LocalNames("request")] | None = None


@dataclass
class Line:
    """A feed that is open. `fault` is what ended it early."""

    source: Source
    unread: list[Message] = field(default_factory=list)
    fault: Fault | None = None
    is_over: bool = False
    changed: trio.Event = field(default_factory=trio.Event)

    async def pump(self, name: str, task_status: trio.TaskStatus[Line]) -> None:
        self.source.opened.append(name)
        task_status.started(self)
        try:
            for delay_s, value in self.source.messages:
                await trio.sleep(delay_s)
                if isinstance(value, Fault):
                    self.fault = value
                    break
                self.unread.append(Message(f"got {value}", body=json.dumps(value).encode()))
                self._tell()
            self.is_over = True
            self._tell()
            await trio.sleep_forever()
        finally:
            self.source.ended.append(name)

    def _tell(self) -> None:
        self.changed.set()
        self.changed = trio.Event()

    async def receive(self) -> Message | None:
        while not self.unread:
            if self.is_over:
                return None
            await self.changed.wait()
        return self.unread.pop(0)

    async def aclose(self) -> None:
        self.source.goodbyes += 1
        await trio.sleep(self.source.goodbye_s)

    def remarks(self) -> tuple[str, ...]:
        unread = (f"{len(self.unread)} messages were never read",) if self.unread else ()
        return (*unread, *((self.fault.message,) if self.fault else ()))


@dataclass
class Source:
    """What a feed gives: pairs of a delay and a value, or a fault."""

    messages: Sequence[tuple[float, object]] = ()
    goodbye_s: float = 0.0
    goodbyes: int = 0
    opened: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    replies: list[object] = field(default_factory=list)
    base_urls: list[str | None] = field(default_factory=list)
    fails_to_open: bool = False

    async def run(self, action: Feed, ctx: StepContext) -> Exchange:
        started_s = ctx.clock.monotonic_s()
        self.base_urls.append(action.base_url)
        if action.open is not None:
            return await self._open(action, ctx)
        assert action.on is not None
        line = ctx.handles.get(Line, action.on)
        if isinstance(line, Fault):
            return Exchange("feed", fault=line)
        if action.close:
            await ctx.handles.close(action.on)
        messages = () if ctx.collect is None else await ctx.collect.gather(line.receive)
        timing_s = {"total": ctx.clock.monotonic_s() - started_s}
        return Exchange("feed", received=messages, started_s=started_s, timing_s=timing_s, fault=line.fault)

    async def _open(self, action: Feed, ctx: StepContext) -> Exchange:
        name = str(action.open)
        if self.fails_to_open:
            return Exchange("feed", fault=Fault("refused", "connect", "nothing listens"))
        if action.reply is not None:
            self.replies.append(action.reply.render({"request": {"name": name}}))

        async def task(task_status: trio.TaskStatus[Line]) -> None:
            await Line(self).pump(name, task_status)

        await ctx.handles.open(task)
        return Exchange("feed")

    def kind(self) -> StepKind[Feed]:
        subjects = {
            "events": Subject("events", "What came.", "list", _events),
            "time": Subject(
                "time", "How long.", "duration", lambda exchange: exchange.timing_s.get("total", MISSING)
            ),
            "fault": Subject("fault", "The fault.", "map", _fault, {"kind": "Its kind."}, hidden_when_fault=False),
        }
        message = {"value": Subject("value", "What came.", "any", lambda exchange: _value(exchange.received[-1]))}
        return StepKind(
            key="feed",
            doc="Reads a feed.",
            action=Feed,
            runner=self,
            subjects=SubjectTable("feed", subjects),
            shorthand="open",
            has_defaults=True,
            opens=lambda action: action.open is not None,
            uses_handle=lambda action: action.on,
            messages=SubjectTable("feed", message, document="value"),
            title=lambda action: f"feed {action.open or action.on}",
        )


def _value(message: Message) -> object:
    return json.loads(message.body)


def _events(exchange: Exchange) -> object:
    return [_value(message) for message in exchange.received]


def _fault(exchange: Exchange) -> object:
    return MISSING if exchange.fault is None else {"kind": exchange.fault.kind}

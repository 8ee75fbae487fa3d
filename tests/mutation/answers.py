"""Answers: those of the good run, kept; played again; and gone wrong on the way, emptied or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, TypeAlias

import trio

from specrunner.events import Exchange, Fault, Headers, Message
from specrunner.plan import Act, Call, Group, PlannedSpec, PlannedStep, StepGraph
from specrunner.plugin import Runner, StepContext
from specrunner.source import SourceSpan

Spoil: TypeAlias = Callable[[Exchange], Exchange]
Spot: TypeAlias = tuple[str, int]
"""A step of a spec: the spec's id, and the how manieth it is there."""


def emptied(exchange: Exchange) -> Exchange:
    """The exchange as if the answer had come empty, with a status of 204; without any
    of several messages; or without its fault. What a kind had worked out of it is gone too."""
    exchange = replace(exchange, attributes={})
    if not exchange.received:
        return replace(exchange, fault=None)
    last = exchange.received[-1]
    attributes = dict(last.attributes)
    if "status" not in attributes and len(exchange.received) > 1:
        return replace(exchange, received=(), fault=None)
    if "status" in attributes:
        attributes |= {"status": 204, "reason": "No Content"}
    message = replace(last, headers=Headers(()), body=b"", body_size_bytes=0, attributes=attributes)
    return replace(exchange, received=(*exchange.received[:-1], message), fault=None)


def lost(exchange: Exchange) -> Exchange:
    """The exchange as if the connection had been closed before the answer."""
    fault = Fault(LOST, "first_byte", "the service closed the connection before it answered")
    return replace(exchange, received=(), fault=fault)


LOST = "disconnected"
SPOILS: dict[str, Spoil] = {"emptied answer": emptied, "lost answer": lost}


@dataclass
class Tape:
    """What a step was answered in the run of the spec as it is, in order; None where its time ran out.

    Steps that talk to nobody have nothing on their tapes.
    """

    exchanges: list[Exchange | None] = field(default_factory=list)
    was_run: bool = False

    def note(self, exchange: Exchange | None) -> None:
        self.was_run = True
        if exchange is None or exchange.sent or exchange.received or exchange.fault:
            self.exchanges.append(exchange)

    @property
    def last(self) -> Exchange | None:
        """The last answer, or the fault instead of one; None where nothing was to come."""
        found = [each for each in self.exchanges if each is not None and (each.received or each.fault)]
        return found[-1] if found else None

    @property
    def was_lost(self) -> bool:
        """Whether it was the connection's end that the step was told of."""
        return self.last is not None and self.last.fault is not None and self.last.fault.kind == LOST

    @property
    def were_empty(self) -> bool:
        """Whether the answers were never anything but empty already."""
        answers = [each for each in self.exchanges if each is not None and (each.received or each.fault)]
        return all(each.received and _is_empty(each.received[-1]) for each in answers)


def _is_empty(message: Message) -> bool:
    return not message.body and message.attributes.get("status", 204) == 204


Tapes: TypeAlias = dict[Spot, Tape]


@dataclass(frozen=True)
class Recorder:
    """A runner that keeps what another one is answered."""

    runner: Runner[Any]
    tape: Tape

    async def run(self, action: Any, ctx: StepContext) -> Exchange:
        exchange: Exchange | None = None
        try:
            exchange = await self.runner.run(action, ctx)
        finally:
            self.tape.note(exchange)
        return exchange


@dataclass
class Player:
    """A runner that sends nothing, and gives recorded exchanges in order, the last again and again."""

    exchanges: list[Exchange | None]
    position: int = 0

    async def run(self, action: Any, ctx: StepContext) -> Exchange:
        await trio.lowlevel.checkpoint()
        exchange = self.exchanges[min(self.position, len(self.exchanges) - 1)]
        self.position += 1
        if exchange is None:
            await trio.sleep_forever()
        assert exchange is not None
        if ctx.collect is not None:
            for message in exchange.received:
                ctx.collect.add(message)
        return exchange


def recorded(specs: Iterable[PlannedSpec], tapes: Tapes) -> list[PlannedSpec]:
    """The specs, which fill the tapes as they run."""

    def recording(spot: Spot, act: Act) -> Act:
        return replace(act, kind=replace(act.kind, runner=Recorder(act.kind.runner, tapes.setdefault(spot, Tape()))))

    return [_with_spots(spec, recording) for spec in specs]


def replayed(specs: Iterable[PlannedSpec], tapes: Tapes) -> list[PlannedSpec]:
    """The specs with every answer from the tapes. They must have the same steps as when it was recorded."""

    def playing(spot: Spot, act: Act) -> Act:
        tape = tapes.get(spot)
        if tape is None or not tape.exchanges:
            return act
        return replace(act, kind=replace(act.kind, runner=Player(tape.exchanges)))

    return [_with_spots(spec, playing) for spec in specs]


def spots_of(specs: Iterable[PlannedSpec]) -> dict[SourceSpan, list[Spot]]:
    """All steps that act, by where they stand: a step of a fragment is in many a spec."""
    found: dict[SourceSpan, list[Spot]] = {}
    for spec in specs:
        numbers = count()

        def note(step: PlannedStep, act: Act, spec: PlannedSpec = spec, numbers: Iterator[int] = numbers) -> Act:
            found.setdefault(step.span, []).append((spec.id, next(numbers)))
            return act

        with_acts(spec, note)
    return found


def _with_spots(spec: PlannedSpec, change: Callable[[Spot, Act], Act]) -> PlannedSpec:
    numbers = count()
    return with_acts(spec, lambda _, act: change((spec.id, next(numbers)), act))


def with_answer(spec: PlannedSpec, span: SourceSpan, exchange: Exchange) -> PlannedSpec:
    """The spec with one answer to whatever the step at `span` asks."""

    def replaced(step: PlannedStep, act: Act) -> Act:
        return replace(act, kind=replace(act.kind, runner=Player([exchange]))) if step.span == span else act

    return with_acts(spec, replaced)


def with_acts(spec: PlannedSpec, change: Callable[[PlannedStep, Act], Act]) -> PlannedSpec:
    """The spec with every act of it changed."""
    return replace(
        spec,
        setup=_graph(spec.setup, change),
        steps=_graph(spec.steps, change),
        teardown=_graph(spec.teardown, change),
    )


def _graph(graph: StepGraph, change: Callable[[PlannedStep, Act], Act]) -> StepGraph:
    return StepGraph(tuple(_steps(graph.steps, change)))


def _steps(steps: Iterable[PlannedStep], change: Callable[[PlannedStep, Act], Act]) -> Iterator[PlannedStep]:
    for step in steps:
        match step.body:
            case Act() as act:
                changed = change(step, act)
                undo = None if act.undo is None else next(_steps((act.undo,), change))
                yield replace(step, body=replace(changed, undo=undo))
            case Group(graph):
                yield replace(step, body=Group(_graph(graph, change)))
            case Call() as call:
                fragment = replace(call.fragment, graph=_graph(call.fragment.graph, change))
                yield replace(step, body=replace(call, fragment=fragment))


def fragments_of(specs: Iterable[PlannedSpec]) -> set[str]:
    """The files of all fragments that specs use, directly or through others."""
    pending = [graph for spec in specs for graph in (spec.setup, spec.steps, spec.teardown)]
    found: set[str] = set()
    while pending:
        for step in pending.pop().steps:
            match step.body:
                case Group(graph):
                    pending.append(graph)
                case Call(fragment=fragment):
                    found.add(fragment.file)
                    pending.append(fragment.graph)
    return found

"""Answers that go wrong on the way: for each step, its answer emptied, and its answer lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import trio

from specrunner.events import Exchange, Fault, Headers, Message
from specrunner.plan import Act, Call, Group, PlannedSpec, PlannedStep, StepGraph
from specrunner.plugin import StepContext
from specrunner.source import SourceSpan

Spoil: TypeAlias = Callable[[Exchange], Exchange]


def emptied(exchange: Exchange) -> Exchange:
    """The exchange as if the target had answered 204, with no field and no body."""
    last = exchange.received[-1] if exchange.received else Message("HTTP/1.1 204 No Content")
    attributes = {**last.attributes, "status": 204, "reason": "No Content"}
    message = replace(last, headers=Headers(()), body=b"", body_size_bytes=0, attributes=attributes)
    return replace(exchange, received=(*exchange.received[:-1], message), fault=None)


def lost(exchange: Exchange) -> Exchange:
    """The exchange as if the connection had been closed before the answer."""
    fault = Fault("disconnected", "first_byte", "the service closed the connection before it answered")
    return replace(exchange, received=(), fault=fault)


SPOILS: dict[str, Spoil] = {"emptied answer (204)": emptied, "lost answer": lost}


@dataclass
class Heard:
    """What a step was answered in the run of the spec as it is: `recorded` its last exchange, and whether it was
    never anything but an empty 204."""

    recorded: Exchange | None = None
    were_empty: bool = True

    def note(self, exchange: Exchange) -> None:
        self.recorded = exchange
        last = exchange.received[-1] if exchange.received else None
        self.were_empty &= last is not None and last.attributes.get("status") == 204 and not last.body


@dataclass(frozen=True)
class Player:
    """A runner that sends nothing, and gives one recorded exchange again and again."""

    exchange: Exchange

    async def run(self, action: Any, ctx: StepContext) -> Exchange:
        await trio.lowlevel.checkpoint()
        return self.exchange


def answering_steps(specs: Iterable[PlannedSpec]) -> list[SourceSpan]:
    """The places of all steps that ask a target, those of groups, fragments and undos among them."""
    found: dict[SourceSpan, None] = {}

    def note(step: PlannedStep, act: Act) -> Act:
        if act.kind.key == "http":
            found[step.span] = None
        return act

    for spec in specs:
        with_acts(spec, note)
    return list(found)


def with_answer(spec: PlannedSpec, span: SourceSpan, exchange: Exchange) -> PlannedSpec:
    """The spec with one answer to whatever the step at `span` asks."""

    def replaced(step: PlannedStep, act: Act) -> Act:
        return replace(act, kind=replace(act.kind, runner=Player(exchange))) if step.span == span else act

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

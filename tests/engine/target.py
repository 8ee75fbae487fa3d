"""What a test runs its specs against: a kind of step that answers what the test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from specrunner.checks import Subject, SubjectTable
from specrunner.events import Exchange, Fault, Headers, Message
from specrunner.model import SpecModel, Templated
from specrunner.plugin import StepContext, StepKind
from specrunner.values import MISSING


class Call(SpecModel):
    """Asks the target of the test."""

    to: Templated[str]
    value: Any = None
    token: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the target answers, and how long it takes. `fault` is the kind of a fault instead of an answer."""

    status: int = 200
    body: object = None
    takes_s: float = 0.0
    fault: str = ""
    retry_after: float | None = None
    headers: tuple[tuple[str, str], ...] = ()
    phase: str = "first_byte"


@dataclass(frozen=True, slots=True)
class Called:
    """One call that reached the target."""

    at_s: float
    to: str
    value: object
    session: str
    met_before: int


@dataclass(slots=True)
class Met:
    """What the target keeps in a session."""

    calls: int = 0


@dataclass(slots=True)
class Target:
    """Answers by name: a list is used up from the front, its last answer stays. `calls` are all that came."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    active: set[str] = field(default_factory=set)
    together: set[frozenset[str]] = field(default_factory=set)
    on_call: Callable[[str], None] = lambda to: None

    def answer(self, to: str, *answers: Answer) -> None:
        self.answers[to] = list(answers)

    @property
    def names(self) -> list[str]:
        return [call.to for call in self.calls]

    def times(self, to: str) -> list[float]:
        """When each call of a name came, in seconds since the first of all."""
        return [round(call.at_s - self.calls[0].at_s, 6) for call in self.calls if call.to == to]

    async def run(self, action: Call, ctx: StepContext) -> Exchange:
        started_s = ctx.clock.monotonic_s()
        met = ctx.session.get(Met, Met)
        met.calls += 1
        sent = Message(
            f"CALL {action.to}",
            Headers(
                (("x-call", action.to), *((("authorization", f"Bearer {action.token}"),) if action.token else ()))
            ),
            json.dumps(action.value).encode(),
        )
        ctx.progress.sent.append(sent)
        ctx.progress.phase = "connect"
        self.calls.append(Called(started_s, action.to, action.value, ctx.session.name, met.calls - 1))
        self.on_call(action.to)
        answers = self.answers.get(action.to, [Answer()])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        ctx.progress.phase = answer.phase
        with self._active(action.to):
            await trio.sleep(answer.takes_s)
        timing = {"total": ctx.clock.monotonic_s() - started_s}
        if answer.fault:
            fault = Fault(answer.fault, "connect", f"the target is {answer.fault}", hint="start it")
            return Exchange("call", sent=(sent,), started_s=started_s, timing_s=timing, fault=fault)
        body = json.dumps(answer.body).encode()
        headers = Headers((("content-type", "application/json"), *answer.headers))
        received = Message(f"{answer.status}", headers, body, {"status": answer.status})
        attributes = {"status": answer.status, "retry_after": answer.retry_after, "body": answer.body}
        return Exchange("call", (sent,), (received,), started_s, timing, attributes=attributes)

    @contextmanager
    def _active(self, to: str) -> Iterator[None]:
        self.active.add(to)
        self.together.add(frozenset(self.active))
        try:
            yield
        finally:
            self.active.discard(to)

    def kind(self) -> StepKind[Call]:
        def attribute(name: str) -> Callable[[Exchange], object]:
            def read(exchange: Exchange) -> object:
                value = exchange.attributes.get(name)
                return MISSING if value is None else value

            return read

        subjects = {
            "status": Subject("status", "The status.", "integer", attribute("status")),
            "body": Subject("body", "The body.", "any", attribute("body")),
            "retry_after": Subject("retry_after", "Seconds.", "duration", attribute("retry_after")),
            "fault": Subject("fault", "The fault.", "map", _fault, {"kind": "Its kind."}, hidden_when_fault=False),
        }
        return StepKind(
            key="call",
            doc="Asks the target.",
            action=Call,
            runner=self,
            subjects=SubjectTable("call", subjects, document="body"),
            shorthand="to",
            default_expect={"status": {"lt": 400}},
            has_defaults=True,
            title=lambda action: f"call {getattr(action.to, 'text', action.to)}",
        )


def _fault(exchange: Exchange) -> object:
    return MISSING if exchange.fault is None else {"kind": exchange.fault.kind}

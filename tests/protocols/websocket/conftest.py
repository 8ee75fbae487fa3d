"""Specs of one connection, run by the engine against a server that does exactly what a test says."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import trio

from specrunner.app import World, builtin_registry, prepare
from specrunner.engine import Bus, RunInfo, RunOptions, run_plan
from specrunner.events import (
    ChecksEvaluated,
    Event,
    Exchange,
    ExchangeRecorded,
    NoticeRaised,
    SpecFinished,
    StepFinished,
    encode,
)
from specrunner.wire import websocket_accept
from tests.transport.scripted import Peer, serving

Script = Callable[[Peer], Awaitable[None]]


async def accept(peer: Peer, *fields: bytes) -> None:
    """Reads the handshake and takes it."""
    head = await peer.head()
    found = re.search(rb"(?i)sec-websocket-key: (\S+)", head)
    assert found is not None
    lines = [
        b"HTTP/1.1 101 Switching Protocols",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: " + websocket_accept(found[1].decode()).encode(),
        *fields,
    ]
    await peer.send(b"\r\n".join(lines) + b"\r\n\r\n")


@dataclass
class Ran:
    """What a run emitted."""

    events: list[Event]

    def _of(self, type_: type) -> list:
        return [event.payload for event in self.events if isinstance(event.payload, type_)]

    @property
    def outcomes(self) -> dict[str, str]:
        return {step.step_id: str(step.outcome) for step in self._of(StepFinished)}

    def error(self, step_id: str) -> str:
        (step,) = [step for step in self._of(StepFinished) if step.step_id == step_id]
        assert step.error is not None, self.explanations(step_id)
        return step.error.message

    def explanations(self, step_id: str) -> list[str]:
        """What its checks that did not pass have to say."""
        return [
            f"{result.subject}: {result.explanation}"
            for event in self._of(ChecksEvaluated)
            if event.step_id == step_id
            for result in event.results
            if str(result.outcome) != "passed"
        ]

    def exchange(self, step_id: str) -> Exchange:
        return [event.exchange for event in self._of(ExchangeRecorded) if event.step_id == step_id][-1]

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self._of(NoticeRaised)]

    @property
    def text(self) -> str:
        """Everything that was emitted, as the journal writes it."""
        return json.dumps([encode(event) for event in self.events], ensure_ascii=False)

    @property
    def spec(self) -> str:
        (found,) = self._of(SpecFinished)
        return str(found.outcome)


@pytest.fixture
def converse(tmp_path: Path) -> Callable[..., Awaitable[Ran]]:
    """Runs steps against a server with this script; `URL` in them stands for its address."""

    async def run(script: Script, steps: str, **secrets: str) -> Ran:
        events: list[Event] = []
        async with serving(script) as server:
            head = f"spec: Test\nsecrets: [{', '.join(secrets)}]\n" if secrets else "spec: Test\n"
            text = head + "steps:\n" + textwrap.indent(textwrap.dedent(steps).strip("\n"), "  ")
            (tmp_path / "a.spec.yaml").write_text(text.replace("URL", f"ws://127.0.0.1:{server.port}/"))
            prepared = prepare(
                [tmp_path], builtin_registry(), World(tmp_path, tmp_path, frozenset(), frozenset(secrets))
            )
            errors = [str(found.message) for found in prepared.diagnostics if found.severity == "error"]
            assert errors == []
            options = RunOptions(root=tmp_path, secrets=secrets)
            with trio.fail_after(20):
                bus = Bus([events.append], trio.current_time)
                await run_plan(prepared.specs, builtin_registry(), bus, options, RunInfo(()))
        return Ran(events)

    return run

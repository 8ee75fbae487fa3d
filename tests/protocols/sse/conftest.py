"""Specs with `sse` steps, run against a transport that answers from a script, under a clock that jumps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from specrunner.engine import RunOptions
from specrunner.events import Fault, Message
from specrunner.plugin import Registry
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.protocols.http import HTTP
from specrunner.protocols.sse import SSE
from specrunner.transport import FakeAnswer, FakeTransport, HttpTransport
from tests.engine.conftest import Ran, Stage
from tests.engine.target import Target

STREAM = (("Content-Type", "text/event-stream"),)


def stream(*pieces: tuple[float, bytes], body: bytes = b"", **options: Any) -> FakeAnswer:
    """An event stream: pieces, each with the delay before it."""
    return FakeAnswer(body=body, headers=STREAM, pieces=pieces, **options)


@dataclass
class Script:
    """Answers in order; the last one stays. `asked` are the requests as sent."""

    answers: list[FakeAnswer | Fault] = field(default_factory=list)
    asked: list[Message] = field(default_factory=list)

    def __call__(self, message: Message) -> FakeAnswer | Fault:
        self.asked.append(message)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def ids(self) -> list[str | None]:
        """The `Last-Event-ID` of each request."""
        return [message.headers.first("last-event-id") for message in self.asked]


@dataclass(slots=True)
class SseStage(Stage):
    script: Script = field(default_factory=Script)

    @property
    def registry(self) -> Registry:
        kinds = {kind.key: kind for kind in (SSE, HTTP, PAUSE, CHECK, SET)}
        return Registry(kinds=kinds, resources=lambda: {HttpTransport: lambda: FakeTransport(self.script)})


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def run(tmp_path: Path, script: Script) -> Callable[..., Ran]:
    """Runs steps whose feeds answer as `script` says; `http://h` is their host."""
    stage = SseStage(tmp_path, Target(), RunOptions(root=tmp_path), script=script)
    return stage.run

"""Whole processes that are interrupted: what they leave behind, which must be nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LIMIT_S = 30
SERVICE = """
import os, signal, subprocess, sys, time
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"], start_new_session=True)
print("ready", flush=True)
time.sleep(600)
"""
SPEC = """
spec: Interrupted
teardown_timeout: 60s
services:
  shop: {{run: ["{python}", -I, -S, service.py], ready: {{log: ready}}, stop_within: {stop_within}}}
steps:
  - {{id: work, pause: 60s, timeout: 90s}}
  - {{id: next, pause: 1ms, expect: {{time: {{gte: 0s}}}}}}
teardown:
  - {{id: tidy, pause: {tidy}, timeout: 90s}}
"""


class Run:
    """A specrunner process, and all that came of it: they carry a mark of their own in their environment."""

    def __init__(self, folder: Path) -> None:
        self.mark = f"SPECRUNNER_TEST_MARK={uuid.uuid4().hex}"
        name, _, value = self.mark.partition("=")
        self.journal = folder / "run.ndjson"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "specrunner", "run", ".", "--journal", str(self.journal)],
            cwd=folder,
            env={**os.environ, name: value},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait_for(self, type_: str, name: str) -> None:
        until(lambda: any(event["type"] == type_ and event.get("step_id") == name for event in self.events))

    @property
    def events(self) -> list[dict[str, object]]:
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [event for line in lines if (event := _event(line))]

    @property
    def outcomes(self) -> dict[object, object]:
        return {event["step_id"]: event["outcome"] for event in self.events if event["type"] == "step_finished"}

    def left(self) -> list[str]:
        """The processes that are still there."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text())
            except OSError:
                continue
        return found


def _event(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except ValueError:  # the last line is being written
        return None
    return found if "type" in found else found.get("event")


def until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def make(*, stubborn: bool = False, stop_within: str = "5s", tidy: str = "1ms") -> Run:
        (tmp_path / "service.py").write_text(SERVICE.format(stubborn=stubborn))
        text = SPEC.format(python=sys.executable, stop_within=stop_within, tidy=tidy)
        (tmp_path / "a.spec.yaml").write_text(text)
        runs.append(Run(tmp_path))
        runs[-1].wait_for("step_started", "work")
        assert len(runs[-1].left()) == 3
        return runs[-1]

    yield make
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_runs_the_teardown_and_leaves_no_process(start, number):
    run = start()
    run.signal(number)
    assert run.process.wait(LIMIT_S) == 2
    assert run.outcomes == {"work": "not_run", "next": "not_run", "tidy": "passed"}
    assert run.left() == []


def test_a_stubborn_service_is_killed_when_its_time_is_over(start):
    run = start(stubborn=True, stop_within="300ms")
    run.signal(signal.SIGTERM)
    assert run.process.wait(LIMIT_S) == 2
    assert run.left() == []


def test_the_second_signal_cuts_the_teardown_and_leaves_no_process(start):
    run = start(tidy="60s")
    run.signal(signal.SIGINT)
    run.wait_for("step_started", "tidy")
    run.signal(signal.SIGINT)
    assert run.process.wait(LIMIT_S) == 2
    assert run.outcomes == {"work": "not_run", "next": "not_run", "tidy": "not_run"}
    assert run.left() == []


def test_the_third_signal_leaves_at_once_and_leaves_no_process(start):
    run = start(stubborn=True, stop_within="60s", tidy="60s")
    run.signal(signal.SIGINT)
    run.wait_for("step_started", "tidy")
    run.signal(signal.SIGINT)
    run.wait_for("step_finished", "tidy")
    run.signal(signal.SIGINT)
    assert run.process.wait(5) == 2
    until(lambda: run.left() == [])

import os
import signal
import sys
from pathlib import Path

import pytest
import trio

from specrunner.transport.process import end_child, is_group_alive, kill_children, open_child

LIMIT_S = 30
SLEEPS = "import time; time.sleep(600)"
DAEMON = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}], start_new_session=True)"


def python(script: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", script]


async def close(child):
    await child.process.stdout.aclose()


async def test_the_end_of_a_child_may_be_asked_for_twice(tmp_path):
    with trio.fail_after(LIMIT_S):
        child = await open_child(python(SLEEPS), tmp_path, os.environ)
        await end_child(child, 5)
        await end_child(child, 5)
        await close(child)
    assert child.process.returncode == -signal.SIGTERM
    assert not is_group_alive(child.process.pid)


async def test_a_child_that_has_ended_already_is_only_collected(tmp_path):
    with trio.fail_after(LIMIT_S):
        child = await open_child(python("raise SystemExit(4)"), tmp_path, os.environ)
        await child.process.wait()
        await end_child(child, 5)
        await close(child)
    assert child.process.returncode == 4


async def test_the_start_is_not_torn_by_cancellation(tmp_path):
    with trio.fail_after(LIMIT_S):
        with trio.CancelScope() as scope:
            scope.cancel()
            child = await open_child(python(SLEEPS), tmp_path, os.environ)
        await end_child(child, 5)
        await close(child)
    assert child.process.returncode == -signal.SIGTERM


async def test_the_end_comes_also_to_who_is_cancelled(tmp_path):
    with trio.fail_after(LIMIT_S):
        child = await open_child(python(SLEEPS), tmp_path, os.environ)
        with trio.CancelScope() as scope:
            scope.cancel()
            await end_child(child, 5)
        await close(child)
    assert child.process.returncode == -signal.SIGTERM


async def test_who_leaves_at_once_kills_all_children_and_their_daemons(tmp_path):
    with trio.fail_after(LIMIT_S):
        sleeper = await open_child(python(SLEEPS), tmp_path, os.environ)
        parent = await open_child(python(f"{DAEMON}; {SLEEPS}"), tmp_path, os.environ)
        await _until_marked(parent.mark, 2)
        kill_children()
        assert await sleeper.process.wait() == await parent.process.wait() == -signal.SIGKILL
        await _until_marked(parent.mark, 0)
        for child in (sleeper, parent):
            await end_child(child, 5)
            await close(child)


async def test_a_child_that_was_ended_is_not_killed_again(tmp_path, monkeypatch):
    """Its number may be somebody else's by then."""
    with trio.fail_after(LIMIT_S):
        child = await open_child(python(SLEEPS), tmp_path, os.environ)
        await end_child(child, 5)
        await close(child)
    monkeypatch.setattr(os, "killpg", lambda *_: pytest.fail("it signalled"))
    kill_children()
    await end_child(child, 5)


async def _until_marked(mark: str, count: int) -> None:
    pause_s = 0.01
    while len(_marked(mark)) != count:
        await trio.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 0.1)


def _marked(mark: str) -> list[str]:
    entry = f"SPECRUNNER_SERVICE={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if entry in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found

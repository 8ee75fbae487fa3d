"""Child processes in groups of their own, and the end of a whole group."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import trio

_KILL_WAIT_S = 2.0
_FIRST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.05


async def open_child(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> trio.Process:
    """Starts a process that leads a session and a group of its own, without input, its two outputs merged.

    Raises OSError or ValueError (a NUL byte, a broken name in `env`) when it cannot start. Cancellation waits until
    the process is known, so that none is lost.
    """
    with trio.CancelScope(shield=True):
        return await trio.lowlevel.open_process(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env),
            # Out of our own session: Ctrl-C in the terminal must not reach it before the tests are torn down.
            start_new_session=True,
        )
    raise AssertionError("nobody cancels the scope above")


async def end_group(process: trio.Process, grace_s: float) -> None:
    """Ends the process and all of its group: SIGTERM, after `grace_s` SIGKILL. May be called again.

    Also ends what the leader left behind, such as the child of a shim. Takes no longer than `grace_s` and two
    seconds, cancelled or not; a process that moved to a group of its own is not reached.
    """
    with trio.CancelScope(shield=True):
        signal_group(process.pid, signal.SIGTERM)
        with trio.move_on_after(grace_s):
            await _gone(process)
            return
        signal_group(process.pid, signal.SIGKILL)
        with trio.move_on_after(_KILL_WAIT_S):
            await _gone(process)


def signal_group(group: int, number: signal.Signals) -> None:
    # A group that is gone needs no signal, and to what changed its user we may not send one.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


async def _gone(process: trio.Process) -> None:
    await process.wait()
    pause_s = _FIRST_PAUSE_S
    while is_group_alive(process.pid):
        await trio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def is_group_alive(group: int) -> bool:
    """Whether any process of the group still runs. A zombie does not; where there is no /proc it counts."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    states = _states(group)
    # In a container whose first process reaps nobody, orphans stay zombies for ever.
    return states is None or any(state not in "ZX" for state in states)


def _states(group: int) -> list[str] | None:
    """The states of the group's processes; None where there is no /proc."""
    if not Path("/proc/self/stat").exists():
        return None
    states: list[str] = []
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        with suppress(OSError):  # it ended while we looked
            # proc(5): pid (comm) state ppid pgrp ...; the name may hold anything, even spaces and parentheses.
            fields = Path(f"/proc/{name}/stat").read_text("latin-1").rpartition(")")[2].split()
            if int(fields[2]) == group:
                states.append(fields[0])
    return states

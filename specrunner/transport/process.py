"""Child processes in groups of their own, and the end of all that came of them."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import trio

from ..lean import dataclass

MARK = "SPECRUNNER_SERVICE"
"""The environment variable by which processes are known again that left their group."""
_KILL_WAIT_S = 2.0
_FIRST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.05
_PROC = Path("/proc")
# Processes are the system's: who leaves without unwinding (`os._exit`) must find all of them without asking a run.
_open: dict[str, Child] = {}


@dataclass(frozen=True, slots=True)
class Child:
    """A process that was started here. `mark` is the value of `MARK` in it and all that it starts."""

    process: trio.Process
    mark: str


async def open_child(command: Sequence[str], cwd: Path, env: Mapping[str, str], is_dialogue: bool = False) -> Child:
    """Starts a process that leads a session and a group of its own.

    Without input and with its two outputs merged; `is_dialogue`: with a pipe to its input, and its outputs apart.
    Raises OSError or ValueError (a NUL byte, a broken name in `env`) when it cannot start. Cancellation waits until
    the process is known, so that none is lost.
    """
    mark = f"{os.getpid()}-{secrets.token_hex(8)}"
    with trio.CancelScope(shield=True):
        process = await trio.lowlevel.open_process(
            list(command),
            stdin=subprocess.PIPE if is_dialogue else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if is_dialogue else subprocess.STDOUT,
            cwd=cwd,
            env={**env, MARK: mark},
            # Out of our own session: Ctrl-C in the terminal must not reach it before the tests are torn down.
            start_new_session=True,
        )
    child = _open[mark] = Child(process, mark)
    return child


async def end_child(child: Child, grace_s: float) -> None:
    """Ends the process and all that came of it: SIGTERM, after `grace_s` SIGKILL. May be called again.

    Also ends what the process left behind, such as the child of a shim, and where there is a /proc even a daemon in
    a session of its own. Takes no longer than `grace_s` and four seconds, cancelled or not.
    """
    if child.mark not in _open:
        return
    with trio.CancelScope(shield=True):
        deadline = trio.current_time() + grace_s
        if not await _end_group(child.process, deadline):
            signal_group(child.process.pid, signal.SIGKILL)
            with trio.move_on_after(_KILL_WAIT_S):
                await _group_gone(child.process)
        await _end_strays(child.mark, deadline)
    _open.pop(child.mark, None)


def kill_children() -> None:
    """Kills, at once and without waiting, every child that was opened and not ended, and all that came of it."""
    for child in list(_open.values()):
        signal_group(child.process.pid, signal.SIGKILL)
        _signal_all(_marked(child.mark), signal.SIGKILL)


async def _end_group(process: trio.Process, deadline: float) -> bool:
    """Whether the group has gone before the deadline."""
    signal_group(process.pid, signal.SIGTERM)
    with trio.move_on_at(deadline):
        await _group_gone(process)
        return True
    return False


async def _group_gone(process: trio.Process) -> None:
    await process.wait()
    pause_s = _FIRST_PAUSE_S
    while is_group_alive(process.pid):
        await trio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def signal_group(group: int, number: signal.Signals) -> None:
    """Nothing happens when the group is gone, or has become another user's."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def is_group_alive(group: int) -> bool:
    """Whether any process of the group still runs. A zombie does not; where there is no /proc it counts."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # In a container whose first process reaps nobody, orphans stay zombies for ever.
    return not (_PROC / "self/stat").exists() or any(state not in "ZX" for state in _states(group))


def _states(group: int) -> list[str]:
    states: list[str] = []
    for folder in _processes():
        with suppress(OSError):  # it ended while we looked
            # proc(5): pid (comm) state ppid pgrp ...; the name may hold anything, even spaces and parentheses.
            fields = (folder / "stat").read_text("latin-1").rpartition(")")[2].split()
            if int(fields[2]) == group:
                states.append(fields[0])
    return states


async def _end_strays(mark: str, deadline: float) -> None:
    strays = await trio.to_thread.run_sync(_marked, mark)
    if not strays:
        return
    _signal_all(strays, signal.SIGTERM)
    with trio.move_on_at(deadline):
        await _strays_gone(mark)
        return
    _signal_all(await trio.to_thread.run_sync(_marked, mark), signal.SIGKILL)
    with trio.move_on_after(_KILL_WAIT_S):
        await _strays_gone(mark)


async def _strays_gone(mark: str) -> None:
    pause_s = _FIRST_PAUSE_S
    while await trio.to_thread.run_sync(_marked, mark):
        await trio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def _signal_all(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


def _marked(mark: str) -> list[int]:
    """The processes that carry a mark. A zombie carries none any more."""
    entry = f"{MARK}={mark}".encode()
    found: list[int] = []
    for folder in _processes():
        with suppress(OSError):  # it ended, or is somebody else's
            if entry in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def _processes() -> list[Path]:
    if not _PROC.is_dir():
        return []
    return [_PROC / name for name in os.listdir(_PROC) if name.isdecimal()]

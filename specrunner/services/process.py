"""A service that is a process."""

from __future__ import annotations

import errno
import os
import signal

import trio

from ..source import printable
from ..transport import Child, end_child, open_child
from .definition import ServiceDefinition
from .failure import ServiceFailed
from .hosted import lived
from .output import OutputLog

_CHUNK_BYTES = 64 * 1024
_DRAIN_S = 0.5


class ProcessService:
    """Runs a command; see `Hosted`."""

    def __init__(self, definition: ServiceDefinition, log: OutputLog) -> None:
        self.definition = definition
        self.log = log
        self.ended = trio.Event()
        self._drained = trio.Event()
        self._child: Child | None = None
        # Its output is read while it stops, too, when all around is cancelled: it could not write its last otherwise.
        self._attendance = trio.CancelScope(shield=True)
        self._started_s = 0.0
        self._lived_s = 0.0
        self._code: int | None = None
        self._is_stopping = False

    async def start(self, nursery: trio.Nursery) -> None:
        definition = self.definition
        assert definition.command is not None
        # A Python program that writes into a pipe keeps its lines back, also the one that says it is ready.
        env = {"PYTHONUNBUFFERED": "1", **os.environ, **definition.env}
        try:
            self._child = await open_child(definition.command, definition.cwd, env)
        except (OSError, ValueError) as error:
            raise _not_started(definition, definition.command, error) from None
        self._started_s = trio.current_time()
        nursery.start_soon(self._attend, self._child.process)

    async def _attend(self, process: trio.Process) -> None:
        with self._attendance:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._pump, process)
                await process.wait()
                self._look(process)
                # The last lines say why; a child that holds the pipe as well must not make us wait for ever.
                with trio.move_on_after(_DRAIN_S):
                    await self._drained.wait()
                self.ended.set()

    def _look(self, process: trio.Process) -> None:
        """Notes that the process has ended by itself, if it has."""
        if self._code is None and not self._is_stopping and process.returncode is not None:
            self._code = process.returncode
            self._lived_s = trio.current_time() - self._started_s

    async def _pump(self, process: trio.Process) -> None:
        assert process.stdout is not None
        try:
            while chunk := await process.stdout.receive_some(_CHUNK_BYTES):
                self.log.feed(bytes(chunk))
        finally:
            self.log.close()
            self._drained.set()

    def ending(self) -> str | None:
        if self._child is not None:
            self._look(self._child.process)
        if self._code is None:
            return None
        how = f"ended by itself with code {self._code}"
        if self._code < 0:
            how = f"was killed by {_signal_name(-self._code)}"
        return f"{how} after {lived(self._lived_s)}"

    def pending(self) -> str:
        return ""

    def advice(self) -> str:
        if self._code == 0:
            return "a service stays in the foreground: look for its option, or for the command without `--daemon`"
        return ""

    async def stop(self) -> None:
        if self._child is None:
            return
        self._look(self._child.process)
        self._is_stopping = True
        await end_child(self._child, self.definition.stop_within_s)
        with trio.CancelScope(shield=True):
            with trio.move_on_after(_DRAIN_S):
                await self._drained.wait()
            self._attendance.cancel()
            assert self._child.process.stdout is not None
            await self._child.process.stdout.aclose()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _not_started(
    definition: ServiceDefinition, command: tuple[str, ...], error: OSError | ValueError
) -> ServiceFailed:
    name, program, folder = definition.name, printable(command[0]), definition.cwd
    code = error.errno if isinstance(error, OSError) else None
    if not folder.is_dir():
        return ServiceFailed(f"`{name}` cannot start: there is no folder `{folder}`", hint="look at its `cwd`")
    if code == errno.ENOENT and "/" not in program:
        return ServiceFailed(
            f"`{name}` cannot start: there is no command `{program}`",
            hint="install it, or write its path; it is looked for in the folders of PATH",
        )
    if code == errno.ENOENT:
        return ServiceFailed(
            f"`{name}` cannot start: there is no file `{program}`, or no interpreter that its `#!` line names",
            hint=f"a relative path begins at the folder it runs in, `{folder}`",
        )
    if code in (errno.EACCES, errno.EPERM):
        return ServiceFailed(f"`{name}` cannot start: `{program}` may not be executed", hint=f"`chmod +x {program}`?")
    if code == errno.ENOEXEC:
        return ServiceFailed(
            f"`{name}` cannot start: `{program}` is no program",
            hint="a script begins with a `#!` line, like `#!/bin/sh`",
        )
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ServiceFailed(f"`{name}` cannot start `{program}`: {why}", hint="look at its arguments and its `env`")

"""A child process to talk with: lines to its standard input, lines from its standard output, errors beside them."""

from __future__ import annotations

import errno
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import trio
import trio.lowlevel

from ..events import Fault
from ..lean import dataclass
from ..source import printable
from .process import Child, end_child, open_child

_CHUNK_BYTES = 64 * 1024
MAX_LINE_BYTES = 10 * 1024 * 1024
_STDERR_LINES = 200
_STDERR_LINE_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class StdioEnd:
    """How a process ended. `how`: `by itself` before it was asked, `eof` when its input closed, `sigterm`, `sigkill`.

    `code` is the exit code, negative for a signal; `took_s` the time from the closing of its input to its end.
    """

    how: str
    code: int | None
    took_s: float


class StdioProcess:
    """One process. `lines` must be read by one task, and `pump_errors` run in another, or the process blocks.

    `errors` holds the last lines that it wrote to its standard error.
    """

    def __init__(self, child: Child) -> None:
        self._child = child
        self._writing = trio.Lock()
        self._ending = trio.Lock()
        self.errors: deque[str] = deque(maxlen=_STDERR_LINES)
        self.error_count = 0
        self.end: StdioEnd | None = None

    async def send_line(self, data: bytes) -> Fault | None:
        """Writes a line; `data` may hold no line break. The fault when the process takes nothing any more."""
        stdin = self._child.process.stdin
        assert stdin is not None
        try:
            async with self._writing:
                await stdin.send_all(data + b"\n")
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return self.gone("send")
        return None

    def gone(self, phase: str) -> Fault:
        """The fault of a process that has ended, or closed its end of the pipe."""
        code = self._child.process.poll()
        said = f"; the last that it said: {self.errors[-1]}" if self.errors else ""
        how = "has closed its pipe" if code is None else _exit_text(code)
        return Fault("disconnected", phase, f"the process {how}{said}")

    async def ended(self, phase: str, within_s: float = 0.5) -> Fault:
        """The fault, with its exit code if it comes to its end in time, once its output has ended."""
        with trio.move_on_after(within_s):
            await self._child.process.wait()
            # Its last words may still be on their way on the other pipe.
            await trio.lowlevel.checkpoint()
        return self.gone(phase)

    async def lines(self, max_bytes: int = MAX_LINE_BYTES) -> AsyncIterator[bytes | Fault]:
        """The lines of its standard output without their breaks, until its end; a fault for one that is too long.

        What stands behind the last line break is a line too: a process may end without one.
        """
        stdout = self._child.process.stdout
        assert stdout is not None
        kept = bytearray()
        async for chunk in stdout:
            *whole, rest = (bytes(kept) + bytes(chunk)).split(b"\n")
            for line in whole:
                yield line.removesuffix(b"\r")
            kept = bytearray(rest)
            if len(kept) > max_bytes:
                yield Fault("limit", "body", f"a line of the process is longer than {max_bytes:,} bytes")
                return
        if kept:
            yield bytes(kept)

    async def pump_errors(self) -> None:
        """Reads its standard error to the end."""
        stderr = self._child.process.stderr
        assert stderr is not None
        kept = b""
        async for chunk in stderr:
            *whole, kept = (kept + bytes(chunk)).split(b"\n")
            for line in whole:
                self._note(line)
            kept = kept[-_CHUNK_BYTES:]
        if kept:
            self._note(kept)

    def _note(self, line: bytes) -> None:
        self.error_count += 1
        self.errors.append(printable(line.decode("utf-8", "replace").rstrip("\r"))[:_STDERR_LINE_CHARACTERS])

    async def close_input(self) -> None:
        """Lets the process see the end of its input."""
        stdin = self._child.process.stdin
        assert stdin is not None
        async with self._writing:
            await stdin.aclose()

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        return await self._child.process.wait()

    async def aclose(self, eof_s: float = 2.0, term_s: float = 2.0) -> StdioEnd:
        """Ends it as the protocols on stdio ask: its input closes, after `eof_s` SIGTERM, after `term_s` SIGKILL."""
        # Whoever comes second waits for the end that the first one brings about, and learns how it came.
        async with self._ending:
            if self.end is None:
                self.end = await self._end(eof_s, term_s)
        return self.end

    async def _end(self, eof_s: float, term_s: float) -> StdioEnd:
        process, started_s = self._child.process, trio.current_time()
        how = "by itself" if process.poll() is not None else ""
        if not how:
            with trio.move_on_after(eof_s):
                await self.close_input()
                await process.wait()
                how = "eof"
        took_s = trio.current_time() - started_s
        await end_child(self._child, 0.0 if how else term_s)
        if not how:
            took_s = trio.current_time() - started_s
            how = "sigkill" if process.returncode == -signal.SIGKILL else "sigterm"
        with trio.CancelScope(shield=True):
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    await stream.aclose()
        return StdioEnd(how, process.returncode, took_s)


async def open_stdio(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> StdioProcess | Fault:
    """Starts a process to talk with; `env` comes on top of our own environment. The fault when it cannot start."""
    try:
        child = await open_child(command, cwd, {"PYTHONUNBUFFERED": "1", **os.environ, **env}, is_dialogue=True)
    except (OSError, ValueError) as error:
        return _not_started(command, cwd, error)
    return StdioProcess(child)


def _exit_text(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def _not_started(command: Sequence[str], cwd: Path, error: OSError | ValueError) -> Fault:
    program = printable(command[0]) if command else ""
    if not cwd.is_dir():
        return Fault("file", "", f"cannot start `{program}`: there is no folder `{cwd}`", "look at its `cwd`")
    if isinstance(error, OSError) and error.errno == errno.ENOENT:
        hint = "install it, or write its path; it is looked for in the folders of PATH"
        return Fault("file", "", f"there is no command `{program}`", hint)
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Fault("file", "", f"cannot start `{program}`: {why}", "look at its arguments and its `env`")

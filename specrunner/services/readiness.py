"""Asking a service whether it is ready."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from ..lean import dataclass
from ..transport import get_status, knock, why_no_status
from ..values import EvaluationError, Regex
from .definition import HttpReady, LogReady, Ready, TcpReady
from .output import OutputLog

KNOCK_S = 2.0
_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.2
_LISTENS_NOT = (
    "it does not listen there yet: is it given its port, `${{ port }}`? If it is only slow, raise `ready_within`"
)
_ANSWERS_NOT = "if it is only slow, raise `ready_within`; else its output says more"


@dataclass(slots=True)
class Probe:
    """One way to ask. `see` returns what it saw, or an empty text when the service is ready.

    `question` and `seen` together are the sentence about the last try.
    """

    question: str
    see: Callable[[], Awaitable[str]]
    seen: str = "not asked yet"

    async def is_ready(self) -> bool:
        """Takes no longer than two seconds."""
        with trio.move_on_after(KNOCK_S):
            self.seen = await self.see()
            return not self.seen
        self.seen = f"no answer within {KNOCK_S:g}s"
        return False

    async def wait(self) -> None:
        """Asks until it is ready, at first every 20 ms."""
        pause_s = _FIRST_PAUSE_S
        while not await self.is_ready():
            await trio.sleep(pause_s)
            pause_s = min(pause_s * 1.25, _LONGEST_PAUSE_S)

    @property
    def hint(self) -> str:
        return _LISTENS_NOT if self.seen == "connection refused" else _ANSWERS_NOT


def make_probe(ready: Ready, log: OutputLog) -> Probe:
    match ready:
        case HttpReady(target, status):

            async def get() -> str:
                try:
                    seen = await get_status(target)
                except OSError as error:
                    return why_no_status(error)
                is_right = seen == status if status is not None else seen < 500
                return "" if is_right else f"status {seen}"

            return Probe(f"GET {target.url}", get)
        case TcpReady(host, port):
            return Probe(f"{host}:{port}", lambda: see_port(host, port))
        case LogReady(regex):
            return Probe("its output", _watch(regex, log))


async def see_port(host: str, port: int) -> str:
    """What keeps a connection from being taken; empty when one was."""
    try:
        stream = await knock(host, port)
    except OSError as error:
        return why_no_status(error)
    await trio.aclose_forcefully(stream)
    return ""


def _watch(regex: Regex, log: OutputLog) -> Callable[[], Awaitable[str]]:
    found: list[str] = []

    def look(line: str) -> None:
        try:
            if regex.search(line):
                found.append(line)
                log.on_line = None
        except EvaluationError:  # without RE2, a line may take the pattern too long: it is no match then
            return

    async def see() -> str:
        await trio.lowlevel.checkpoint()
        return "" if found else f"none of {log.line_count} lines matches `{regex.pattern}`"

    log.on_line = look
    return see

"""Ports that somebody else has."""

from __future__ import annotations

import trio

from ..source import printable
from .definition import ServiceDefinition
from .failure import ServiceFailed
from .readiness import KNOCK_S, Probe, see_port

FREE_IT = (
    "end what listens there, or let specrunner choose: `port: auto`, and `${{ port }}` where the service gets it"
)
_SAYINGS = ("address already in use", "eaddrinuse", "address in use", "port is already allocated")
_SHOWN_CHARACTERS = 200


async def refuse_taken(definition: ServiceDefinition, probe: Probe) -> None:
    """Raises ServiceFailed when the service would seem ready though it never started.

    Else the tests would run against whatever was left there, and a green run would say nothing.
    """
    name, host, port = definition.name, definition.host, definition.port
    problem = "unknown"
    with trio.move_on_after(KNOCK_S):
        problem = await see_port(host, port)
    if not problem:
        raise ServiceFailed(f"`{name}` cannot start: something else already listens on {host}:{port}", hint=FREE_IT)
    if await probe.is_ready():
        raise ServiceFailed(
            f"`{name}` cannot start: {probe.question} would say that it is ready, but it is not started yet",
            hint="end what answers there, or ask for something that only this service can answer",
        )


def line_about_port(lines: tuple[str, ...]) -> str | None:
    """The last line of a program's output that says that a port is in use."""
    for line in reversed(lines):
        if any(saying in line.lower() for saying in _SAYINGS):
            return printable(line.strip()[:_SHOWN_CHARACTERS])
    return None

"""What programs write when their port is in use."""

from __future__ import annotations

_SAYINGS = (
    "address already in use",
    "eaddrinuse",
    "address in use",
    "port is already allocated",
    "port already in use",
)


def is_port_taken(lines: tuple[str, ...]) -> bool:
    return any(saying in line.lower() for line in lines for saying in _SAYINGS)

"""What every way of running a service offers to the one that starts and stops it."""

from __future__ import annotations

from typing import Protocol

import trio

from ..values import format_duration
from .output import OutputLog


class Hosted(Protocol):
    """A service that may run: started once, stopped at least once."""

    log: OutputLog
    ended: trio.Event
    """Set when it has ended by itself."""

    async def start(self, nursery: trio.Nursery) -> None:
        """Starts it, with its tasks in `nursery`. Raises ServiceFailed; `stop` is due then, too."""
        ...

    def ending(self) -> str | None:
        """How it ended by itself, to follow its name: `ended by itself with code 3 after 1s`; None if it did not."""
        ...

    def pending(self) -> str:
        """What of the start is still to come; empty when the rest is a matter of asking."""
        ...

    def advice(self) -> str:
        """A mend for the way it ended; empty when none is known."""
        ...

    async def stop(self) -> None:
        """Ends it and its tasks, cancelled or not, in bounded time. May be called again."""
        ...


def lived(seconds: float) -> str:
    """How long a service ran, in figures worth reading: `40ms`, `1.2s`."""
    return format_duration(round(seconds, 1 if seconds >= 1 else 2))

"""`collect:`: gathering what arrives, until there is enough of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from ..events import Message


class Collector(Protocol):
    """The step's `collect`, rendered. A step of a kind that has `messages` gets one if it asks for it.

    A runner either hands over `receive` and lets `gather` keep both clocks, or calls `add` for each message, `stop`
    when it ends for a reason of its own, and keeps the clocks itself.
    """

    @property
    def within_s(self) -> float:
        """How long to collect at most, from the first call on."""
        ...

    @property
    def idle_s(self) -> float | None:
        """How long no message may come; None when that does not matter."""
        ...

    @property
    def max_count(self) -> int:
        """How many messages to take at most."""
        ...

    def add(self, message: Message) -> bool:
        """Takes a message in; True when it was the last that is wanted."""
        ...

    def stop(self, why: str) -> None:
        """Says why no more will come: `the stream ended`. The first reason stays."""
        ...

    async def gather(self, receive: Callable[[], Awaitable[Message | None]]) -> tuple[Message, ...]:
        """Receives until there is enough, a clock runs out, or `receive` gives None, which is the stream's end."""
        ...

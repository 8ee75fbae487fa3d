"""Handles: what a step leaves open for later steps, under its id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from ..events import Fault

if TYPE_CHECKING:
    import trio


class Handle(Protocol):
    """Something live that a kind keeps between steps: a stream, a socket, a session of a protocol.

    Its faults are its own affair: it remembers them, and the next step on it answers with them. Nothing that the
    target does may end its task with an exception.
    """

    async def aclose(self) -> None:
        """Says goodbye as the protocol asks for. May be called again. The caller bounds it, and ends the task."""
        ...

    def remarks(self) -> tuple[str, ...]:
        """What a reader of the report should know of it when nobody closed it: unread messages, a fault nobody saw.

        Each as the end of a sentence that begins with the handle: `3 messages were never read`.
        """
        ...


H = TypeVar("H", bound=Handle)
H_co = TypeVar("H_co", bound=Handle, covariant=True)

HandleTask: TypeAlias = "Callable[[trio.TaskStatus[H]], Awaitable[None]]"
"""Runs as long as the handle lives; gives it to `started` as soon as later steps may use it."""


class Handles(Protocol):
    """The handles that a step can see: its own, and those of the steps around and before it."""

    async def open(self, task: HandleTask[H]) -> H:
        """Starts `task` in the spec's nursery, under this step's id, and waits until it has started.

        An older handle of this step (from an attempt before) is closed first. `task` must call `started`, also when
        it could not connect: with a handle that knows its fault.
        """
        ...

    def get(self, type_: type[H], name: str) -> H | Fault:
        """The handle that step `name` left, closed or not; else the fault that says why there is none."""
        ...

    async def close(self, name: str) -> None:
        """Ends a handle: `aclose` within a bounded time, then its task. What it gathered can still be read."""
        ...

"""What steps left open: each held by a task in the spec's nursery, all of them closed at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import field

import trio

from ..events import Fault, NoticeRaised
from ..lean import dataclass
from ..plugin import Handle, HandleTask
from ..plugin.handle import H
from .stop import Stop

GOODBYE_S = 2.0
"""How long one handle may take to say goodbye."""
GOODBYES_S = 5.0
"""How long all handles of a spec may take together."""

EmitNotice = Callable[[NoticeRaised], None]


@dataclass(slots=True)
class Open:
    """A handle and the task that holds it: cancelling `scope` ends the task, which then sets `is_over`."""

    step_id: str
    kind: str
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    is_over: trio.Event = field(default_factory=trio.Event)
    handle: Handle | None = None
    was_closed: bool = False

    async def end(self) -> None:
        """Says goodbye, within a bounded time, and ends the task."""
        if self.handle is not None and not self.was_closed:
            with trio.move_on_after(GOODBYE_S):
                await self.handle.aclose()
        self.scope.cancel()
        await self.is_over.wait()


class HandleTable:
    """The handles of one frame, by the id of the step that opened each; looks outward as values do."""

    __slots__ = ("outer", "own")

    def __init__(self, outer: HandleTable | None = None) -> None:
        self.own: dict[str, Open] = {}
        self.outer = outer

    def find(self, name: str) -> Open | None:
        found = self.own.get(name)
        return self.outer.find(name) if found is None and self.outer is not None else found


class SpecHandles:
    """All handles of a spec, in the order in which they were opened."""

    def __init__(self) -> None:
        self._opened: list[Open] = []
        self._nursery: trio.Nursery | None = None

    @asynccontextmanager
    async def held(self, emit: EmitNotice, spec_id: str, stop: Stop) -> AsyncIterator[None]:
        """While inside, handles can be opened. At the end all are closed, and what was left behind is told."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            try:
                yield
            finally:
                if self._opened:
                    await self._close_all(emit, spec_id, stop)

    async def start(self, opened: Open, task: HandleTask[H]) -> H:
        """Starts a task and waits for its handle."""
        assert self._nursery is not None, "a kind that opens handles says so by `StepKind.opens`"
        self._opened.append(opened)
        handle: H = await self._nursery.start(_hold, opened, task)
        opened.handle = handle
        return handle

    async def _close_all(self, emit: EmitNotice, spec_id: str, stop: Stop) -> None:
        """Newest first, since one may stand on another."""
        with stop.cleanup(GOODBYES_S):
            for opened in reversed(self._opened):
                await opened.end()
        for opened in self._opened:
            opened.scope.cancel()
            if opened.handle is not None and not opened.was_closed:
                for remark in opened.handle.remarks():
                    message = f"the {opened.kind} handle `{opened.step_id}` was left open: {remark}"
                    emit(NoticeRaised(spec_id, opened.step_id, message))


async def _hold(opened: Open, task: HandleTask[H], task_status: trio.TaskStatus[H]) -> None:
    try:
        with opened.scope:
            await task(task_status)
    finally:
        opened.is_over.set()


@dataclass(frozen=True, slots=True)
class StepHandles:
    """The handles as one step sees them. `own_name` is the id under which it opens, `step_id` as reports have it."""

    spec: SpecHandles
    table: HandleTable
    own_name: str
    step_id: str
    kind: str

    async def open(self, task: HandleTask[H]) -> H:
        earlier = self.table.own.get(self.own_name)
        if earlier is not None:
            # An attempt before this one: nobody can name it any more.
            await earlier.end()
            earlier.was_closed = True
        opened = self.table.own[self.own_name] = Open(self.step_id, self.kind)
        return await self.spec.start(opened, task)

    def get(self, type_: type[H], name: str) -> H | Fault:
        opened = self.table.find(name)
        if opened is None or not isinstance(opened.handle, type_):
            message = f"step `{name}` left nothing open to work on"
            return Fault("handle", "", message, "did it fail to connect, and was that expected there?")
        return opened.handle

    async def close(self, name: str) -> None:
        opened = self.table.find(name)
        if opened is not None:
            await opened.end()
            opened.was_closed = True

"""Whose turn it is: specs in their order, as many at a time as there are places, none beside one with its lock."""

from __future__ import annotations

from collections.abc import Sequence

import trio

from ..plan import PlannedSpec

# How far a spec may overtake those that wait for a lock; looking through all of thousands would take its time.
_SIGHT = 1000


class SpecQueue:
    """Hands out specs. One that waits for a lock lets others pass, but none that wants a lock it waits for."""

    def __init__(self, specs: Sequence[PlannedSpec], places: int) -> None:
        self._waiting = list(specs)
        self._free = max(1, places)
        self._held: set[str] = set()
        self._changed = trio.Event()

    async def next(self) -> PlannedSpec | None:
        """The next spec, as soon as it may run; None when there is none left. Each needs a `done`."""
        # Others come to run in between, so that specs begin in their order.
        await trio.lowlevel.checkpoint()
        while self._waiting:
            index = self._due() if self._free else None
            if index is not None:
                spec = self._waiting.pop(index)
                self._held.update(spec.locks)
                self._free -= 1
                return spec
            await self._changed.wait()
            self._changed = trio.Event()
        return None

    def done(self, spec: PlannedSpec) -> None:
        """Gives back the place and the locks of a spec."""
        self._held.difference_update(spec.locks)
        self._free += 1
        self._changed.set()

    def _due(self) -> int | None:
        taken = set(self._held)
        for index, spec in enumerate(self._waiting[:_SIGHT]):
            if taken.isdisjoint(spec.locks):
                return index
            taken.update(spec.locks)
        return None

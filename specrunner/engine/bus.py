"""The one way out of a run: events, masked, numbered, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..events import Event, Payload

Sink = Callable[[Event], None]
Mask = Callable[[Payload], Payload]


class Bus:
    """Numbers events and hands each to every sink before `emit` returns, so that order is the same for all.

    Sinks are plain functions: nothing here waits, and a task that is being cancelled can still say so.
    """

    def __init__(self, sinks: Sequence[Sink], monotonic_s: Callable[[], float]) -> None:
        self._sinks = tuple(sinks)
        self._monotonic_s = monotonic_s
        self._started_s = monotonic_s()
        self._seq = 0

    def emit(self, payload: Payload) -> None:
        """`payload` must hold no secret any more: specs emit through their own mask."""
        self._seq += 1
        event = Event(self._seq, self._monotonic_s() - self._started_s, payload)
        for sink in self._sinks:
            sink(event)

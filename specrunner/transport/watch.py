"""Phases and timings of one hop, written where the engine can see them while it waits."""

from __future__ import annotations

from collections.abc import Callable

from .model import SendProgress


class Watch:
    """`times_s` gets the length of `dns connect tls`, and `first_byte` and `total` since the hop's start."""

    __slots__ = ("_clock", "_phase", "_since_s", "progress", "started_s", "times_s")

    def __init__(self, progress: SendProgress, clock: Callable[[], float]) -> None:
        self.progress = progress
        self._clock = clock
        self._phase = ""
        self.started_s = self._since_s = clock()
        self.times_s: dict[str, float] = {}
        progress.phase = ""
        progress.bytes_received = 0

    def enter(self, phase: str) -> None:
        """`phase` begins, the one before is over."""
        now_s = self._clock()
        if self._phase in ("dns", "connect", "tls"):
            self.times_s[self._phase] = now_s - self._since_s
        self._phase = self.progress.phase = phase
        self._since_s = now_s

    @property
    def phase(self) -> str:
        return self._phase

    def saw_byte(self) -> None:
        """The first byte of the answer is here."""
        self.times_s["first_byte"] = self._clock() - self.started_s

    def stop(self) -> dict[str, float]:
        self.times_s["total"] = self._clock() - self.started_s
        return self.times_s

"""Stopping in stages: work first, then cleanup.

Stage 0: all runs. Stage 1: work is cancelled, teardowns run. Stage 2: teardowns are cancelled, too. It only goes up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import trio


def is_cancellation(error: BaseException) -> bool:
    """Whether nothing but trio's cancellation is in an exception; nurseries wrap several of them into groups."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_cancellation, error.exceptions))
    return isinstance(error, trio.Cancelled)


class Stop:
    """Cancel scopes by stage, and why the stop came."""

    def __init__(self) -> None:
        self.stage = 0
        self.reason = ""
        self.interrupted = ""
        self._work: set[trio.CancelScope] = set()
        self._cleanup: set[trio.CancelScope] = set()

    @property
    def is_stopping(self) -> bool:
        return self.stage > 0

    def stop_work(self, reason: str, *, signal: str = "") -> None:
        """Cancels all work; what has not run is reported as such. The first reason stays."""
        if self.stage == 0:
            self.stage, self.reason, self.interrupted = 1, reason, signal
        for scope in tuple(self._work):
            scope.cancel()

    def stop_cleanup(self) -> None:
        """Cancels teardowns as well."""
        self.stage = 2
        for scope in (*self._work, *self._cleanup):
            scope.cancel()

    @contextmanager
    def work(self, timeout_s: float | None = None) -> Iterator[trio.CancelScope]:
        """A scope that stage 1 cancels; also ends after `timeout_s`."""
        with trio.move_on_after(float("inf") if timeout_s is None else timeout_s) as scope:
            self._work.add(scope)
            if self.stage >= 1:
                scope.cancel()
            try:
                yield scope
            finally:
                self._work.discard(scope)

    @contextmanager
    def cleanup(self, timeout_s: float) -> Iterator[trio.CancelScope]:
        """A scope shielded from stage 1, bounded by `timeout_s`; stage 2 cancels it."""
        with trio.move_on_after(timeout_s) as scope:
            scope.shield = True
            self._cleanup.add(scope)
            if self.stage >= 2:
                scope.cancel()
            try:
                yield scope
            finally:
                self._cleanup.discard(scope)

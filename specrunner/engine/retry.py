"""How long to wait before another attempt."""

from __future__ import annotations

from ..model import Backoff


def backoff_s(attempt: int, backoff: Backoff, jitter: float) -> float:
    """Delay before the given attempt, in seconds, never above `backoff.cap`.

    `attempt` counts from 1; the first waits 0. `jitter` in [0, 1) comes from the caller, so equal inputs give equal
    delays; it takes away up to the part of the delay that `backoff.jitter` says.
    """
    if attempt <= 1:
        return 0.0
    # The exponent is bounded before the power is taken: factor ** 1000 is no float any more.
    exponent = min(attempt - 2, 64)
    delay_s = min(backoff.base * backoff.factor**exponent, backoff.cap)
    return delay_s * (1.0 - backoff.jitter * jitter)

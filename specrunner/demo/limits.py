"""Fixed-window rate limits, and the header fields that tell a client about them."""

import math
from dataclasses import dataclass

from .bounded import Bounded


@dataclass(frozen=True, slots=True)
class Quota:
    """State of one key after a request. `reset_s` is the time to the end of the window, above 0."""

    limit: int
    window_s: float
    used: int
    reset_s: float

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def retry_after_s(self) -> int:
        """Whole seconds, rounded up: RFC 9110 section 10.2.3 knows no fractions, and too early is useless."""
        return max(math.ceil(self.reset_s), 1)

    def headers(self, policy: str, now_s: float) -> dict[str, str]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10), and the older `X-` trio.

        `X-RateLimit-Reset` is a Unix time in seconds, as GitHub has it.
        """
        window_s = max(math.ceil(self.window_s), 1)
        return {
            "RateLimit-Policy": f'"{policy}";q={self.limit};w={window_s}',
            "RateLimit": f'"{policy}";r={self.remaining};t={self.retry_after_s}',
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(math.ceil(now_s + self.reset_s)),
        }


@dataclass(frozen=True, slots=True)
class _Window:
    began_at_s: float
    used: int


class Limiter:
    """Counts per key. A window begins with the first request in it and ends `window_s` later."""

    def __init__(self, max_keys: int) -> None:
        self._windows: Bounded[_Window] = Bounded(max_keys)

    def take(self, key: str, limit: int, window_s: float, now_s: float) -> Quota:
        """Count one request. The quota says whether it went over."""
        window = self._current(key, window_s, now_s)
        window = _Window(window.began_at_s, window.used + 1)
        self._windows.put(key, window)
        return self._quota(window, limit, window_s, now_s)

    def peek(self, key: str, limit: int, window_s: float, now_s: float) -> Quota:
        """As `take`, without counting anything."""
        return self._quota(self._current(key, window_s, now_s), limit, window_s, now_s)

    def forget(self, key: str) -> None:
        self._windows.drop(key)

    def _current(self, key: str, window_s: float, now_s: float) -> _Window:
        window = self._windows.get(key)
        if window is None or now_s - window.began_at_s >= window_s:
            return _Window(now_s, 0)
        return window

    @staticmethod
    def _quota(window: _Window, limit: int, window_s: float, now_s: float) -> Quota:
        return Quota(limit, window_s, window.used, window.began_at_s + window_s - now_s)

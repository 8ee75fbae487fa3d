"""The shop's in-memory cache: entries with an age, a time to live that can be changed, and honest counters."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from .bounded import Bounded

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Cached(Generic[Value]):
    value: Value
    stored_at_s: float


@dataclass(frozen=True, slots=True)
class CacheStats:
    entries: int
    capacity: int
    ttl_s: float
    hits: int
    misses: int
    expired: int
    evicted: int

    @property
    def hit_ratio(self) -> float:
        """Hits by look-ups, in [0, 1]; 0 before the first look-up."""
        lookups = self.hits + self.misses
        return round(self.hits / lookups, 4) if lookups else 0.0


class TtlCache(Generic[Value]):
    """Least recently used first out, and nothing older than `ttl_s`. A changed TTL counts for old entries too."""

    def __init__(self, ttl_s: float, capacity: int) -> None:
        self.ttl_s = ttl_s
        self._capacity = capacity
        self._entries: Bounded[Cached[Value]] = Bounded(capacity)
        self._hits = self._misses = self._expired = self._evicted = 0

    def look_up(self, key: str, now_s: float) -> Cached[Value] | None:
        """The entry if it is there and young enough; counts as a hit or a miss."""
        entry = self._entries.get(key)
        if entry is not None and now_s - entry.stored_at_s >= self.ttl_s:
            self._entries.drop(key)
            self._expired += 1
            entry = None
        if entry is None:
            self._misses += 1
            return None
        self._hits += 1
        self._entries.touch(key)
        return entry

    def store(self, key: str, value: Value, now_s: float) -> None:
        self._evicted += self._entries.put(key, Cached(value, now_s))

    def drop(self, key: str) -> None:
        self._entries.drop(key)

    def clear(self) -> None:
        """Forget all entries and set the counters back to zero."""
        self._entries.clear()
        self._hits = self._misses = self._expired = self._evicted = 0

    def stats(self) -> CacheStats:
        return CacheStats(
            entries=len(self._entries),
            capacity=self._capacity,
            ttl_s=self.ttl_s,
            hits=self._hits,
            misses=self._misses,
            expired=self._expired,
            evicted=self._evicted,
        )

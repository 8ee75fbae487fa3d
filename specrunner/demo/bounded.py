"""A dictionary that never holds more than it may: the oldest entry leaves first."""

from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """At most `capacity` entries by text key; writing a key makes it the newest."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._capacity = capacity
        self._entries: OrderedDict[str, Value] = OrderedDict()

    def get(self, key: str) -> Value | None:
        return self._entries.get(key)

    def put(self, key: str, value: Value) -> int:
        """Store, and return how many old entries had to leave for it."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        surplus = len(self._entries) - self._capacity
        for _ in range(surplus):
            self._entries.popitem(last=False)
        return max(surplus, 0)

    def touch(self, key: str) -> None:
        """Make an entry the newest, as if it had just been written."""
        self._entries.move_to_end(key)

    def drop(self, key: str) -> Value | None:
        return self._entries.pop(key, None)

    def clear(self) -> None:
        self._entries.clear()

    def values(self) -> tuple[Value, ...]:
        return tuple(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

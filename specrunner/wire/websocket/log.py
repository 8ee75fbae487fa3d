"""The log of a session: what happened, in order, with times, sizes and counts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from ...lean import dataclass

EventName: TypeAlias = Literal["CONNECT", "MESSAGE", "PING", "PONG", "ERROR", "DISCONNECT"]
Direction: TypeAlias = Literal["sent", "received"]

MAX_ENTRIES = 10_000
"""Entries kept, the newest; counts go on for all."""


@dataclass(frozen=True, slots=True)
class WebSocketLogEntry:
    """`at_s` counts from CONNECT, `gap_s` from the entry before it of the same name and direction."""

    event: EventName
    at_s: float
    direction: Direction | None = None
    size_bytes: int = 0
    gap_s: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def as_map(self) -> dict[str, object]:
        shown: dict[str, object] = {"event": self.event, "at": self.at_s}
        if self.direction is not None:
            shown |= {"direction": self.direction, "size": self.size_bytes}
        if self.gap_s is not None:
            shown["gap"] = self.gap_s
        return shown | dict(self.facts)


class WebSocketLog:
    """Times come from whoever writes; the first entry is when the session began."""

    def __init__(self) -> None:
        self.entries: deque[WebSocketLogEntry] = deque(maxlen=MAX_ENTRIES)
        self.forgotten = 0
        self.counts: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        self._began_s: float | None = None
        self._last_s: dict[tuple[str, str | None], float] = {}

    def add(
        self,
        event: EventName,
        now_s: float,
        direction: Direction | None = None,
        size_bytes: int = 0,
        facts: Mapping[str, object] | None = None,
    ) -> WebSocketLogEntry:
        if self._began_s is None:
            self._began_s = now_s
        key = (event, direction)
        last_s = self._last_s.get(key)
        self._last_s[key] = now_s
        gap_s = None if last_s is None else now_s - last_s
        entry = WebSocketLogEntry(event, now_s - self._began_s, direction, size_bytes, gap_s, facts or {})
        if len(self.entries) == MAX_ENTRIES:
            self.forgotten += 1
        self.entries.append(entry)
        if direction is not None:
            self.counts[f"{event.lower()}s_{direction}"] += 1
            if event == "MESSAGE":
                self.bytes[direction] += size_bytes
        return entry

    def totals(self) -> dict[str, int]:
        """Messages, Pings and Pongs each way, and the content of all messages each way."""
        names = ("messages", "pings", "pongs")
        found = {f"{name}_{way}": self.counts[f"{name}_{way}"] for name in names for way in ("received", "sent")}
        return found | {"bytes_received": self.bytes["received"], "bytes_sent": self.bytes["sent"]}

"""What happened on a feed: connections, comments, the rhythm of arrivals."""

from __future__ import annotations

from dataclasses import field

from ...events import Fault, Message
from ...lean import dataclass
from ...transport import HttpResult

MAX_COMMENTS = 10_000

OPEN = "open"
CLEAN = "clean"
CLOSED = "closed"
CUT = "cut"


@dataclass(slots=True)
class ConnectionLog:
    """One connection. Times are seconds since the feed began; `ended` is one of `open clean closed cut`."""

    opened_at_s: float
    sent_id: str
    waited_s: float
    result: HttpResult = field(default_factory=HttpResult)
    status: int | None = None
    event_count: int = 0
    ended: str = OPEN
    why: str = ""
    discarded: str = ""

    def as_value(self) -> dict[str, object]:
        value: dict[str, object] = {
            "at": self.opened_at_s,
            "waited": self.waited_s,
            "last_event_id": self.sent_id,
            "events": self.event_count,
            "ended": self.ended,
        }
        if self.status is not None:
            value["status"] = self.status
        if self.why:
            value["why"] = self.why
        return value


@dataclass(slots=True)
class FeedLog:
    """Everything that the subjects of a feed need beside its events. `fault` ends it for good."""

    started_s: float
    connections: list[ConnectionLog] = field(default_factory=list)
    comments: list[dict[str, object]] = field(default_factory=list)
    event_count: int = 0
    last_arrival_s: float | None = None
    last_event_at_s: float | None = None
    first_event_s: float | None = None
    longest_gap_s: float = 0.0
    largest_burst: int = 0
    ignored: int = 0
    last_event_id: str = ""
    retry_ms: int | None = None
    body: bytes = b""
    fault: Fault | None = None

    @property
    def current(self) -> ConnectionLog | None:
        return self.connections[-1] if self.connections else None

    def why_cut(self) -> str:
        """What cut the last connection; empty unless something did."""
        return self.current.why if self.current is not None and self.current.ended == CUT else ""

    def arrive(self, at_s: float, count: int) -> None:
        """Something came: `count` events at once, or none but comments."""
        if self.last_arrival_s is not None:
            self.longest_gap_s = max(self.longest_gap_s, at_s - self.last_arrival_s)
        self.last_arrival_s = at_s
        self.largest_burst = max(self.largest_burst, count)

    def comment(self, text: str, at_s: float, gap_s: float) -> None:
        if len(self.comments) < MAX_COMMENTS:
            self.comments.append({"text": text, "at": at_s, "gap": gap_s})

    def attributes(self) -> dict[str, object]:
        """As JSON values, for the exchange."""
        current = self.current
        found: dict[str, object] = {
            "comments": list(self.comments),
            "connections": [connection.as_value() for connection in self.connections],
            "last_event_id": self.last_event_id,
            "largest_burst": self.largest_burst,
            "longest_gap": self.longest_gap_s,
            "ignored": self.ignored,
            "ended": OPEN if current is None else current.ended,
            "discarded": "" if current is None else current.discarded,
        }
        if self.retry_ms is not None:
            found["retry"] = self.retry_ms / 1000
        if self.first_event_s is not None:
            found["first_event_after"] = self.first_event_s
        return found

    def answer(self) -> tuple[Message, ...]:
        """The answers of the last connection, without what came behind them."""
        current = self.current
        return (
            () if current is None else tuple(hop.response for hop in current.result.hops if hop.response is not None)
        )

"""What an open WebSocket is driven with, and the messages that wait for a step to read them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import field

from ..lean import dataclass
from ..wire import MessageReceived


@dataclass(frozen=True, slots=True)
class WebSocketOptions:
    """`answers_pings`: send a Pong for each Ping. `end_s` is how long the server may take to end TCP after the last
    Close frame, and to answer ours when the connection is given up. `unread_*` bound what may wait to be read."""

    answers_pings: bool = True
    end_s: float = 2.0
    unread_messages: int = 100_000
    unread_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came: `at_s` on the run's clock, `since_s` from the opening, `gap_s` from the one before."""

    message: MessageReceived
    at_s: float
    since_s: float
    gap_s: float | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: frames ready to send, after a delay. `size_bytes` is that of their content."""

    data: Callable[[], bytes]
    delay_s: float = 0.0
    size_bytes: int = 0
    facts: dict[str, object] = field(default_factory=dict)


Handler = Callable[[Received], "Reply | bool"]
"""Called with each message: a reply or True takes it, False leaves it to be read by a step."""


class Inbox:
    """Messages that no step has had, oldest first, within the limits of `options`."""

    def __init__(self, options: WebSocketOptions) -> None:
        self._options = options
        self._unread: deque[Received] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._unread)

    def put(self, received: Received) -> str | None:
        """What is wrong when that is too much, else None."""
        self._unread.append(received)
        self._bytes += received.message.size_bytes
        if len(self._unread) > self._options.unread_messages or self._bytes > self._options.unread_bytes:
            return f"{len(self._unread)} messages of {self._bytes} bytes wait to be read, and no step reads them"
        return None

    def take(self) -> Received:
        received = self._unread.popleft()
        self._bytes -= received.message.size_bytes
        return received

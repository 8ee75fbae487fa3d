"""What an open connection is to its pool, whatever the HTTP version."""

from __future__ import annotations

import select
import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping

import trio

from .answer import Answer
from .outgoing import Outgoing
from .url import Url


class Connection(ABC):
    """An open connection to the server behind `url` (or to a proxy that leads there).

    `keep_alive_s` is how long the server says it keeps the connection when idle, None when it does not say.
    """

    is_http2: bool

    def __init__(
        self,
        stream: trio.abc.Stream,
        raw: socket.socket,
        url: Url,
        remote_address: str,
        tls: Mapping[str, object] | None,
    ) -> None:
        self.stream = stream
        self.url = url
        self.remote_address = remote_address
        self.tls = tls
        self.is_reusable = True
        self.keep_alive_s: float | None = None
        self.use_count = 0
        self.idle_since_s = 0.0
        self.raw = raw

    @property
    def is_available(self) -> bool:
        """Whether one more exchange can start now, beside those that run."""
        return self.is_reusable and not self.stream_count

    @property
    def stream_count(self) -> int:
        """How many exchanges run."""
        return 0

    @abstractmethod
    async def exchange(self, outgoing: Outgoing, answer: Answer) -> None:
        """Sends, and reads the whole answer; raises FaultRaised. `is_reusable` says whether another may follow."""

    def is_quiet(self) -> bool:
        """Whether nothing waits to be read: on an idle connection neither bytes nor the end should."""
        return not is_readable(self.raw)

    def has_stray_bytes(self) -> bool:
        """Of one that is not quiet: whether the server sent bytes that no request asked for, and did not just close.

        Always False over TLS, where they may be a session ticket.
        """
        if self.tls is not None:
            return False
        try:
            return bool(self.raw.recv(1, socket.MSG_PEEK))
        except OSError:  # reset
            return False

    def close(self) -> None:
        """Gives the descriptor back at once; nobody may wait on it. Says no goodbye, which HTTP does not ask for."""
        self.raw.close()


def is_readable(sock: socket.socket) -> bool:
    """Whether a read would not wait."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])

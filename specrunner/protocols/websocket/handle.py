"""What an opened connection is to later steps."""

from __future__ import annotations

from collections.abc import Mapping

from ...events import Message
from ...transport import Received, WebSocketConnection
from ...wire import CLOSE_CODES, WebSocketClosed
from .attributes import CLOSE, EVENTS, SESSION
from .content import message_of

GOODBYE_S = 1.0
_HARMLESS = (1000, 1001, 1005)


class Socket:
    """The handle: a connection, and what steps have seen of its end."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self.connection = connection
        self.is_end_seen = False
        self.pings = 0
        self._told = 0

    async def aclose(self) -> None:
        """Says goodbye with 1000, and gives the server a moment to agree."""
        self.is_end_seen = self.is_end_seen or not self.connection.is_over
        await self.connection.close(1000, "", GOODBYE_S)

    def remarks(self) -> tuple[str, ...]:
        connection = self.connection
        found = list(self.new_notices())
        if connection.unread:
            verb = "message was" if connection.unread == 1 else "messages were"
            found.append(f"{connection.unread} {verb} never read")
        closed = connection.closed
        if closed is not None and not self.is_end_seen and closed.code not in _HARMLESS:
            found.append(connection_end(closed))
        return tuple(found)

    def new_notices(self) -> tuple[str, ...]:
        """What happened since somebody asked."""
        found = tuple(self.connection.notices[self._told :])
        self._told += len(found)
        return found

    def attributes(self, *, with_events: bool = False) -> dict[str, object]:
        """What an exchange tells of the session as it is now."""
        connection = self.connection
        session: dict[str, object] = {
            **connection.log.totals(),
            "unread": connection.unread,
            "handled": connection.handled,
            "lasted": connection.lasted_s,
            "open": not connection.is_over,
        }
        found: dict[str, object] = {SESSION: session}
        if connection.is_over:
            found[CLOSE] = self._close()
        if with_events:
            found[EVENTS] = [entry.as_map() for entry in connection.log.entries]
        return found

    def _close(self) -> Mapping[str, object]:
        connection = self.connection
        closed = connection.closed or connection.machine.closed("server")
        found: dict[str, object] = {
            "code": closed.code,
            "reason": closed.reason,
            "initiator": closed.initiator,
            "clean": closed.is_clean,
        }
        if closed.code in CLOSE_CODES:
            found["name"] = CLOSE_CODES[closed.code]
        if closed.error is not None:
            found["error"] = closed.error
        sent_s, received_s = connection.close_sent_s, connection.close_received_s
        if closed.initiator == "client" and sent_s is not None and received_s is not None:
            found["reply_after"] = received_s - sent_s
        return found


def connection_end(closed: WebSocketClosed) -> str:
    who = "the server" if closed.initiator == "server" else "this side"
    return f"{who} ended it with {closed.text}, and no step looked at that"


def received_message(received: Received) -> Message:
    message = received.message
    is_text = isinstance(message.data, str)
    body = message.data.encode() if isinstance(message.data, str) else message.data
    attributes: dict[str, object] = {
        "type": "text" if is_text else "binary",
        "at": received.since_s,
        "fragments": message.fragments,
        "compressed": message.is_compressed,
    }
    if received.gap_s is not None:
        attributes["gap"] = received.gap_s
    return message_of("text" if is_text else "binary", body, attributes, received.at_s)

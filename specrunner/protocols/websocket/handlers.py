"""Answers that go out by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...plugin import FileAccess
from ...requests import Unsendable
from ...transport import Received, Reply, WebSocketConnection
from ...values import EvaluationError, JsonError, parse_json
from .content import outgoing_of
from .model import SocketHandler


class Handlers:
    """Called with each message that comes: gives the reply of the first handler that takes it.

    What goes wrong in a handler is a notice of the connection: there is no step to fail at that moment.
    """

    def __init__(self, handlers: Sequence[SocketHandler], connection: WebSocketConnection, files: FileAccess) -> None:
        self._left: list[tuple[SocketHandler, float]] = [(each, each.times or float("inf")) for each in handlers]
        self._connection = connection
        self._files = files

    def __call__(self, received: Received) -> Reply | bool:
        names = {"message": _shown(received)}
        for index, (handler, left) in enumerate(self._left):
            if left > 0 and self._takes(handler, names):
                self._left[index] = (handler, left - 1)
                return self._reply(handler, names)
        return False

    def _takes(self, handler: SocketHandler, names: Mapping[str, object]) -> bool:
        if handler.when is None:
            return True
        try:
            return handler.when.render(names)
        except EvaluationError as error:
            self._note(f"the `when` of a handler could not be worked out: {error.diagnostic.message}")
            return False

    def _reply(self, handler: SocketHandler, names: Mapping[str, object]) -> Reply | bool:
        if handler.reply is None:
            return True
        try:
            outgoing = outgoing_of(handler.reply.render(names), self._files)
        except EvaluationError as error:
            self._note(f"the `reply` of a handler could not be worked out: {error.diagnostic.message}")
            return True
        except Unsendable as error:
            self._note(f"the `reply` of a handler cannot be sent: {error.fault.message}")
            return True
        machine = self._connection.machine
        return Reply(
            data=lambda: outgoing.frames(machine),
            delay_s=handler.delay,
            size_bytes=outgoing.size_bytes,
            facts={"type": outgoing.kind},
        )

    def _note(self, notice: str) -> None:
        if notice not in self._connection.notices:
            self._connection.notices.append(notice)


def _shown(received: Received) -> dict[str, object]:
    """The message as handlers read it; `json` and `text` are null where it is not that."""
    data = received.message.data
    shown: dict[str, object] = {"size": received.message.size_bytes, "json": None, "text": None, "type": "binary"}
    if isinstance(data, str):
        shown |= {"type": "text", "text": data}
        try:
            shown["json"] = parse_json(data.encode()).value
        except JsonError:
            return shown
    return shown

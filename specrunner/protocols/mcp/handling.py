"""How the server's own requests are answered: by the handlers of the step that opened it, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

import trio

from ...lean import dataclass
from ...values import MISSING, EvaluationError
from ...wire.jsonrpc import INTERNAL_ERROR, METHOD_NOT_FOUND, RpcRequest, rpc_result
from ...wire.mcp import has_capability
from .model import Handler


@dataclass(frozen=True, slots=True)
class Handled:
    """A request of the server and what was answered: `reply`, `error`, or neither when it was ignored."""

    method: str
    params: object
    stream: str
    at_s: float
    reply: object = MISSING
    error: Mapping[str, object] | None = None
    handler: int | None = None

    def facts(self, since_s: float) -> dict[str, object]:
        """As the subject shows it."""
        found: dict[str, object] = {"method": self.method, "stream": self.stream, "at": self.at_s - since_s}
        if self.params is not MISSING:
            found["params"] = self.params
        if self.reply is not MISSING:
            found["reply"] = self.reply
        if self.error is not None:
            found["error"] = dict(self.error)
        found["ignored"] = self.reply is MISSING and self.error is None
        if self.handler is not None:
            found["handler"] = self.handler
        return found


@dataclass(slots=True)
class Handling:
    """The handlers with the number of times each was used. `handled` is all that the server asked."""

    handlers: Sequence[Handler]
    monotonic_s: Callable[[], float]
    handled: list[Handled] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _used: dict[int, int] = field(default_factory=dict)

    async def answer(
        self, request: RpcRequest, stream: str, capabilities: Mapping[str, object]
    ) -> dict[str, object] | None:
        """The message to answer with; None when it is ignored."""
        at_s = self.monotonic_s()
        shown = {"method": request.method, "params": {} if request.params is MISSING else request.params}
        try:
            index = self._choose(shown)
            reply, error = await self._outcome(index, shown, capabilities)
        except EvaluationError as problem:
            self.faults.append(f"the handler for `{request.method}` failed: {problem}")
            index, reply, error = None, MISSING, {"code": INTERNAL_ERROR, "message": "the handler failed"}
        self.handled.append(Handled(request.method, request.params, stream, at_s, reply, error, index))
        if error is not None:
            return {"jsonrpc": "2.0", "id": request.id, "error": error}
        return None if reply is MISSING else rpc_result(request.id, reply)

    def _choose(self, shown: Mapping[str, object]) -> int | None:
        for index, handler in enumerate(self.handlers):
            is_used_up = handler.times is not None and self._used.get(index, 0) >= handler.times
            if is_used_up or handler.method not in (None, shown["method"]):
                continue
            if handler.when is None or handler.when.render({"request": shown}) is True:
                self._used[index] = self._used.get(index, 0) + 1
                return index
        return None

    async def _outcome(
        self, index: int | None, shown: Mapping[str, object], capabilities: Mapping[str, object]
    ) -> tuple[object, dict[str, object] | None]:
        if index is None:
            return _usual(str(shown["method"]), capabilities)
        handler = self.handlers[index]
        await trio.sleep(handler.delay)
        if handler.ignore:
            return MISSING, None
        if handler.error is not None:
            error = handler.error
            members = {"code": error.code, "message": error.message, "data": error.data}
            return MISSING, {name: value for name, value in members.items() if value is not MISSING}
        assert handler.reply is not None
        return handler.reply.render({"request": shown}), None


def _usual(method: str, capabilities: Mapping[str, object]) -> tuple[object, dict[str, object] | None]:
    """What a client answers that nobody told anything."""
    if method == "ping":
        return {}, None
    if method == "roots/list" and has_capability(capabilities, "roots"):
        return {"roots": []}, None
    return MISSING, {"code": METHOD_NOT_FOUND, "message": f"no handler for {method}"}

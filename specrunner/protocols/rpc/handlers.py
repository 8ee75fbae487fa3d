"""Answers to what the other side asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...lean import dataclass
from ...values import MISSING, EvaluationError
from ...wire.jsonrpc import METHOD_NOT_FOUND, RpcRequest, rpc_error, rpc_result
from .model import RpcHandler


@dataclass(frozen=True, slots=True)
class Reaction:
    """What becomes of a request. `answer` is None for one that is ignored; `trouble`: what a handler got wrong."""

    how: str
    answer: Mapping[str, object] | None = None
    delay_s: float = 0.0
    trouble: str | None = None


class Handlers:
    """The first handler that takes a request has it. One that none takes is refused."""

    def __init__(self, handlers: Sequence[RpcHandler]) -> None:
        self._left: list[tuple[RpcHandler, float]] = [(each, each.times or float("inf")) for each in handlers]

    def react(self, request: RpcRequest) -> Reaction:
        names = {"request": _shown(request)}
        try:
            for index, (handler, left) in enumerate(self._left):
                if left > 0 and _takes(handler, request, names):
                    self._left[index] = (handler, left - 1)
                    return _reaction(handler, request, names)
        except EvaluationError as error:
            trouble = f"a handler could not be worked out: {error.diagnostic.message}"
            return Reaction("refused", _unknown(request), trouble=trouble)
        return Reaction("refused", _unknown(request))


def _shown(request: RpcRequest) -> dict[str, object]:
    params = None if request.params is MISSING else request.params
    return {"method": request.method, "params": params, "id": request.id}


def _unknown(request: RpcRequest) -> Mapping[str, object]:
    return rpc_error(request.id, METHOD_NOT_FOUND, f"Method not found: {request.method}")


def _takes(handler: RpcHandler, request: RpcRequest, names: Mapping[str, object]) -> bool:
    if handler.method is not None and handler.method != request.method:
        return False
    return handler.when is None or handler.when.render(names)


def _reaction(handler: RpcHandler, request: RpcRequest, names: Mapping[str, object]) -> Reaction:
    if handler.ignore:
        return Reaction("ignored")
    if handler.error is not None:
        error = handler.error.render(names)
        return Reaction("error", rpc_error(request.id, error.code, error.message, error.data), handler.delay)
    return Reaction("result", rpc_result(request.id, handler.reply.render(names)), handler.delay)

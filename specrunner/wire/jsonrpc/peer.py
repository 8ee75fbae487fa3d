"""One end of a connection on which both sides call: what was asked here, what was asked there, and who is answered.

Ids of the two directions have nothing to do with each other: each side numbers its own requests.
"""

from __future__ import annotations

from typing import TypeAlias

from ...lean import dataclass
from ...values import MISSING, describe
from .batch import is_alike
from .message import Key, RpcMalformed, RpcMessage, RpcNotification, RpcRequest, RpcResponse, rpc_id_key


@dataclass(frozen=True, slots=True)
class Answered:
    """Our request got its answer; in any order."""

    request: RpcRequest
    response: RpcResponse


@dataclass(frozen=True, slots=True)
class Asked:
    """The other side asks, and waits for an answer. `is_reused`: an id that it used before."""

    request: RpcRequest
    is_reused: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The other side tells something."""

    notification: RpcNotification


@dataclass(frozen=True, slots=True)
class Stray:
    """An answer that answers nothing; `reason` is a sentence."""

    response: RpcResponse
    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is no message."""

    message: RpcMalformed


RpcFact: TypeAlias = Answered | Asked | Told | Stray | Broken


class RpcPeer:
    """Our end. `call` makes a request with an id of its own, `receive` says what a message from there means."""

    def __init__(self, first_id: int = 1) -> None:
        self._next_id = first_id
        self._pending: dict[Key, RpcRequest] = {}
        self._settled: set[Key] = set()
        self._asked: set[Key] = set()

    def call(self, method: str, params: object = MISSING, id_: object = MISSING) -> RpcRequest:
        """A request to send. `id_` instead of the next number, also one that stands for another request already."""
        if id_ is MISSING:
            id_, self._next_id = self._next_id, self._next_id + 1
        request = RpcRequest(id_, method, params)
        self._pending[rpc_id_key(id_)] = request
        return request

    def forget(self, request: RpcRequest) -> None:
        """The request was not sent, or nobody waits for it any more: a late answer is a stray."""
        if self._pending.pop(rpc_id_key(request.id), None) is not None:
            self._settled.add(rpc_id_key(request.id))

    def is_waiting(self, request: RpcRequest) -> bool:
        """Whether the request has no answer yet."""
        return self._pending.get(rpc_id_key(request.id)) is request

    def waiting(self) -> tuple[RpcRequest, ...]:
        """The requests without an answer, in the order they were made."""
        return tuple(self._pending.values())

    def receive(self, message: RpcMessage) -> RpcFact:
        """What a message from the other side means here."""
        match message:
            case RpcResponse():
                return self._settle(message)
            case RpcRequest():
                key = rpc_id_key(message.id)
                is_reused = key in self._asked
                self._asked.add(key)
                return Asked(message, is_reused)
            case RpcNotification():
                return Told(message)
            case RpcMalformed():
                return Broken(message)

    def _settle(self, response: RpcResponse) -> RpcFact:
        key = rpc_id_key(response.id)
        request = self._pending.pop(key, None)
        if request is not None:
            self._settled.add(key)
            return Answered(request, response)
        if response.id is None or response.id is MISSING:
            return Stray(response, "an answer without an id: it does not say which request it is for")
        if key in self._settled:
            return Stray(response, f"the id {describe(response.id)} was answered before, or nobody waits for it")
        alike = next((other for other in self._pending if is_alike(other, key)), None)
        if alike is not None:
            return Stray(response, f"the id {describe(alike[1])} came back as {describe(response.id)}")
        return Stray(response, f"an answer with the id {describe(response.id)}, which was not sent")

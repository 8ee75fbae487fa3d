"""What an action sends: one message, a batch, or bytes that are neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from ...lean import dataclass
from ...requests import Unsendable
from ...values import MISSING, dump_json
from ...wire.jsonrpc import RpcNotification, RpcPayload, RpcRequest, read_rpc_payload, rpc_payload_of
from .model import BatchItem, RpcAction

Number = Callable[[], int]
"""Gives the next id."""


class Numbers:
    """The ids of a session's calls, counted from 1."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        self._last += 1
        return self._last


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`names` are those of a batch's calls, with their places in it."""

    body: bytes
    payload: RpcPayload
    names: dict[str, int] = field(default_factory=dict)


def outgoing_of(action: RpcAction, number: Number) -> Outgoing:
    """What a rendered action sends. Raises Unsendable."""
    if isinstance(action.raw, str):
        body = _utf8(action.raw)
        return Outgoing(body, read_rpc_payload(body))
    if action.raw is not MISSING:
        return _whole(action.raw)
    if action.batch is None:
        return _whole(_message(action, number))
    values = [_message(item, number) for item in action.batch]
    names = {item.as_: place for place, item in enumerate(action.batch) if item.as_ is not None}
    return _whole(values, names)


def _message(item: RpcAction | BatchItem, number: Number) -> object:
    if item.notify is not None:
        return RpcNotification(item.notify, item.params).present()
    if item.method is not None:
        return RpcRequest(number() if item.id is MISSING else item.id, item.method, item.params).present()
    return item.raw


def _whole(value: object, names: dict[str, int] | None = None) -> Outgoing:
    try:
        body = dump_json(value)
    except (TypeError, ValueError) as error:
        raise Unsendable("request", f"the message holds what JSON cannot say: {error}") from None
    return Outgoing(body, rpc_payload_of(value), names or {})


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        place = f"character {error.start + 1}"
        raise Unsendable("request", f"`raw` cannot be sent as UTF-8: {place} is half of a surrogate pair") from None

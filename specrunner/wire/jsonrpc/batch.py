"""What was sent and what came back, matched: by type and value of the id, in any order (section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from ...lean import dataclass
from ...values import describe
from .message import Key, RpcMalformed, RpcMessage, RpcRequest, RpcResponse, rpc_id_key
from .payload import RpcPayload


@dataclass(frozen=True, slots=True)
class RpcMatch:
    """The answers of each message sent, by its place; those that answer nothing in `strays`.

    `problems` says what breaks the specification: an answer that is missing or stands twice, one to a notification,
    an id that came back as another type, messages that are no answers.
    """

    answers: dict[int, RpcResponse] = field(default_factory=dict)
    strays: tuple[RpcResponse, ...] = ()
    problems: tuple[str, ...] = ()


def match_rpc_answers(sent: RpcPayload, received: RpcPayload) -> RpcMatch:
    """The answers in `received` to what was `sent`, which may be broken on purpose.

    Something sent that is no message at all is answered by an error with id null; such errors are given to them in
    order. Nothing received is right where nothing was asked.
    """
    return _Matching(sent, received).result()


class _Matching:
    def __init__(self, sent: RpcPayload, received: RpcPayload) -> None:
        self.sent, self.received = sent, received
        self.by_key: dict[Key, list[int]] = {}
        self.broken: list[int] = []
        for index, message in enumerate(sent.messages):
            if isinstance(message, RpcMalformed):
                self.broken.append(index)
            elif isinstance(message, RpcRequest):
                self.by_key.setdefault(rpc_id_key(message.id), []).append(index)
        self.answers: dict[int, RpcResponse] = {}
        self.answered: set[Key] = set()
        self.strays: list[RpcResponse] = []
        self.problems: list[str] = []

    def result(self) -> RpcMatch:
        for message in self.received.messages:
            self._place(message)
        self._judge_form()
        if not self._is_refused_as_a_whole():
            missing = [index for index in self._asked() if index not in self.answers]
            self.problems.extend(f"{self._name(index)} got no answer" for index in missing)
        return RpcMatch(self.answers, tuple(self.strays), tuple(self.problems))

    def _place(self, message: RpcMessage) -> None:
        if not isinstance(message, RpcResponse):
            self.problems.append("there is a message among the answers that is no response")
            return
        key = rpc_id_key(message.id)
        if (waiting := self.by_key.get(key)) is not None and waiting:
            self.answers[waiting.pop(0)] = message
            self.answered.add(key)
        elif message.id is None and message.is_error and self.broken:
            self.answers[self.broken.pop(0)] = message
        else:
            self.strays.append(message)
            if not (message.id is None and message.is_error and self._is_refusal_possible()):
                self.problems.append(self._why_stray(message, key))

    def _is_refusal_possible(self) -> bool:
        return bool(self.sent.problems) or not self.received.is_batch

    def _is_refused_as_a_whole(self) -> bool:
        """One error with id null, outside a batch: the server could not even read what was sent."""
        return not self.received.is_batch and any(each.id is None and each.is_error for each in self.strays)

    def _why_stray(self, message: RpcResponse, key: Key) -> str:
        if key in self.answered:
            return f"the id {describe(message.id)} is answered twice"
        alike = next((other for other in self.by_key if is_alike(other, key)), None)
        if alike is not None:
            return f"the id {describe(alike[1])} came back as {describe(message.id)}"
        if not self._asked():
            return "a notification was answered"
        return f"there is an answer with the id {describe(message.id)}, which was not sent"

    def _judge_form(self) -> None:
        if self.received.is_batch and not self.sent.is_batch:
            self.problems.append("a single message was answered by a batch")
        is_single = bool(self.received.messages) and not self.received.is_batch
        if self.sent.is_batch and self.sent.messages and is_single and not self._is_refused_as_a_whole():
            self.problems.append("a batch was answered by a single message")

    def _asked(self) -> Sequence[int]:
        messages = enumerate(self.sent.messages)
        return [index for index, message in messages if isinstance(message, RpcRequest | RpcMalformed)]

    def _name(self, index: int) -> str:
        message = self.sent.messages[index]
        if isinstance(message, RpcRequest):
            return f"the request with the id {describe(message.id)}"
        return f"message {index}"


def is_alike(left: Key, right: Key) -> bool:
    """Whether two ids differ in their type alone: 1, 1.0 and "1"."""
    return left[0] != right[0] and _plain(left[1]) == _plain(right[1])


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

"""A payload: one message, or a batch of them (section 6)."""

from __future__ import annotations

from ...lean import dataclass
from ...values import JsonDocument, JsonError, parse_json
from .message import RpcMalformed, RpcMessage, RpcRequest, RpcResponse, read_rpc_message


@dataclass(frozen=True, slots=True)
class RpcPayload:
    """What came in one piece. `problems` are those of the piece as a whole, such as JSON that breaks."""

    messages: tuple[RpcMessage, ...] = ()
    is_batch: bool = False
    problems: tuple[str, ...] = ()

    def all_problems(self) -> tuple[str, ...]:
        """Those of the piece and of every message, the messages of a batch with their place."""
        found = list(self.problems)
        for index, message in enumerate(self.messages):
            prefix = f"message {index} of the batch: " if self.is_batch else ""
            found.extend(prefix + problem for problem in message.problems)
        return tuple(found)

    def responses(self) -> tuple[RpcResponse, ...]:
        return tuple(message for message in self.messages if isinstance(message, RpcResponse))


def read_rpc_payload(data: bytes) -> RpcPayload:
    """The messages in a text. Never raises; JSON that breaks is a problem, and then there are no messages."""
    try:
        document = parse_json(data)
    except JsonError as error:
        place = f"line {error.line}, column {error.column}"
        return RpcPayload(problems=(f"this is not JSON: {error.message} ({place})",))
    return rpc_payload_of_document(document)


def rpc_payload_of_document(document: JsonDocument) -> RpcPayload:
    """The messages in a text that was read as JSON already."""
    twice = tuple(f"`{path}` stands twice; the last one counts" for path in document.duplicates)
    payload = rpc_payload_of(document.value)
    return RpcPayload(payload.messages, payload.is_batch, (*document.notices, *twice, *payload.problems))


def rpc_payload_of(value: object) -> RpcPayload:
    """The messages in a JSON value."""
    if not isinstance(value, list):
        return RpcPayload((read_rpc_message(value),))
    problems = () if value else ("a batch has at least one message, and this has none",)
    return RpcPayload(tuple(read_rpc_message(each) for each in value), True, problems)


def wants_answer(message: RpcMessage) -> bool:
    """Whether a message that is sent must be answered: requests, and what is too broken to be told from one.

    Section 4.1: a notification gets none, not even an error. An id of null asks for an answer, though it should not.
    """
    return isinstance(message, RpcRequest | RpcMalformed)

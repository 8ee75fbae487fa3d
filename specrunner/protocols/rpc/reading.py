"""What was sent and what came back, read and matched once for all subjects of an exchange."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from ...checks import Unreadable
from ...events import Exchange, Message
from ...requests import ANSWERS
from ...values import MISSING, JsonError
from ...wire.jsonrpc import (
    RpcMalformed,
    RpcMatch,
    RpcPayload,
    RpcRequest,
    RpcResponse,
    match_rpc_answers,
    read_rpc_payload,
    rpc_error_range,
    rpc_payload_of_document,
)
from .attributes import NAMES, NOTED


class Conversation:
    """One exchange, matched. `problems` says in sentences what breaks JSON-RPC 2.0."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.sent = _joined(read_rpc_payload(message.body) for message in exchange.sent[-1:] if message.body)
        self.received = _joined(_payloads(exchange))
        self.match: RpcMatch = match_rpc_answers(self.sent, self.received)
        self.responses = self.received.responses()
        self.problems = [*_noted(exchange), *self.received.all_problems(), *self._mismatches()]

    def _mismatches(self) -> Iterable[str]:
        is_unreadable = bool(self.received.problems) and not self.received.messages
        yield from () if is_unreadable else self.match.problems
        if self.sent.problems and not self.received.messages and not is_unreadable:
            # Sections 5.1 and 6: what cannot be read is answered too, with the id null.
            yield "what was sent cannot be read, and no error says so"

    @property
    def answer(self) -> RpcResponse | None:
        """The answer to the one call that was sent, or the one error that refuses all of it."""
        asked = [m for m in self.sent.messages if isinstance(m, RpcRequest | RpcMalformed)]
        if not self.sent.is_batch and len(asked) == 1 and 0 in self.match.answers:
            return self.match.answers[0]
        is_single = not self.received.is_batch and len(self.responses) == 1
        return self.responses[0] if is_single else None

    def require_answer(self) -> RpcResponse:
        """The same; raises Unreadable."""
        if self.answer is not None:
            return self.answer
        if self.responses:
            raise Unreadable("there are several answers: ask for `responses`, or for a call by its name")
        raise Unreadable("no answer came" if self.received.messages or not self.problems else self.problems[0])

    def named(self, name: str) -> RpcResponse:
        """The answer to the call of a batch that has this name. Raises Unreadable."""
        names = self.exchange.attributes.get(NAMES)
        place = names.get(name) if isinstance(names, dict) else None
        found = self.match.answers.get(place) if isinstance(place, int) else None
        if found is None:
            raise Unreadable(f"no answer came for `{name}`")
        return found


def _payloads(exchange: Exchange) -> Iterable[RpcPayload]:
    """What came: over HTTP the last answer, on a connection every piece that holds answers."""
    over_http = [message for message in exchange.received if "status" in message.attributes]
    if over_http:
        return [_read_answer(message, exchange) for message in over_http[-1:] if message.body]
    pieces = (message for message in exchange.received if message.attributes.get("type") == "response")
    return [read_rpc_payload(message.body) for message in pieces]


def _read_answer(message: Message, exchange: Exchange) -> RpcPayload:
    parsed = ANSWERS.of(exchange).parsed
    if not isinstance(parsed, JsonError):
        return rpc_payload_of_document(parsed)
    payload = read_rpc_payload(message.body)
    if payload.messages or not payload.problems:
        return payload
    kind = message.headers.first("content-type") or "no media type"
    place = f" (status {message.attributes.get('status')}, {kind})"
    return RpcPayload((), False, tuple(problem + place for problem in payload.problems))


def _joined(payloads: Iterable[RpcPayload]) -> RpcPayload:
    """Several pieces as one; a batch when one of them is."""
    found = list(payloads)
    if len(found) == 1:
        return found[0]
    return RpcPayload(
        tuple(message for payload in found for message in payload.messages),
        any(payload.is_batch for payload in found) or len(found) > 1,
        tuple(problem for payload in found for problem in payload.problems),
    )


def _noted(exchange: Exchange) -> list[str]:
    noted = exchange.attributes.get(NOTED)
    return [str(each) for each in noted] if isinstance(noted, list) else []


class Conversations:
    """Those read last: several checks ask of one exchange, which never changes."""

    def __init__(self, capacity: int = 4) -> None:
        self._capacity = capacity
        self._known: OrderedDict[int, Conversation] = OrderedDict()

    def of(self, exchange: Exchange) -> Conversation:
        found = self._known.get(id(exchange))
        if found is None or found.exchange is not exchange:
            found = self._known[id(exchange)] = Conversation(exchange)
            if len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return found


CONVERSATIONS = Conversations()


def shown_error(response: RpcResponse) -> object:
    """The error with the range that its code lies in; MISSING when there is none."""
    if response.error is None:
        return MISSING
    range_ = rpc_error_range(response.error.code)
    return {**response.error.present(), **({} if range_ is None else {"range": range_})}


def shown_response(response: RpcResponse) -> dict[str, object]:
    """A response as a map of what it has."""
    members = {"id": response.id, "result": response.result, "error": shown_error(response)}
    return {name: value for name, value in members.items() if value is not MISSING}

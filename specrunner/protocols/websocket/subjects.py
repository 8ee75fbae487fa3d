"""What can be asked of a `ws` step: of the handshake, of a message, of the session."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from ...checks import ExchangeView, Subject, SubjectTable, SubjectType, Unreadable
from ...events import Exchange, Message
from ...requests import answer_subjects
from ...values import MISSING, JsonError, parse_json
from .attributes import CLOSE, EVENTS, RTT, SESSION, WAITED

CLOSE_FIELDS: Mapping[str, str] = {
    "code": "The close code; 1005 where the Close frame has none, 1006 where none came.",
    "name": "The code in words: `policy violation`.",
    "reason": "The reason beside the code.",
    "initiator": "Who began: `client` (this side) or `server`.",
    "clean": "Whether each side sent a Close frame.",
    "error": "What the server did wrong, where that ended it.",
    "reply_after": "From this side's Close frame to the server's.",
}

SESSION_FIELDS: Mapping[str, str] = {
    "messages_received": "Messages that came.",
    "messages_sent": "Messages that went out.",
    "pings_received": "Pings that came.",
    "pings_sent": "Pings that went out.",
    "pongs_received": "Pongs that came.",
    "pongs_sent": "Pongs that went out.",
    "bytes_received": "The content of all messages that came.",
    "bytes_sent": "The content of all messages that went out.",
    "unread": "Messages that no step has received.",
    "handled": "Messages that handlers took.",
    "lasted": "How long the connection is, or was, open.",
    "open": "Whether it still is.",
}

EVENT_FIELDS: Mapping[str, str] = {
    "event": "`CONNECT`, `MESSAGE`, `PING`, `PONG`, `ERROR` or `DISCONNECT`.",
    "at": "When, counted from CONNECT.",
    "gap": "The time since the event before of the same name and direction.",
    "direction": "`received` or `sent`.",
    "size": "The bytes of the content.",
    "type": "Of a message: `text` or `binary`.",
    "fragments": "Of a message in several frames: how many.",
    "compressed": "Of a message that came compressed: true.",
    "handled": "Of a message that a handler sent: true.",
    "payload": "Of a Ping or Pong: its payload.",
    "message": "Of an error: what went wrong.",
    "url": "Of CONNECT: the address.",
    "subprotocol": "Of CONNECT: the one that was agreed on.",
    "extensions": "Of CONNECT: those that were agreed on.",
    "code": "Of DISCONNECT: the close code.",
    "reason": "Of DISCONNECT: the reason.",
    "initiator": "Of DISCONNECT: who began.",
    "clean": "Of DISCONNECT: whether each side sent a Close frame.",
}


def _last(exchange: Exchange) -> Message:
    if not exchange.received:
        waited = exchange.attributes.get(WAITED)
        raise Unreadable(waited if isinstance(waited, str) else "no message came in this step")
    return exchange.received[-1]


def _message(exchange: Exchange) -> Message:
    message = _last(exchange)
    if "type" not in message.attributes:
        raise Unreadable("the answer to a handshake is no message")
    return message


def _json(exchange: Exchange) -> object:
    body = _last(exchange).body
    if not body:
        raise Unreadable("the message is empty, so there is no JSON in it")
    try:
        return parse_json(body).value
    except JsonError as error:
        place = f"line {error.line}, column {error.column}"
        raise Unreadable(f"the message is not JSON: {error.message} ({place})") from None


def _text(exchange: Exchange) -> object:
    message = _last(exchange)
    if message.attributes.get("type") == "binary":
        raise Unreadable("the message is binary; ask for `bytes`, `base64` or `size`")
    return message.body.decode("utf-8", "replace")


def _of_message(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: _message(exchange).attributes.get(name, MISSING)


_MESSAGE_SUBJECTS = (
    Subject("type", "Whether the message is `text` or `binary`.", "text", _of_message("type")),
    Subject(
        "json",
        "The message as JSON; of a refused handshake the body. `$...` and `jmespath(...)` look into it.",
        "any",
        _json,
    ),
    Subject("text", "The text message; of a refused handshake the body.", "text", _text),
    Subject("bytes", "The content as bytes.", "any", lambda exchange: _last(exchange).body),
    Subject(
        "base64",
        "The content in Base64.",
        "text",
        lambda exchange: base64.b64encode(_last(exchange).body).decode("ascii"),
    ),
    Subject("size", "The size of the content.", "size", lambda exchange: len(_last(exchange).body)),
    Subject("at", "When the message came, counted from the opening.", "duration", _of_message("at")),
    Subject("gap", "The time since the message before; nothing for the first.", "duration", _of_message("gap")),
    Subject("fragments", "How many frames the message had.", "integer", _of_message("fragments")),
    Subject("compressed", "Whether the message came compressed.", "boolean", _of_message("compressed")),
)

MESSAGE_FIELDS: Mapping[str, str] = {subject.name: subject.doc for subject in _MESSAGE_SUBJECTS}

MESSAGE_TYPES: Mapping[str, SubjectType] = {subject.name: subject.type for subject in _MESSAGE_SUBJECTS}

MESSAGES = SubjectTable("ws", {subject.name: subject for subject in _MESSAGE_SUBJECTS}, document="json")
"""What can be asked of one message."""


def _messages(exchange: Exchange) -> object:
    return [
        ExchangeView(Exchange(exchange.protocol, received=(message,)), MESSAGES)
        for message in exchange.received
        if "type" in message.attributes
    ]


def _whole_message(exchange: Exchange) -> object:
    return ExchangeView(Exchange(exchange.protocol, received=(_message(exchange),)), MESSAGES)


def _attribute(name: str, why: str) -> Callable[[Exchange], object]:
    def read(exchange: Exchange) -> object:
        value = exchange.attributes.get(name)
        if value is None:
            waited = exchange.attributes.get(WAITED)
            raise Unreadable(waited if isinstance(waited, str) else why)
        return value

    return read


def _agreed(name: str) -> Callable[[Exchange], object]:
    def read(exchange: Exchange) -> object:
        agreed = exchange.attributes.get("websocket")
        value = agreed.get(name) if isinstance(agreed, Mapping) else None
        return MISSING if value is None else value

    return read


_SESSION_SUBJECTS = (
    Subject(
        "subprotocol",
        "The subprotocol that the server chose; nothing where it chose none.",
        "text",
        _agreed("subprotocol"),
    ),
    Subject(
        "extensions", "The extensions that the server agreed to, as it wrote them.", "list", _agreed("extensions")
    ),
    Subject(
        "message",
        "The message that the step received, as a map.",
        "map",
        _whole_message,
        fields=MESSAGE_FIELDS,
        field_types=MESSAGE_TYPES,
    ),
    Subject(
        "messages",
        "All messages of the step, a map each, the oldest first.",
        "list",
        _messages,
        fields=MESSAGE_FIELDS,
        field_types=MESSAGE_TYPES,
    ),
    Subject("rtt", "The time from a Ping to its Pong.", "duration", _attribute(RTT, "the step sent no Ping")),
    Subject(
        "close",
        "How the connection ended.",
        "map",
        _attribute(CLOSE, "the connection is open"),
        fields=CLOSE_FIELDS,
        field_types={"code": "integer", "clean": "boolean", "reply_after": "duration", "*": "text"},
        hidden_when_fault=False,
    ),
    Subject(
        "session",
        "Totals of the session so far.",
        "map",
        _attribute(SESSION, "there is no session"),
        fields=SESSION_FIELDS,
        field_types={
            "bytes_received": "size",
            "bytes_sent": "size",
            "lasted": "duration",
            "open": "boolean",
            "*": "integer",
        },
        hidden_when_fault=False,
    ),
    Subject(
        "events",
        "The log of the session: of a step that looks at it (`on` alone) or ends it. The newest 10,000 events.",
        "list",
        _attribute(EVENTS, "only steps that look at the session or end it have its log"),
        fields=EVENT_FIELDS,
        field_types={"at": "duration", "gap": "duration", "size": "size", "code": "integer"},
        hidden_when_fault=False,
    ),
)

_HANDSHAKE = answer_subjects(
    *("status", "reason", "headers", "cookies", "set_cookies", "body", "url", "redirects", "problem"),
    *("time", "timing", "tls", "remote_address", "fault", "error"),
)

SUBJECTS = SubjectTable(
    "ws",
    {
        **{name: _HANDSHAKE[name] for name in _HANDSHAKE if name not in ("fault", "error")},
        **{subject.name: subject for subject in (*_SESSION_SUBJECTS, *_MESSAGE_SUBJECTS)},
        "fault": _HANDSHAKE["fault"],
        "error": _HANDSHAKE["error"],
    },
    document="json",
)

"""What can be asked of a feed, and of one of its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...checks import Subject, SubjectTable, SubjectType, Unreadable
from ...events import Exchange, Message
from ...requests import answer_subjects
from ...values import MISSING, JsonError, parse_json

Read = Callable[[Exchange], object]

EVENT_FIELDS = {
    "event": "The name of the event; `message` where it has none.",
    "data": "Its data, several lines joined.",
    "json": "Its data as JSON; absent where it is none.",
    "id": "The last event id at its end, which may be that of an earlier event; empty when there was none.",
    "at": "When it came, since the feed was asked for.",
    "gap": "The time since the event before; absent on the first.",
    "fields": "The names of its lines, in their order.",
}
_EVENT_TYPES: Mapping[str, SubjectType] = {
    "event": "text",
    "data": "text",
    "id": "text",
    "at": "duration",
    "gap": "duration",
    "fields": "list",
}
_COMMENT_FIELDS = {
    "text": "The text behind the colon.",
    "at": "When it came, since the feed was asked for.",
    "gap": "How long nothing had come before, neither an event nor a comment.",
}
_CONNECTION_FIELDS = {
    "at": "When it was asked for, since the feed was.",
    "waited": "How long the feed waited before.",
    "last_event_id": "The last event id that was sent; empty for none.",
    "status": "The status of the answer; absent when there was none.",
    "events": "How many events came on it.",
    "ended": "How it ended, as `ended` says.",
    "why": "What cut it.",
}


def _json(data: bytes) -> object:
    try:
        return parse_json(data).value
    except JsonError:
        return MISSING


def _event(message: Message) -> dict[str, object]:
    attributes = message.attributes
    value: dict[str, object] = {"event": attributes["event"], "data": message.body.decode("utf-8", "replace")}
    json = _json(message.body)
    if json is not MISSING:
        value["json"] = json
    return {**value, **{name: attributes[name] for name in ("id", "at", "gap", "fields") if name in attributes}}


def _is_event(message: Message) -> bool:
    return "event" in message.attributes


def _events(exchange: Exchange) -> object:
    return [_event(message) for message in exchange.received if _is_event(message)]


def _attribute(name: str) -> Read:
    return lambda exchange: exchange.attributes.get(name, MISSING)


_OWN = (
    Subject(
        "events",
        "The events that this step took, in order.",
        "list",
        _events,
        fields=EVENT_FIELDS,
        field_types=_EVENT_TYPES,
    ),
    Subject(
        "comments",
        "The comments since the feed was asked for: keep-alives, most often.",
        "list",
        _attribute("comments"),
        fields=_COMMENT_FIELDS,
        field_types={"text": "text", "at": "duration", "gap": "duration"},
    ),
    Subject(
        "first_event_after",
        "The time from asking for the feed to its first event. A proxy that buffers makes it long.",
        "duration",
        _attribute("first_event_after"),
    ),
    Subject(
        "longest_gap",
        "The longest time between arrivals, of events or comments.",
        "duration",
        _attribute("longest_gap"),
    ),
    Subject(
        "largest_burst",
        "The most events that came at one moment. A proxy that buffers makes it large.",
        "integer",
        _attribute("largest_burst"),
    ),
    Subject("last_event_id", "The last event id now; empty when there is none.", "text", _attribute("last_event_id")),
    Subject("retry", "How long the stream asks to wait before connecting again.", "duration", _attribute("retry")),
    Subject(
        "ended",
        "How the last connection ended: `open` (it has not), `clean` (the answer was whole), `closed` (with the "
        "connection, so nobody can tell), `cut` (it broke off). Unless a step asks for it, `cut` fails.",
        "text",
        _attribute("ended"),
    ),
    Subject(
        "discarded",
        "What came behind the last blank line before the end, which WHATWG says to throw away; empty for nothing.",
        "text",
        _attribute("discarded"),
    ),
    Subject("ignored", "How many blocks had no data, and so were no events.", "integer", _attribute("ignored")),
    Subject(
        "connections",
        "Every connection of the feed, in order.",
        "list",
        _attribute("connections"),
        fields=_CONNECTION_FIELDS,
        field_types={
            "at": "duration",
            "waited": "duration",
            "last_event_id": "text",
            "status": "integer",
            "events": "integer",
            "ended": "text",
            "why": "text",
        },
    ),
)

_ANSWER = answer_subjects(
    "status",
    "reason",
    "http_version",
    "headers",
    "cookies",
    "media_type",
    "url",
    "redirects",
    "body",
    "json",
    "text",
    "time",
    "timing",
    "tls",
    "remote_address",
    "is_reused",
    "cache_control",
    "retry_after",
    "fault",
    "error",
)

SUBJECTS = SubjectTable("sse", {**{subject.name: subject for subject in _OWN}, **_ANSWER})


def _of_last(read: Callable[[Message], object]) -> Read:
    return lambda exchange: read(exchange.received[-1])


def _message_json(message: Message) -> object:
    value = _json(message.body)
    if value is MISSING:
        raise Unreadable("the data is not JSON")
    return value


_OF_ONE = (
    Subject("event", EVENT_FIELDS["event"], "text", _of_last(lambda message: message.attributes["event"])),
    Subject("data", EVENT_FIELDS["data"], "text", _of_last(lambda message: message.body.decode("utf-8", "replace"))),
    Subject("json", "Its data as JSON. `$...` and `jmespath(...)` look into it.", "any", _of_last(_message_json)),
    Subject("id", EVENT_FIELDS["id"], "text", _of_last(lambda message: message.attributes["id"])),
    Subject("at", EVENT_FIELDS["at"], "duration", _of_last(lambda message: message.attributes["at"])),
    Subject("gap", EVENT_FIELDS["gap"], "duration", _of_last(lambda message: message.attributes.get("gap", MISSING))),
)

MESSAGES = SubjectTable("sse", {subject.name: subject for subject in _OF_ONE}, document="json")

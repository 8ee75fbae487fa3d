"""What can be asked of the calls that a mock got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl

from ...checks import Subject, SubjectTable, SubjectType
from ...events import Exchange, Message
from ...values import MISSING, JsonError, parse_json

CALL = {
    "method": "The method.",
    "path": "The path, as it came, without the query.",
    "target": "The whole request target, with its query.",
    "path_values": "What the `{name}`s of the route took of the path, decoded.",
    "query": "The query parameters; a repeated one is a list.",
    "headers": "The header fields, by name in any letter case; a repeated one is a list.",
    "json": "The body as JSON; absent when it is none.",
    "form": "The fields of a body that is a form; absent when it is none.",
    "text": "The body as text.",
    "size": "The size of the body in bytes.",
    "route": "The route that answered; absent when none did.",
    "at": "When it came: the time since the mock was started.",
    "gap": "The time since the call before; of the first, since the start.",
}


TYPES: Mapping[str, SubjectType] = {"at": "duration", "gap": "duration", "size": "size"}


def call_view(message: Message) -> dict[str, object]:
    """One call as checks see it."""
    text = message.body.decode("utf-8", "replace")
    found = {**message.attributes, "headers": message.headers, "text": text, "size": len(message.body)}
    if message.body:
        with suppress(JsonError):
            found["json"] = parse_json(message.body).value
    if "application/x-www-form-urlencoded" in (message.headers.first("content-type") or ""):
        form: dict[str, object] = {}
        for name, value in parse_qsl(text, keep_blank_values=True):
            known = form.get(name)
            form[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
        found["form"] = form
    return found


def _calls(exchange: Exchange) -> list[dict[str, object]]:
    return [call_view(message) for message in exchange.received]


def _unmatched(exchange: Exchange) -> list[dict[str, object]]:
    return [call_view(message) for message in exchange.received if "route" not in message.attributes]


def _routes(exchange: Exchange) -> dict[str, int]:
    return dict(
        Counter(str(message.attributes["route"]) for message in exchange.received if "route" in message.attributes)
    )


def _last(exchange: Exchange) -> object:
    return call_view(exchange.received[-1]) if exchange.received else MISSING


def _fault(exchange: Exchange) -> object:
    return MISSING if exchange.fault is None else {"kind": exchange.fault.kind, "message": exchange.fault.message}


_SUBJECTS = (
    Subject("calls", "The calls, in order.", "list", _calls, fields=CALL, field_types=TYPES),
    Subject("count", "How many calls there were.", "integer", lambda exchange: len(exchange.received)),
    Subject("last", "The newest call.", "map", _last, fields=CALL, field_types=TYPES),
    Subject(
        "unmatched", "The calls that no route fits; they were answered with 404.", "list", _unmatched, fields=CALL
    ),
    Subject(
        "routes",
        "How many calls each route answered, by its name; one that was not called is absent.",
        "map",
        _routes,
    ),
    Subject(
        "fault",
        "Why nothing can be said: there is no such mock, or no such route.",
        "map",
        _fault,
        hidden_when_fault=False,
    ),
)

SUBJECTS = SubjectTable("mock", {subject.name: subject for subject in _SUBJECTS})

"""What can be asked of an `rpc` step: of answers, of the HTTP under them, of an open connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...checks import ExchangeView, Subject, SubjectTable, SubjectType, Unreadable
from ...events import Exchange, Message
from ...requests import ANSWERS, answer_subjects
from ...values import MISSING, JsonError, describe, parse_json
from ...wire.jsonrpc import RPC_ERROR_RANGES
from .attributes import HANDLED, PROGRAM, SESSION
from .reading import CONVERSATIONS, shown_error, shown_response

_RANGES = ", ".join(f"`{name}`" for name in RPC_ERROR_RANGES)

ERROR_FIELDS: Mapping[str, str] = {
    "code": "The code.",
    "message": "The message beside it.",
    "data": "Any value beside them.",
    "range": f"The range that the code lies in: {_RANGES}.",
}
RESPONSE_FIELDS: Mapping[str, str] = {
    "id": "The id, as it came back.",
    "result": "The result.",
    "error": "The error: `code`, `message`, `data`, `range`.",
}
HTTP_FIELDS: Mapping[str, str] = {
    "status": "The status code.",
    "reason": "The reason phrase beside it.",
    "headers": "The header fields by name.",
    "media_type": "The media type without parameters.",
    "text": "The body as text.",
    "size": "The size of the body.",
    "url": "The URL that was answered.",
    "version": "The protocol spoken: `HTTP/1.1` or `HTTP/2`.",
}
SESSION_FIELDS: Mapping[str, str] = {
    "open": "Whether the connection is open.",
    "sent": "Messages that went out, batches as one.",
    "received": "Messages that came, batches as one.",
    "unread": "Notifications that no step has collected.",
    "handled": "Requests of the other side that were answered, refused or ignored.",
    "lasted": "How long the connection is, or was, open.",
}
HANDLED_FIELDS: Mapping[str, str] = {
    "method": "The method that the other side called.",
    "params": "Its parameters.",
    "id": "Its id.",
    "answer": "What it got: `result`, `error`, `refused` (no handler took it) or `ignored`.",
    "at": "When it came, counted from the opening.",
}
EXIT_FIELDS: Mapping[str, str] = {
    "code": "The exit code, negative for a signal.",
    "how": "`by itself`, `eof` (when its input ended), `sigterm` or `sigkill`.",
    "took": "From the end of its input to its own.",
}
_ERROR_TYPES: Mapping[str, SubjectType] = {"code": "integer", "message": "text", "data": "any", "range": "text"}


# One message, for `collect`


def _message(exchange: Exchange) -> Message:
    if not exchange.received:
        raise Unreadable("no message came")
    return exchange.received[-1]


def _member(name: str) -> Callable[[Exchange], object]:
    def read(exchange: Exchange) -> object:
        try:
            value = parse_json(_message(exchange).body).value
        except JsonError as error:
            raise Unreadable(f"the message is not JSON: {error.message}") from None
        return value.get(name, MISSING) if isinstance(value, dict) else MISSING

    return read


def _noted(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: _message(exchange).attributes.get(name, MISSING)


_MESSAGE_SUBJECTS = (
    Subject("method", "The method of a notification.", "text", _member("method")),
    Subject("params", "Its parameters. `$...` looks into them.", "any", _member("params")),
    Subject("at", "When it came, counted from the opening.", "duration", _noted("at")),
    Subject("gap", "The time since the notification before it.", "duration", _noted("gap")),
)
MESSAGES = SubjectTable("rpc", {subject.name: subject for subject in _MESSAGE_SUBJECTS}, document="params")
"""What can be asked of one notification."""


def _messages(exchange: Exchange) -> object:
    return [
        ExchangeView(Exchange(exchange.protocol, received=(message,)), MESSAGES)
        for message in exchange.received
        if message.attributes.get("type") == "notification"
    ]


# Answers


def _result(exchange: Exchange) -> object:
    answer = CONVERSATIONS.of(exchange).require_answer()
    if answer.result is MISSING and answer.error is not None:
        error = answer.error
        raise Unreadable(f"there is no result: the answer is the error {describe(error.code)}, {error.message}")
    return answer.result


def _error(exchange: Exchange) -> object:
    answer = CONVERSATIONS.of(exchange).answer
    return MISSING if answer is None else shown_error(answer)


def _id(exchange: Exchange) -> object:
    return CONVERSATIONS.of(exchange).require_answer().id


def _responses(exchange: Exchange) -> object:
    return [shown_response(response) for response in CONVERSATIONS.of(exchange).responses]


def _problems(exchange: Exchange) -> object:
    return CONVERSATIONS.of(exchange).problems


def subject_of_call(name: str) -> Subject:
    """The subject that is the answer to one call of a batch."""
    return Subject(
        name,
        f"The answer to the call `{name}` of the batch.",
        "map",
        lambda exchange: shown_response(CONVERSATIONS.of(exchange).named(name)),
        fields=RESPONSE_FIELDS,
        field_types={"error": "map"},
    )


def _http(exchange: Exchange) -> object:
    if not any("status" in message.attributes for message in exchange.received):
        raise Unreadable("this went over an open connection; the step that opened it has `http`")
    answer = ANSWERS.of(exchange)
    attributes = answer.message.attributes
    return {
        "status": attributes.get("status", MISSING),
        "reason": attributes.get("reason") or MISSING,
        "headers": answer.message.headers,
        "media_type": MISSING if answer.media is None else answer.media.essence,
        "text": answer.text,
        "size": len(answer.message.body),
        "url": attributes.get("url", MISSING),
        "version": attributes.get("http_version", MISSING),
    }


# Connections


def _attribute(name: str, why: str) -> Callable[[Exchange], object]:
    def read(exchange: Exchange) -> object:
        value = exchange.attributes.get(name)
        if value is None:
            raise Unreadable(why)
        return value

    return read


def _of_program(name: str) -> Callable[[Exchange], object]:
    def read(exchange: Exchange) -> object:
        program = exchange.attributes.get(PROGRAM)
        if not isinstance(program, Mapping):
            raise Unreadable("there is no program on the other side")
        return program.get(name, MISSING)

    return read


_NO_SESSION = "only steps on an open connection have that"
_HTTP = answer_subjects("time", "timing", "fault")

_SUBJECTS = (
    Subject("result", "The result of the call. `$...` and `jmespath(...)` look into it.", "any", _result),
    Subject(
        "error",
        "The error that the call was answered with.",
        "map",
        _error,
        fields=ERROR_FIELDS,
        field_types=_ERROR_TYPES,
    ),
    Subject("id", "The id of the answer, as it came back.", "any", _id),
    Subject(
        "responses",
        "All answers, in the order they came.",
        "list",
        _responses,
        fields=RESPONSE_FIELDS,
    ),
    Subject(
        "problems",
        "What breaks JSON-RPC 2.0, a sentence each: ids that do not fit, answers to notifications, missing members.",
        "list",
        _problems,
    ),
    Subject(
        "http",
        "The HTTP answer under it, or that to the handshake of a WebSocket.",
        "map",
        _http,
        fields=HTTP_FIELDS,
        field_types={"status": "integer", "headers": "map", "size": "size", "*": "text"},
    ),
    Subject(
        "messages",
        "The notifications that the step collected.",
        "list",
        _messages,
        fields={subject.name: subject.doc for subject in _MESSAGE_SUBJECTS},
        field_types={subject.name: subject.type for subject in _MESSAGE_SUBJECTS},
    ),
    Subject(
        "handled",
        "The requests of the other side so far, and what each got.",
        "list",
        _attribute(HANDLED, _NO_SESSION),
        fields=HANDLED_FIELDS,
        field_types={"method": "text", "answer": "text", "at": "duration"},
        hidden_when_fault=False,
    ),
    Subject(
        "session",
        "Totals of the connection so far.",
        "map",
        _attribute(SESSION, _NO_SESSION),
        fields=SESSION_FIELDS,
        field_types={"open": "boolean", "lasted": "duration", "*": "integer"},
        hidden_when_fault=False,
    ),
    Subject(
        "stderr",
        "The last lines that the program wrote to its standard error.",
        "list",
        _of_program("stderr"),
        hidden_when_fault=False,
    ),
    Subject(
        "exit",
        "How the program ended; absent while it runs.",
        "map",
        _of_program("exit"),
        fields=EXIT_FIELDS,
        field_types={"code": "integer", "how": "text", "took": "duration"},
        hidden_when_fault=False,
    ),
    *_HTTP.values(),
)

SUBJECTS = SubjectTable("rpc", {subject.name: subject for subject in _SUBJECTS}, document="result")

"""What can be asked of a step with a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...checks import Subject, SubjectTable, Unreadable
from ...events import Exchange, Headers, Message
from ...requests import answer_subjects
from ...values import MISSING
from ...wire.mcp import bearer_challenge
from .subject_fields import AUTHORIZATION, CHALLENGE, ERROR, HANDLED, HTTP, NOTIFICATION, PROCESS, SERVER_INFO

Read = Callable[[Exchange], object]


def facts(exchange: Exchange) -> Mapping[str, object]:
    """What the runner put into the exchange."""
    found = exchange.attributes.get("mcp")
    return found if isinstance(found, Mapping) else {}


def _fact(name: str) -> Read:
    return lambda exchange: facts(exchange).get(name, MISSING)


def _result(exchange: Exchange) -> object:
    found = facts(exchange)
    if "result" in found:
        return found["result"]
    error = found.get("error")
    if isinstance(error, Mapping):
        raise Unreadable(f"there is no result: the server answered with the error {error.get('message')!r}")
    return MISSING


def _of_result(name: str) -> Read:
    def read(exchange: Exchange) -> object:
        result = _result(exchange)
        return result.get(name, MISSING) if isinstance(result, Mapping) else MISSING

    return read


def _is_error(exchange: Exchange) -> object:
    result = _result(exchange)
    if not isinstance(result, Mapping) or "content" not in result:
        return MISSING
    # 2025-11-25, schema: an absent `isError` is false.
    return result.get("isError", False)


def _text(exchange: Exchange) -> object:
    """The text parts of a tool's result, or of the messages of a prompt, or of the contents of a resource."""
    result = _result(exchange)
    if not isinstance(result, Mapping):
        return MISSING
    parts = result.get("content", result.get("contents", result.get("messages", MISSING)))
    if not isinstance(parts, list):
        return MISSING
    inner = [part.get("content", part) if isinstance(part, Mapping) else part for part in parts]
    texts = [part["text"] for part in inner if isinstance(part, Mapping) and isinstance(part.get("text"), str)]
    return "\n".join(texts)


def _list(name: str) -> Read:
    def read(exchange: Exchange) -> object:
        found = facts(exchange)
        return found.get("items", MISSING) if "items" in found else _of_result(name)(exchange)

    return read


def _names(exchange: Exchange) -> object:
    items = facts(exchange).get("items", MISSING)
    if not isinstance(items, list):
        return MISSING
    return [each.get("name", each.get("uri", each.get("taskId"))) for each in items if isinstance(each, Mapping)]


def _http(exchange: Exchange) -> dict[str, Any]:
    found = facts(exchange).get("http")
    if not isinstance(found, Mapping):
        raise Unreadable("nothing went over HTTP in this step")
    headers = found.get("headers")
    pairs = (
        tuple((str(pair[0]), str(pair[1])) for pair in headers if len(pair) == 2) if isinstance(headers, list) else ()
    )
    return {**found, "headers": Headers(pairs)}


def _challenge(exchange: Exchange) -> object:
    http = _http(exchange)
    fields = http["headers"].all("www-authenticate")
    found = bearer_challenge(fields)
    return MISSING if found is None else found


def _time(exchange: Exchange) -> object:
    return exchange.timing_s.get("total", MISSING)


def _answer_after(exchange: Exchange) -> object:
    return exchange.timing_s.get("answer", MISSING)


_SUBJECTS = (
    Subject("result", "The result of the request: that of `initialize` for a step that opens.", "any", _result),
    Subject("content", "The content of a tool's result.", "list", _of_result("content")),
    Subject("text", "All texts in the result of a tool, a prompt or a resource, in lines.", "text", _text),
    Subject("structured", "The structured content of a tool's result.", "any", _of_result("structuredContent")),
    Subject(
        "is_error", "Whether the tool says that it failed; its result is a result all the same.", "boolean", _is_error
    ),
    Subject("contents", "What a resource holds.", "list", _of_result("contents")),
    Subject("messages", "The messages of a prompt.", "list", _of_result("messages")),
    Subject("completion", "The completion: `values`, `total`, `hasMore`.", "map", _of_result("completion")),
    Subject("task", "The task that was begun, or asked for.", "map", _of_result("task")),
    Subject("items", "The elements of a list, of all pages that were walked.", "list", _fact("items")),
    Subject("names", "The names of these elements.", "list", _names),
    Subject("tools", "The tools of `list_tools`.", "list", _list("tools")),
    Subject("resources", "The resources of `list_resources`.", "list", _list("resources")),
    Subject("prompts", "The prompts of `list_prompts`.", "list", _list("prompts")),
    Subject("pages", "How many pages the list had.", "integer", _fact("pages")),
    Subject(
        "error",
        "The error that the server answered: of JSON-RPC, or an HTTP status without one. A step that does not ask "
        "for it expects none.",
        "map",
        _fact("error"),
        fields=ERROR,
        field_types={"code": "integer", "message": "text", "http_status": "integer"},
    ),
    Subject(
        "input_required",
        "What the server still wants to know (2026-07-28), by its keys.",
        "map",
        _of_result("inputRequests"),
    ),
    Subject(
        "request_state", "The state that an `input_required` result carries.", "text", _of_result("requestState")
    ),
    Subject("tries", "How often the request was sent, where the server wanted input.", "integer", _fact("tries")),
    Subject(
        "notifications",
        "What the server told during the step, in order; what `receive` took.",
        "list",
        _fact("notifications"),
        fields=NOTIFICATION,
        field_types={"at": "duration", "gap": "duration", "method": "text", "stream": "text"},
    ),
    Subject("progress", "The values of the request's progress, in order.", "list", _fact("progress")),
    Subject(
        "handled",
        "What the server asked during the step, and what the handlers answered.",
        "list",
        _fact("handled"),
        fields=HANDLED,
        field_types={
            "at": "duration",
            "method": "text",
            "stream": "text",
            "ignored": "boolean",
            "handler": "integer",
        },
    ),
    Subject("answers", "What came back to `send`: messages as they are.", "list", _fact("answers")),
    Subject(
        "acknowledged",
        "The parameters of the notification that acknowledged a `listen`.",
        "map",
        _fact("acknowledged"),
    ),
    Subject("stream", "Where the answer came: `post`, `get`, `resume`, `sse`, `stdio`.", "text", _fact("stream")),
    Subject(
        "resumes", "How often the answer was asked for again after its stream broke off.", "integer", _fact("resumes")
    ),
    Subject("is_cancelled", "Whether the request was taken back.", "boolean", _fact("is_cancelled")),
    Subject("capabilities", "What the server says it can do.", "map", _fact("capabilities")),
    Subject("revision", "The revision that both sides agreed on.", "text", _fact("revision")),
    Subject("server_info", "Who the server says it is.", "map", _fact("server_info"), field_types=SERVER_INFO),
    Subject("instructions", "How the server wants to be used.", "text", _fact("instructions")),
    Subject("transport", "The transport: `http`, `sse`, `stdio`.", "text", _fact("transport")),
    Subject("session_id", "The id of the session, where the server gave one.", "text", _fact("session_id")),
    Subject(
        "http",
        "The HTTP answer: its head, and what its stream was like.",
        "map",
        _http,
        fields=HTTP,
        field_types={"status": "integer", "events": "integer", "retry": "duration", "is_clean": "boolean"},
    ),
    Subject(
        "challenge",
        "The `WWW-Authenticate: Bearer` of a refusal.",
        "map",
        _challenge,
        fields=CHALLENGE,
        field_types={"*": "text"},
    ),
    Subject(
        "authorization",
        "What `find_authorization` found.",
        "map",
        _fact("authorization"),
        fields=AUTHORIZATION,
        field_types={"issuer": "text", "resource": "map", "server": "map", "tried": "list"},
    ),
    Subject("stderr", "The last lines that a server on stdio wrote to its standard error.", "list", _fact("stderr")),
    Subject(
        "process",
        "How the process of a server on stdio ended, after `close`.",
        "map",
        _fact("process"),
        fields=PROCESS,
        field_types={"how": "text", "code": "integer", "took": "duration"},
    ),
    Subject(
        "goodbye", "How the server took the end of the session (DELETE), after `close`.", "map", _fact("goodbye")
    ),
    Subject(
        "schema_errors",
        "What in the server's messages breaks the schema of the revision, or says what it may not; a sentence each. "
        "A step that does not ask for it expects none.",
        "list",
        _fact("schema_errors"),
    ),
    Subject(
        "violations",
        "What breaks JSON-RPC or the transport: a stray answer, a line that is no message, progress that goes back. "
        "A step that does not ask for it expects none.",
        "list",
        _fact("violations"),
    ),
    Subject("time", "The time of the step.", "duration", _time),
    Subject("answer_after", "The time from the last request to its answer.", "duration", _answer_after),
    *answer_subjects("fault").values(),
)

SUBJECTS = SubjectTable("mcp", {subject.name: subject for subject in _SUBJECTS}, document="result")


def _attribute(name: str) -> Read:
    def read(exchange: Exchange) -> object:
        message: Message = exchange.received[-1]
        return message.attributes.get(name, MISSING)

    return read


_MESSAGE = (
    Subject("method", "The method of the notification.", "text", _attribute("method")),
    Subject("params", "Its parameters.", "map", _attribute("params")),
    Subject("stream", "Where it came.", "text", _attribute("stream")),
    Subject("at", "When it came, from the start of the step.", "duration", _attribute("at")),
)
MESSAGES = SubjectTable("mcp", {subject.name: subject for subject in _MESSAGE}, document="params")

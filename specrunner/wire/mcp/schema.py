"""Server messages held against the schema of their revision.

The official schemas of 2025-11-25 and 2026-07-28 are in `schemas/`, without texts for people. A message of an older
revision is held against 2025-11-25, which only added optional members since; what is younger than its revision is
told by the tables of `revision`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from ...source import printable
from ...values import dump_json, parse_json
from .revision import V2025_11_25, V2026_07_28, is_stateless

_RESULTS: Mapping[str, str] = {
    "initialize": "InitializeResult",
    "server/discover": "DiscoverResult",
    "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult",
    "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult",
    "resources/read": "ReadResourceResult",
    "prompts/list": "ListPromptsResult",
    "prompts/get": "GetPromptResult",
    "completion/complete": "CompleteResult",
    "subscriptions/listen": "SubscriptionsListenResult",
    "tasks/get": "GetTaskResult",
    "tasks/result": "GetTaskPayloadResult",
    "tasks/list": "ListTasksResult",
    "tasks/cancel": "CancelTaskResult",
}
_REQUESTS: Mapping[str, str] = {
    "ping": "PingRequest",
    "roots/list": "ListRootsRequest",
    "sampling/createMessage": "CreateMessageRequest",
    "elicitation/create": "ElicitRequest",
    "tasks/get": "GetTaskRequest",
    "tasks/result": "GetTaskPayloadRequest",
    "tasks/list": "ListTasksRequest",
    "tasks/cancel": "CancelTaskRequest",
}
_NOTIFICATIONS: Mapping[str, str] = {
    "notifications/cancelled": "CancelledNotification",
    "notifications/progress": "ProgressNotification",
    "notifications/message": "LoggingMessageNotification",
    "notifications/tools/list_changed": "ToolListChangedNotification",
    "notifications/prompts/list_changed": "PromptListChangedNotification",
    "notifications/resources/list_changed": "ResourceListChangedNotification",
    "notifications/resources/updated": "ResourceUpdatedNotification",
    "notifications/elicitation/complete": "ElicitationCompleteNotification",
    "notifications/tasks/status": "TaskStatusNotification",
    "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification",
}
_MAX_ERRORS = 20


def result_errors(revision: str, method: str, result: object, wants_task: bool = False) -> list[str]:
    """What is wrong with the result of a request, a sentence each with its path; a method that is unknown has any."""
    name = _RESULTS.get(method, "Result")
    if wants_task and isinstance(result, Mapping) and "task" in result:
        name = "CreateTaskResult"
    if isinstance(result, Mapping) and result.get("resultType") == "input_required" and is_stateless(revision):
        name = "InputRequiredResult"
    return _errors(revision, name, result, "result")


def request_errors(revision: str, message: Mapping[str, object]) -> list[str]:
    """What is wrong with a server's request."""
    return _errors(revision, _REQUESTS.get(str(message.get("method")), "JSONRPCRequest"), message, "")


def notification_errors(revision: str, message: Mapping[str, object]) -> list[str]:
    """What is wrong with a server's notification."""
    return _errors(revision, _NOTIFICATIONS.get(str(message.get("method")), "JSONRPCNotification"), message, "")


def _errors(revision: str, name: str, value: object, root: str) -> list[str]:
    era = V2026_07_28 if is_stateless(revision) else V2025_11_25
    if name not in _definitions(era):
        name = "Result" if name.endswith("Result") else "JSONRPCNotification"
    return list(_sentences(_validator(era, name), value, root))


def schema_problems(schema: object, value: object, root: str) -> list[str]:
    """What breaks a schema that the server itself gave, such as a tool's `outputSchema`. Nothing is fetched."""
    import jsonschema_rs  # as below

    if not isinstance(schema, dict | bool):
        return []
    try:
        validator = jsonschema_rs.validator_for(
            schema, retriever=_refuse, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (jsonschema_rs.ValidationError, ValueError) as error:
        return [f"the schema itself is broken: {_short(str(getattr(error, 'message', error)))}"]
    return list(_sentences(validator, value, root))


def _sentences(validator: Any, value: object, root: str) -> Iterator[str]:
    try:
        for index, error in enumerate(validator.iter_errors(value)):
            if index == _MAX_ERRORS:
                return
            path = ".".join(filter(None, (root, *(str(part) for part in error.instance_path))))
            yield f"{path or 'the message'}: {_short(str(error.message))}"
    except (ValueError, TypeError) as error:
        # Deeper than the library goes, or a text with a lone surrogate.
        yield f"{root or 'the message'} cannot be held against a schema: {_short(str(error))}"


def _short(message: str) -> str:
    text = printable(message)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _refuse(uri: str) -> NoReturn:
    # Fetching what a server names would let it send us anywhere (SSRF).
    raise ValueError(f"`{uri}` is another document, and nothing is fetched")


@cache
def _definitions(era: str) -> Mapping[str, object]:
    document = parse_json((files(__package__) / "schemas" / f"{era}.json").read_bytes()).value
    assert isinstance(document, dict)
    found: Mapping[str, object] = document["$defs"]
    return found


@cache
def _validator(era: str, name: str) -> Any:
    # Lazy: a spec without MCP must not pay for it.
    import jsonschema_rs

    definitions = _definitions(era)
    needed: dict[str, object] = {}
    pending = [name]
    while pending:
        each = pending.pop()
        if each not in needed:
            needed[each] = definitions[each]
            text = dump_json(definitions[each]).decode()
            pending.extend(part.split('"')[0] for part in text.split('"#/$defs/')[1:])
    return jsonschema_rs.validator_for({"$ref": f"#/$defs/{name}", "$defs": needed})

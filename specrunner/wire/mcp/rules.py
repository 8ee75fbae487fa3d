"""What a server may say in a revision, held against what it said: facts, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ...values import MISSING, describe
from ..jsonrpc import RpcError, RpcNotification, RpcRequest
from .envelope import META_SUBSCRIPTION, input_requests
from .headers import header_parameter_problems
from .revision import (
    CLIENT_REQUESTS,
    CONTENT_TYPES,
    ERROR_CODES,
    INPUT_METHODS,
    INPUT_REQUESTS,
    RESERVED_ERRORS,
    SERVER_NOTIFICATIONS,
    SERVER_REQUESTS,
    V2025_06_18,
    Life,
    has_capability,
    is_stateless,
)
from .schema import notification_errors, request_errors, result_errors, schema_problems

Capabilities = Mapping[str, object]


def result_problems(
    revision: str, method: str, result: object, client: Capabilities, wants_task: bool = False
) -> tuple[str, ...]:
    """What is wrong with a result: its schema, and what the revision does not know."""
    found = result_errors(revision, method, result, wants_task)
    if isinstance(result, Mapping):
        found.extend(_result_type(revision, method, result, client))
        found.extend(_contents(revision, method, result))
    return tuple(found)


def _result_type(revision: str, method: str, result: Mapping[str, object], client: Capabilities) -> Iterator[str]:
    kind = result.get("resultType", MISSING)
    if not is_stateless(revision) or kind is MISSING:
        return
    if kind not in ("complete", "input_required"):
        yield f"result.resultType: {describe(kind)} is none that the revision knows"
    asked = input_requests(result)
    if asked is None:
        return
    if method not in INPUT_METHODS:
        yield f"`{method}` may not be answered by `input_required`"
    if "inputRequests" not in result and "requestState" not in result:
        yield "an `input_required` result needs `inputRequests`, `requestState` or both"
    for key, request in asked.items():
        capability = INPUT_REQUESTS.get(str(request.get("method")))
        if capability is not None and not has_capability(client, capability):
            yield f"inputRequests.{key} asks for `{capability}`, which the client did not declare"


def _contents(revision: str, method: str, result: Mapping[str, object]) -> Iterator[str]:
    parts = result.get("content") if method == "tools/call" else None
    if isinstance(parts, list):
        for index, part in enumerate(parts):
            kind = part.get("type") if isinstance(part, Mapping) else None
            life = CONTENT_TYPES.get(kind) if isinstance(kind, str) else None
            if life is not None and not life.is_in(revision):
                yield f"result.content.{index}: `{kind}` is younger than the revision {revision}"
    if method == "tools/call" and "structuredContent" in result and revision < V2025_06_18:
        yield f"result.structuredContent is younger than the revision {revision}"


def error_problems(revision: str, error: RpcError) -> tuple[str, ...]:
    """What is wrong with the code of an error."""
    code = error.code
    if isinstance(code, bool) or not isinstance(code, int):
        return ()
    known = ERROR_CODES.get(code)
    if known is not None and not known[1].is_in(revision):
        return (f"the error {code} ({known[0]}) is none of the revision {revision}",)
    if is_stateless(revision) and known is None and code in RESERVED_ERRORS:
        return (f"the error {code} is reserved for the protocol, which does not define it",)
    return ()


def request_problems(revision: str, request: RpcRequest, client: Capabilities) -> tuple[str, ...]:
    """What is wrong with a request from the server."""
    if is_stateless(revision):
        return (f"the server sent a request `{request.method}`; since 2026-07-28 it may not",)
    found = list(_may_be_said(SERVER_REQUESTS, revision, request.method, client, "client"))
    found.extend(request_errors(revision, request.value or request.present()))
    if request.id is None:
        found.append("the `id` of a request is a text or an integer, not null")
    return tuple(found)


def notification_problems(revision: str, told: RpcNotification, server: Capabilities) -> tuple[str, ...]:
    """What is wrong with a notification from the server."""
    found = list(_may_be_said(SERVER_NOTIFICATIONS, revision, told.method, server, "server"))
    found.extend(notification_errors(revision, told.value or told.present()))
    return tuple(found)


def _may_be_said(
    table: Mapping[str, Life], revision: str, method: str, capabilities: Capabilities, whose: str
) -> Iterator[str]:
    life = table.get(method)
    if life is None:
        # Extensions bring their own words.
        if "/" not in method or method in CLIENT_REQUESTS:
            yield f"`{method}` is nothing that a server says"
    elif not life.is_in(revision):
        yield f"`{method}` is not in the revision {revision}"
    elif life.capability and not has_capability(capabilities, life.capability):
        verb = "declare" if whose == "client" else "declare itself"
        yield f"`{method}` needs the capability `{life.capability}`, which the {whose} did not {verb}"


def progress_problems(progress: Sequence[object]) -> tuple[str, ...]:
    """What is wrong with the progress of one request: it must grow from message to message."""
    found: list[str] = []
    for earlier, later in pairwise(progress):
        if isinstance(earlier, int | float) and isinstance(later, int | float) and later <= earlier:
            found.append(f"progress went from {describe(earlier)} to {describe(later)}; it must grow")
    return tuple(found)


def subscription_problems(request_id: object, told: RpcNotification, is_first: bool) -> tuple[str, ...]:
    """What is wrong with a notification on the stream of `subscriptions/listen`."""
    found: list[str] = []
    params = told.params if isinstance(told.params, Mapping) else {}
    meta = params.get("_meta")
    subscription = meta.get(META_SUBSCRIPTION) if isinstance(meta, Mapping) else None
    if subscription != request_id:
        found.append(f"`{told.method}` names the subscription {describe(subscription)}, not {describe(request_id)}")
    is_acknowledgement = told.method == "notifications/subscriptions/acknowledged"
    if is_first and not is_acknowledgement:
        found.append(f"`{told.method}` came before the subscription was acknowledged")
    return tuple(found)


def tool_problems(revision: str, tool: object) -> tuple[str, ...]:
    """What is wrong with a tool's definition beyond its shape: its schemas, and the header marks in them."""
    if not isinstance(tool, Mapping):
        return ()
    found: list[str] = []
    for member in ("inputSchema", "outputSchema"):
        if (schema := tool.get(member)) is not None:
            broken = [each for each in schema_problems(schema, {}, "") if each.startswith("the schema itself")]
            found.extend(f"{member}: {each}" for each in broken)
    if is_stateless(revision):
        found.extend(header_parameter_problems(tool.get("inputSchema")))
    return tuple(f"tool `{tool.get('name')}`: {each}" for each in found)


def output_problems(tool: Mapping[str, object] | None, result: object) -> tuple[str, ...]:
    """What is wrong with the structured content of a tool's result, by the `outputSchema` that the tool gave."""
    if tool is None or not isinstance(result, Mapping) or tool.get("outputSchema") is None:
        return ()
    if result.get("isError") is True or result.get("resultType") == "input_required" or "task" in result:
        return ()
    if "structuredContent" not in result:
        return ("the tool has an `outputSchema`, and its result no `structuredContent`",)
    return tuple(schema_problems(tool["outputSchema"], result["structuredContent"], "structuredContent"))

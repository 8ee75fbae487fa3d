"""What a step asks of an open server, as method and parameters."""

from __future__ import annotations

from collections.abc import Mapping

from ...values import MISSING
from ...wire.mcp import META_LOG_LEVEL
from .model import LISTS, OPERATIONS, Completion, Listen, McpAction

_BY_URI = frozenset({"read_resource", "subscribe", "unsubscribe"})
_BY_TASK = frozenset({"get_task", "task_result", "cancel_task"})

LIST_MEMBERS: Mapping[str, str] = {
    "tools/list": "tools",
    "resources/list": "resources",
    "resources/templates/list": "resourceTemplates",
    "prompts/list": "prompts",
    "tasks/list": "tasks",
}
"""Where the elements of a page stand."""


def method_and_params(action: McpAction, name: str) -> tuple[str, dict[str, object]]:
    """The request of a step; `name` is what it does."""
    if name == "request":
        return str(action.request), dict(action.params)
    return OPERATIONS[name], {**_params(action, name), **({} if action.task is None else {"task": action.task})}


def _params(action: McpAction, name: str) -> dict[str, object]:
    value = getattr(action, name)
    if name in ("call_tool", "get_prompt"):
        given = {} if action.arguments is MISSING else {"arguments": action.arguments}
        return {"name": value, **given}
    if name in _BY_URI:
        return {"uri": value}
    if name in _BY_TASK:
        return {"taskId": value}
    if name in LISTS:
        return {} if value.cursor is None else {"cursor": value.cursor}
    if name == "set_level":
        return {"level": value}
    if name == "complete":
        return _completion(value)
    return {"notifications": _filter(value)} if name == "listen" else {}


def _completion(complete: Completion) -> dict[str, object]:
    (argument, typed), *_ = complete.argument.items()
    ref = {"type": "ref/resource", "uri": complete.resource}
    if complete.prompt is not None:
        ref = {"type": "ref/prompt", "name": complete.prompt}
    context = {"context": {"arguments": dict(complete.context)}} if complete.context else {}
    return {"ref": ref, "argument": {"name": argument, "value": typed}, **context}


def _filter(listen: Listen) -> dict[str, object]:
    wanted = {
        "toolsListChanged": listen.tools,
        "promptsListChanged": listen.prompts,
        "resourcesListChanged": listen.resources,
    }
    found: dict[str, object] = {name: True for name, is_wanted in wanted.items() if is_wanted}
    return {**found, "resourceSubscriptions": list(listen.uris)} if listen.uris else found


def request_meta(action: McpAction, token: object) -> dict[str, object]:
    """The members of `_meta` that a step asks for; `token` is that of its progress, MISSING for none."""
    meta: dict[str, object] = {} if token is MISSING else {"progressToken": token}
    if action.log_level is not None:
        meta[META_LOG_LEVEL] = action.log_level
    return {**meta, **action.meta}

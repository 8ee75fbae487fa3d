"""From a method to its result, in any revision and over any transport."""

from typing import Any

import jsonschema_rs

from .catalogue import Catalogue
from .protocol import (
    INSTRUCTIONS,
    INVALID_PARAMS,
    META,
    METHOD_NOT_FOUND,
    SERVER_INFO,
    SESSION_REVISIONS,
    STATELESS,
    Caller,
    Json,
    RpcFailure,
)
from .tools import TOOLS, Context, Tool, echo

_BY_NAME = {tool.name: tool for tool in TOOLS}
_CACHED = frozenset({"tools/list", "resources/list", "resources/templates/list", "prompts/list", "resources/read"})


def capabilities_in(revision: str) -> Json:
    """What the server says it can do."""
    found: Json = {
        "tools": {"listChanged": True},
        "resources": {"subscribe": True},
        "prompts": {},
        "logging": {},
    }
    return found if revision == "2024-11-05" else {**found, "completions": {}}


def initialized(params: Json) -> Json:
    """The result of `initialize`: the revision that was asked for, or the newest with sessions."""
    wanted = params.get("protocolVersion")
    if not isinstance(wanted, str) or not isinstance(params.get("capabilities"), dict):
        raise RpcFailure(INVALID_PARAMS, "`protocolVersion` and `capabilities` are needed", status=400)
    revision = wanted if wanted in SESSION_REVISIONS else SESSION_REVISIONS[-1]
    return {
        "protocolVersion": revision,
        "capabilities": capabilities_in(revision),
        "serverInfo": SERVER_INFO if revision >= "2025-06-18" else {n: SERVER_INFO[n] for n in ("name", "version")},
        "instructions": INSTRUCTIONS,
    }


def discovered() -> Json:
    """The result of `server/discover`."""
    return {
        "supportedVersions": [STATELESS, *reversed(SESSION_REVISIONS)],
        "capabilities": capabilities_in(STATELESS),
        "instructions": INSTRUCTIONS,
        "_meta": {f"{META}serverInfo": SERVER_INFO},
        "ttlMs": 60_000,
        "cacheScope": "public",
    }


async def answer(method: str, params: Json, caller: Caller, catalogue: Catalogue) -> Json:
    """The result of a method that both eras have. Raises RpcFailure, and what the caller's `ask` raises."""
    result = await _result(method, params, caller, catalogue)
    if caller.revision < STATELESS:
        return result
    cache = {"ttlMs": 1_000, "cacheScope": "private"} if method in _CACHED else {}
    return {"resultType": "complete", **cache, **result}


async def _result(method: str, params: Json, caller: Caller, catalogue: Catalogue) -> Json:
    match method:
        case "tools/list":
            return {"tools": [tool.present(caller.revision) for tool in _tools(catalogue)]}
        case "tools/call":
            return await _call(params, caller, catalogue)
        case "resources/list":
            return catalogue.resources(params.get("cursor"))
        case "resources/templates/list":
            return catalogue.templates()
        case "resources/read":
            return catalogue.read(_text(params, "uri"), caller.revision)
        case "prompts/list":
            return catalogue.prompts()
        case "prompts/get":
            return catalogue.prompt(_text(params, "name"), params.get("arguments") or {})
        case "completion/complete":
            return catalogue.completion(params.get("ref") or {}, params.get("argument") or {})
    raise RpcFailure(METHOD_NOT_FOUND, f"there is no method {method}", status=404)


def _tools(catalogue: Catalogue) -> list[Tool]:
    learnt = [
        Tool(f"learnt_{number}", "Says what you say", {"message": {"type": "string"}}, echo, ("message",))
        for number in range(1, catalogue.learnt + 1)
    ]
    return [*TOOLS, *learnt]


async def _call(params: Json, caller: Caller, catalogue: Catalogue) -> Json:
    name = _text(params, "name")
    tool = next((each for each in _tools(catalogue) if each.name == name), None)
    if tool is None:
        raise RpcFailure(INVALID_PARAMS, f"there is no tool {name}")
    arguments = params.get("arguments") or {}
    schema = tool.present(STATELESS)["inputSchema"]
    error = next(iter(jsonschema_rs.iter_errors(schema, arguments)), None)
    if error is not None:
        # 2025-11-25 and later: what a model can mend is the tool's error, not the protocol's.
        return {"content": [{"type": "text", "text": f"wrong arguments: {error.message}"}], "isError": True}
    token = (params.get("_meta") or {}).get("progressToken")
    return await tool.run(Context(arguments, caller, token, catalogue))


def find_tool(name: Any) -> Tool | None:
    return _BY_NAME.get(name) if isinstance(name, str) else None


def _text(params: Json, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise RpcFailure(INVALID_PARAMS, f"`{name}` is a text")
    return value

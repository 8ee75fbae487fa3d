"""`specrun mcp-probe`: connects to an MCP server, looks at all that it has, and says what is wrong with it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from ..source import printable
from .arguments import UsageError
from .output import write

EXIT_CLEAN, EXIT_WRONG = 0, 1


def command(arguments: argparse.Namespace) -> int:
    import trio

    fields = _opening(arguments)
    found = trio.run(_survey, fields, frozenset(arguments.call), arguments.within, arguments.polite)
    if arguments.format == "json":
        write(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        _print(found)
    return EXIT_WRONG if found.wrong or not found.is_open else EXIT_CLEAN


def _opening(arguments: argparse.Namespace) -> dict[str, Any]:
    target = [each for each in arguments.target if each != "--"]
    if not target:
        hint = "`specrun mcp-probe URL`, or `specrun mcp-probe -- COMMAND`"
        raise UsageError(f"mcp-probe needs a server\n   hint: {hint}")
    is_url = target[0].startswith(("http://", "https://"))
    if is_url and len(target) > 1:
        raise UsageError(f"one URL at a time: `{target[1]}` is one too many")
    headers = dict(_header(each) for each in arguments.headers)
    place = {"url": target[0], "transport": arguments.transport, "headers": headers}
    return {
        **(place if is_url else {"stdio": {"command": target}}),
        "revision": arguments.revision,
        "capabilities": {"roots": {}, "sampling": {}, "elicitation": {"form": {}}},
        "handlers": [
            {"method": "roots/list", "reply": {"roots": []}},
            {"method": "elicitation/create", "reply": {"action": "decline"}},
            {"method": "sampling/createMessage", "error": {"code": -1, "message": "declined by mcp-probe"}},
        ],
    }


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError(f"`{text}` is no header field\n   hint: write `Name: value`")
    return name.strip(), value.strip()


async def _survey(fields: dict[str, Any], forced: frozenset[str], within_s: float, is_polite: bool) -> Any:
    import trio

    from ..app.standalone import standalone_context
    from ..events import Exchange, Fault
    from ..protocols.mcp import MCP, McpAction
    from ..protocols.mcp.survey import survey

    async with standalone_context() as ctx:

        async def run(members: dict[str, Any]) -> Exchange:
            with trio.move_on_after(within_s):
                return await MCP.runner.run(McpAction.model_validate(members), ctx)
            return Exchange("mcp", fault=Fault("timeout", "", f"no answer within {within_s:g} s"))

        async def step(**members: Any) -> Exchange:
            return await run({"on": "server", **members})

        place = {name: value for name, value in fields.items() if name in ("url", "headers")}
        search = {**place, "find_authorization": True}
        return await survey(lambda: run(fields), lambda: run(search), step, forced, is_polite)


def _print(found: Any) -> None:
    opening = found.opening
    info = opening.get("server_info") or {}
    if found.is_open:
        name = " ".join(str(info[each]) for each in ("name", "version") if each in info) or "a server without a name"
        write(printable(f"{name}: {opening.get('revision')} over {opening.get('transport')}"))
        write(printable("capabilities: " + (", ".join(opening.get("capabilities") or {}) or "none")))
    for title, seen in found.sections.items():
        write(f"\n{title} ({len(seen)})")
        width = min(max((len(each.name) for each in seen), default=0), 40)
        for each in seen:
            write(printable(f"  {'✓' if each.is_called else '·'} {each.name:<{width}}  {each.note}"))
    write(f"\nwrong ({len(found.wrong)})" if found.wrong else "\nnothing is wrong")
    for each in found.wrong:
        write(printable(f"  ✗ {each.where}: {each.message}"))


def _as_json(found: Any) -> Mapping[str, object]:
    opening = {name: found.opening.get(name) for name in ("revision", "transport", "server_info", "capabilities")}
    sections = {
        title: [{"name": each.name, "called": each.is_called, "note": each.note} for each in seen]
        for title, seen in found.sections.items()
    }
    wrong = [{"where": each.where, "message": each.message} for each in found.wrong]
    return {"open": found.is_open, **opening, "found": sections, "wrong": wrong}

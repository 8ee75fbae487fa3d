"""A walk through everything that a server has: what is there, what answers, and what is wrong.

Only what cannot do harm is called: tools that say themselves that they only read (`readOnlyHint`) and whose arguments
can be made up from their schema, resources, and prompts that need no arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field

from ...events import Exchange
from ...lean import dataclass
from ...values import MISSING
from ...wire.mcp import has_capability, is_stateless
from .subjects import facts

Step = Callable[..., Awaitable[Exchange]]
"""Runs one action on the open server, given by its fields."""
MAX_READ = 20
"""How many resources and prompts are read; the rest is only listed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that the server has. `note` says how it answered, or why it was not called."""

    name: str
    note: str
    is_called: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that breaks the protocol."""

    where: str
    message: str


@dataclass(slots=True)
class Survey:
    """What was found. `sections` hold what the server has, by what it is."""

    opening: Mapping[str, object] = field(default_factory=dict)
    sections: dict[str, list[Seen]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    is_open: bool = False


Ask = Callable[[], Awaitable[Exchange]]


async def survey(open_server: Ask, find: Ask, step: Step, forced: frozenset[str], is_polite: bool) -> Survey:
    """The survey of a server. `find` looks for its authorization server, where it wants a token; `forced` are tools
    to call although they do not say that they only read; `is_polite` leaves out what must be refused."""
    found = Survey()
    opened = await open_server()
    found.opening = facts(opened)
    _note(found, "opening", opened)
    if opened.fault is not None or "error" in found.opening:
        if _status(opened) == 401:
            await _authorization(found, find)
        return found
    found.is_open = True
    capabilities = found.opening.get("capabilities")
    if has_capability(capabilities, "tools"):
        await _tools(found, step, forced)
    if has_capability(capabilities, "resources"):
        await _resources(found, step)
    if has_capability(capabilities, "prompts"):
        await _prompts(found, step)
    if not is_polite:
        await _doors(found, step)
    _note(found, "close", await step(close=True))
    return found


def _note(found: Survey, where: str, exchange: Exchange, expects_error: bool = False) -> None:
    """Takes over what is wrong with an exchange."""
    known = facts(exchange)
    for name in ("schema_errors", "violations"):
        problems = known.get(name)
        if isinstance(problems, list):
            found.wrong.extend(Wrong(where, str(problem)) for problem in problems)
    if exchange.fault is not None:
        found.wrong.append(Wrong(where, exchange.fault.message))
    error = known.get("error")
    if isinstance(error, Mapping) and not expects_error:
        found.wrong.append(Wrong(where, f"answered with an error: {error.get('message')}"))


async def _authorization(found: Survey, find: Ask) -> None:
    """Where a token would come from."""
    exchange = await find()
    _note(found, "authorization", exchange)
    known = facts(exchange).get("authorization")
    if isinstance(known, Mapping):
        tried = known.get("tried")
        found.sections["authorization"] = [
            Seen(str(each.get("url")), f"HTTP {each['status']}" if "status" in each else str(each.get("fault")))
            for each in (tried if isinstance(tried, list) else [])
        ]
        if "issuer" in known:
            found.sections["authorization"].append(Seen(str(known["issuer"]), "the authorization server", True))


# -- tools


async def _tools(found: Survey, step: Step, forced: frozenset[str]) -> None:
    listed = await step(list_tools={})
    _note(found, "tools/list", listed)
    section = found.sections["tools"] = []
    for tool in _items(listed):
        name = str(tool.get("name"))
        arguments = _arguments(tool.get("inputSchema"))
        reason = _why_not(tool, arguments, name in forced)
        if reason is not None:
            section.append(Seen(name, f"not called: {reason}"))
            continue
        exchange = await step(call_tool=name, arguments=arguments or {})
        _note(found, f"tools/call {name}", exchange)
        section.append(Seen(name, _tool_note(exchange), is_called=True))


def _why_not(tool: Mapping[str, object], arguments: dict[str, object] | None, is_forced: bool) -> str | None:
    annotations = tool.get("annotations")
    is_read_only = isinstance(annotations, Mapping) and annotations.get("readOnlyHint") is True
    if not is_read_only and not is_forced:
        return "it does not say that it only reads"
    return "no arguments for it can be made up" if arguments is None else None


def _tool_note(exchange: Exchange) -> str:
    result = facts(exchange).get("result", MISSING)
    if not isinstance(result, Mapping):
        return "no result"
    took = f"{exchange.timing_s.get('total', 0.0) * 1000:.0f} ms"
    if result.get("resultType") == "input_required":
        return f"wants input, {took}"
    return f"{'says that it failed' if result.get('isError') is True else 'ok'}, {took}"


def _arguments(schema: object) -> dict[str, object] | None:
    """Values for the required arguments; None when one cannot be made up."""
    if not isinstance(schema, Mapping):
        return {}
    required, properties = schema.get("required"), schema.get("properties")
    found: dict[str, object] = {}
    for name in required if isinstance(required, list) else []:
        value = _value(properties.get(name) if isinstance(properties, Mapping) else None)
        if value is MISSING:
            return None
        found[str(name)] = value
    return found


def _value(schema: object) -> object:
    """A value that fits a plain schema; MISSING where there is no telling."""
    if not isinstance(schema, Mapping):
        return MISSING
    if "const" in schema:
        return schema["const"]
    if "default" in schema:
        return schema["default"]
    for name in ("enum", "examples"):
        values = schema.get(name)
        if isinstance(values, list) and values:
            return values[0]
    if schema.keys() & {"pattern", "format", "oneOf", "anyOf", "allOf", "$ref"}:
        return MISSING
    kind = schema.get("type")
    if kind in ("integer", "number"):
        least = schema.get("minimum", 1)
        return least if isinstance(least, int | float) else 1
    shortest = schema.get("minLength")
    text = "x" * (shortest if isinstance(shortest, int) and shortest > 0 else 1)
    plain: Mapping[object, object] = {"string": text, "boolean": False, "array": [], "object": {}}
    return plain.get(kind, MISSING)


# -- resources and prompts


async def _resources(found: Survey, step: Step) -> None:
    listed = await step(list_resources={})
    _note(found, "resources/list", listed)
    section = found.sections["resources"] = []
    for index, resource in enumerate(_items(listed)):
        uri = str(resource.get("uri"))
        if index >= MAX_READ:
            section.append(Seen(uri, f"not read: only the first {MAX_READ} are"))
            continue
        exchange = await step(read_resource=uri)
        _note(found, f"resources/read {uri}", exchange)
        section.append(Seen(uri, "ok" if "result" in facts(exchange) else "no result", is_called=True))
    templates = await step(list_resource_templates={})
    # Servers without templates often do not know the method.
    _note(found, "resources/templates/list", templates, expects_error=True)
    names = [str(each.get("uriTemplate")) for each in _items(templates)]
    if names:
        found.sections["resource templates"] = [Seen(name, "listed") for name in names]


async def _prompts(found: Survey, step: Step) -> None:
    listed = await step(list_prompts={})
    _note(found, "prompts/list", listed)
    section = found.sections["prompts"] = []
    for prompt in _items(listed)[:MAX_READ]:
        name, needed = str(prompt.get("name")), _needed(prompt.get("arguments"))
        if needed:
            section.append(Seen(name, f"not asked for: it needs {', '.join(needed)}"))
            continue
        exchange = await step(get_prompt=name)
        _note(found, f"prompts/get {name}", exchange)
        section.append(Seen(name, "ok" if "result" in facts(exchange) else "no result", is_called=True))


def _needed(arguments: object) -> list[str]:
    """The names of the arguments that a prompt cannot do without."""
    found = arguments if isinstance(arguments, list) else []
    return [str(each.get("name")) for each in found if isinstance(each, Mapping) and each.get("required") is True]


def _items(exchange: Exchange) -> list[Mapping[str, object]]:
    items = facts(exchange).get("items")
    return [each for each in items if isinstance(each, Mapping)] if isinstance(items, list) else []


# -- what must not work


async def _doors(found: Survey, step: Step) -> None:
    """Requests that a server must refuse, none of which can do anything."""
    unknown = await step(request="specrunner/no-such-method")
    _note(found, "unknown method", unknown, expects_error=True)
    error = facts(unknown).get("error")
    if unknown.fault is None and (not isinstance(error, Mapping) or error.get("code") != -32601):
        found.wrong.append(Wrong("unknown method", "is not answered by the error -32601"))
    revision = str(found.opening.get("revision", ""))
    if found.opening.get("transport") != "http":
        return
    evil = await step(request="tools/list", headers={"Origin": "https://evil.example"})
    status = _status(evil)
    if evil.fault is None and status != 403:
        found.wrong.append(Wrong("a foreign Origin", f"is answered by HTTP {status}, not 403 (DNS rebinding)"))
    if found.opening.get("session_id") is None or is_stateless(revision):
        return
    made_up = await step(request="tools/list", headers={"Mcp-Session-Id": "specrunner-made-up"})
    status = _status(made_up)
    if made_up.fault is None and status not in (400, 404):
        found.wrong.append(Wrong("a session that is made up", f"is answered by HTTP {status}, not 404"))


def _status(exchange: Exchange) -> object:
    http = facts(exchange).get("http")
    return http.get("status") if isinstance(http, Mapping) else None

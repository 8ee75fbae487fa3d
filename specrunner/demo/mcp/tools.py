"""The tools: what each is called with, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import trio

from .catalogue import Catalogue
from .protocol import INVALID_PARAMS, MISSING_CAPABILITY, Caller, Json, RpcFailure

MAX_STEPS = 100


@dataclass(frozen=True, slots=True)
class Context:
    """What a tool may touch: its arguments, who called, the token for progress, and what the server holds."""

    arguments: Mapping[str, Any]
    caller: Caller
    progress_token: Any
    catalogue: Catalogue


Run = Callable[[Context], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str
    properties: Mapping[str, Json]
    run: Run
    required: tuple[str, ...] = ()
    output: Json | None = None
    is_read_only: bool = True

    def present(self, revision: str) -> Json:
        """The definition, with what the revision knows."""
        schema = {"type": "object", "properties": dict(self.properties), "required": list(self.required)}
        found: Json = {"name": self.name, "description": self.description, "inputSchema": schema}
        if revision >= "2025-03-26":
            found["annotations"] = {"readOnlyHint": self.is_read_only}
        if self.output is not None and revision >= "2025-06-18":
            found["outputSchema"] = self.output
        return found


def text(content: str, **more: Any) -> Json:
    return {"content": [{"type": "text", "text": content}], **more}


async def echo(context: Context) -> Json:
    await trio.lowlevel.checkpoint()
    return text(str(context.arguments["message"]))


async def add(context: Context) -> Json:
    await trio.lowlevel.checkpoint()
    total = context.arguments["a"] + context.arguments["b"]
    if context.caller.revision < "2025-06-18":
        return text(str(total))
    return text(f'{{"sum": {total}}}', structuredContent={"sum": total})


async def fail(context: Context) -> Json:
    await trio.lowlevel.checkpoint()
    return text("out of tea", isError=True)


async def count(context: Context) -> Json:
    """Takes its time, and tells how far it is to whoever asked for it."""
    steps = context.arguments.get("steps", 3)
    for done in range(1, steps + 1):
        await trio.sleep(context.arguments.get("pause_s", 0.01))
        if context.progress_token is not None:
            params = {"progressToken": context.progress_token, "progress": done, "total": steps}
            await context.caller.notify("notifications/progress", params)
    return text(f"counted to {steps}")


async def log(context: Context) -> Json:
    params = {"level": context.arguments.get("level", "info"), "logger": "demo", "data": "the kettle boils"}
    await context.caller.notify("notifications/message", params)
    return text("logged")


async def ask_name(context: Context) -> Json:
    """Wants to know a name, from the person at the client."""
    _need(context, "elicitation")
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    params = {"message": "What is your name?", "requestedSchema": schema}
    if context.caller.revision >= "2025-11-25":
        params["mode"] = "form"
    answer = await context.caller.ask("name", "elicitation/create", params)
    if answer.get("action") != "accept":
        return text(f"the name was not given: {answer.get('action')}")
    return text(f"hello {answer['content']['name']}")


async def ask_model(context: Context) -> Json:
    """Has the client's model write something."""
    _need(context, "sampling")
    message = {"role": "user", "content": {"type": "text", "text": context.arguments["prompt"]}}
    answer = await context.caller.ask("model", "sampling/createMessage", {"messages": [message], "maxTokens": 50})
    return text(f"{answer.get('model')} wrote: {answer.get('content', {}).get('text')}")


async def show_roots(context: Context) -> Json:
    _need(context, "roots")
    answer = await context.caller.ask("roots", "roots/list", {})
    return text("\n".join(root["uri"] for root in answer.get("roots", [])) or "no roots")


async def touch(context: Context) -> Json:
    """Changes a resource: those who asked to be told of it are told."""
    await context.catalogue.touch(context.arguments["uri"])
    return text("touched")


async def learn(context: Context) -> Json:
    """Adds a tool to the list."""
    await context.catalogue.learn()
    return text("there is a new tool")


async def hang_up(context: Context) -> Json:
    await trio.lowlevel.checkpoint()
    return text("you came back")


async def regional(context: Context) -> Json:
    await trio.lowlevel.checkpoint()
    return text(f"served in {context.arguments['region']}")


def _need(context: Context, capability: str) -> None:
    if capability not in context.caller.capabilities:
        if context.caller.revision >= "2026-07-28":
            data: Json = {"requiredCapabilities": {capability: {}}}
            raise RpcFailure(MISSING_CAPABILITY, f"the client cannot do `{capability}`", data, 400)
        raise RpcFailure(INVALID_PARAMS, f"the client cannot do `{capability}`")


_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}
_SUM = {"type": "object", "properties": {"sum": _NUMBER}, "required": ["sum"]}
_REGION = {"type": "string", "x-mcp-header": "Region"}

TOOLS: tuple[Tool, ...] = (
    Tool("echo", "Says what you say", {"message": _TEXT}, echo, ("message",)),
    Tool("add", "Adds two numbers", {"a": _NUMBER, "b": _NUMBER}, add, ("a", "b"), _SUM),
    Tool("fail", "Fails, as tools do", {}, fail),
    Tool(
        "count",
        "Counts slowly",
        {"steps": {"type": "integer", "minimum": 1, "maximum": MAX_STEPS}, "pause_s": _NUMBER},
        count,
    ),
    Tool("log", "Writes into the log", {"level": _TEXT}, log),
    Tool("ask_name", "Asks for your name", {}, ask_name, is_read_only=False),
    Tool("ask_model", "Asks your model", {"prompt": _TEXT}, ask_model, ("prompt",), is_read_only=False),
    Tool("show_roots", "Lists your roots", {}, show_roots),
    Tool("touch", "Changes a resource", {"uri": _TEXT}, touch, ("uri",), is_read_only=False),
    Tool("learn", "Learns a new tool", {}, learn, is_read_only=False),
    Tool("hang_up", "Cuts its stream, and answers who comes back", {}, hang_up, is_read_only=False),
    Tool("regional", "Is routed by its region", {"region": _REGION}, regional, ("region",)),
)

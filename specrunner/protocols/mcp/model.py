"""What users write under `mcp:`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ...model import AlsoWritten, Duration, Later, LocalNames, SpecModel, Templated
from ...requests import RequestOptions
from ...values import MISSING

OPERATIONS: dict[str, str] = {
    "call_tool": "tools/call",
    "list_tools": "tools/list",
    "list_resources": "resources/list",
    "list_resource_templates": "resources/templates/list",
    "read_resource": "resources/read",
    "list_prompts": "prompts/list",
    "get_prompt": "prompts/get",
    "complete": "completion/complete",
    "ping": "ping",
    "discover": "server/discover",
    "set_level": "logging/setLevel",
    "subscribe": "resources/subscribe",
    "unsubscribe": "resources/unsubscribe",
    "listen": "subscriptions/listen",
    "get_task": "tasks/get",
    "task_result": "tasks/result",
    "list_tasks": "tasks/list",
    "cancel_task": "tasks/cancel",
    "request": "",
    "notify": "",
    "send": "",
    "receive": "",
    "wait_for": "",
    "cancel": "",
    "resume": "",
    "drop": "",
    "close": "",
}
"""What a step can do with an open server, with the method that it calls; empty for what is no request of its own."""

LISTS = frozenset(name for name in OPERATIONS if name.startswith("list_"))
LEVELS = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
Level = Literal["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"]


def _listed(value: object) -> object:
    return {} if value is True else value


def _command(value: object) -> object:
    return {"command": value} if isinstance(value, list) else value


class Stdio(SpecModel):
    """A server that runs as a child process, spoken to on its standard input and output."""

    command: list[Templated[str]] = []
    """The program and its arguments."""
    module: Templated[str] | None = None
    """Instead of a command: a Python module to run with the interpreter that runs specrunner."""
    args: list[Templated[str]] = []
    """Arguments for `module`."""
    env: dict[str, Templated[str]] = {}
    """Environment variables, on top of our own."""
    cwd: Templated[str] | None = None
    """The folder it runs in, relative to the spec; that of the spec unless set."""
    close_within: Templated[Duration] = 2.0
    """How long it may take to end once its input is closed, until SIGTERM tells it; then the same until SIGKILL."""


class Implementation(SpecModel):
    """Who we say that we are."""

    name: Templated[str] = "specrunner"
    """The name of the client."""
    version: Templated[str] = "1"
    """Its version."""
    title: Templated[str] | None = None
    """Its name for people."""


class HandlerError(SpecModel):
    """An error to answer with."""

    code: Templated[int] = -1
    """The code."""
    message: Templated[str] = "refused"
    """The message."""
    data: Any = Field(default_factory=lambda: MISSING)
    """Further data."""


class Handler(SpecModel):
    """How to answer a request of the server: the first handler that fits it does."""

    method: Templated[str] | None = None
    """The method it is for: `sampling/createMessage`, `elicitation/create`, `roots/list`; any unless set."""
    when: Annotated[Later[bool], LocalNames("request")] | None = None
    """A further condition, which may read `request.method` and `request.params`."""
    reply: Annotated[Later[Any], LocalNames("request")] | None = None
    """The result to answer with; it may read `request`."""
    error: HandlerError | None = None
    """The error to answer with, instead of a result."""
    ignore: bool = False
    """Never answer."""
    delay: Templated[Duration] = 0.0
    """How long to wait before the answer."""
    times: Annotated[int, Field(ge=1)] | None = None
    """For how many requests it is good; any number unless set."""


class Listing(SpecModel):
    """How much of a list to walk: all pages unless set."""

    cursor: Templated[str] | None = None
    """The cursor of the page to begin with."""
    pages: Templated[Annotated[int, Field(ge=1, le=10_000)]] | None = None
    """How many pages to take at most."""


class Completion(SpecModel):
    """What to complete: an argument of a prompt, or of a resource template."""

    prompt: Templated[str] | None = None
    """The name of the prompt."""
    resource: Templated[str] | None = None
    """The template of the resource."""
    argument: dict[str, Templated[str]]
    """The argument by its name, with what is typed so far."""
    context: dict[str, Templated[str]] = {}
    """The arguments that have a value already."""


class Listen(SpecModel):
    """What to be told of (2026-07-28)."""

    tools: Templated[bool] = False
    """When the list of tools changes."""
    prompts: Templated[bool] = False
    """When the list of prompts changes."""
    resources: Templated[bool] = False
    """When the list of resources changes."""
    uris: list[Templated[str]] = []
    """When one of these resources changes."""


class McpAction(RequestOptions):
    """A server of the Model Context Protocol: opened by one step, used by later ones."""

    url: Templated[str] | None = None
    """The address of the server: whole, or a path behind `base_url`. The step leaves it open under its `id`."""
    stdio: Annotated[Stdio, BeforeValidator(_command), AlsoWritten({"type": "array"})] | None = None
    """The command of a server to start, instead of a URL: a list, or a map with `command`, `env`, `cwd`."""
    transport: Templated[Literal["streamable", "sse", "auto"]] = "streamable"
    """How to speak to a URL: Streamable HTTP, or HTTP+SSE of 2024-11-05; `auto` tries them in this order."""
    revision: Templated[str] = "auto"
    """The revision to speak: a date, or `auto` for the newest that both sides know."""
    initialize: Annotated[dict[str, Any], AlsoWritten({"const": False})] | Literal[False] | None = None
    """Parameters of `initialize` that differ from the usual ones; `false` leaves the handshake out."""
    client: Implementation = Implementation()
    """Who we say that we are."""
    capabilities: dict[str, Any] = {}
    """What the client says it can do: `sampling: {}`, `elicitation: {form: {}, url: {}}`, `roots: {}`."""
    handlers: list[Handler] = []
    """How requests of the server are answered while steps run."""
    stream: Templated[bool] = True
    """Whether to open the GET stream of a session, for what the server tells by itself."""
    find_authorization: Literal[True] | None = None
    """Opens nothing, but asks `url` without a token, and follows what it answers to its authorization server."""
    max_resumes: Templated[Annotated[int, Field(ge=0, le=100)]] = 3
    """How often an answer whose stream broke off is asked for again with Last-Event-ID."""

    on: str | None = None
    """The step that opened the server to use."""
    call_tool: Templated[str] | None = None
    """Calls this tool."""
    arguments: Annotated[Any, Field(default_factory=lambda: MISSING)]
    """The arguments of the tool or of the prompt."""
    list_tools: Annotated[Listing, BeforeValidator(_listed), AlsoWritten({"const": True})] | None = None
    """Lists the tools, page by page: `true`, or how much of it."""
    list_resources: Annotated[Listing, BeforeValidator(_listed), AlsoWritten({"const": True})] | None = None
    """Lists the resources."""
    list_resource_templates: Annotated[Listing, BeforeValidator(_listed), AlsoWritten({"const": True})] | None = None
    """Lists the templates of resources."""
    read_resource: Templated[str] | None = None
    """Reads the resource with this URI."""
    list_prompts: Annotated[Listing, BeforeValidator(_listed), AlsoWritten({"const": True})] | None = None
    """Lists the prompts."""
    get_prompt: Templated[str] | None = None
    """Gets this prompt."""
    complete: Completion | None = None
    """Asks for completions of an argument."""
    ping: Literal[True] | None = None
    """Asks whether the server is there."""
    discover: Literal[True] | None = None
    """Asks for revisions, capabilities and identity (2026-07-28)."""
    set_level: Templated[Level] | None = None
    """Asks for log messages from this level on."""
    subscribe: Templated[str] | None = None
    """Asks to be told when the resource with this URI changes."""
    unsubscribe: Templated[str] | None = None
    """Takes that back."""
    listen: Listen | None = None
    """Opens a stream of notifications (2026-07-28); it stays open until `cancel`. `receive` reads it."""
    get_task: Templated[str] | None = None
    """Asks for the state of this task."""
    task_result: Templated[str] | None = None
    """Waits for the result of this task."""
    list_tasks: Annotated[Listing, BeforeValidator(_listed), AlsoWritten({"const": True})] | None = None
    """Lists the tasks."""
    cancel_task: Templated[str] | None = None
    """Ends this task."""
    request: Templated[str] | None = None
    """Sends a request of any method, with `params`."""
    notify: Templated[str] | None = None
    """Sends a notification, with `params`."""
    params: dict[str, Any] = {}
    """The parameters of `request` or `notify`; for the step that opens, query parameters of the URL."""
    send: Annotated[Any, Field(default_factory=lambda: MISSING)]
    """Sends a JSON value as it is: a batch, or something broken; a text goes out unchanged, JSON or not."""
    receive: Templated[str] | None = None
    """Waits for the next notification of this method, or of `any`; with `collect` for several."""
    wait_for: Templated[str] | None = None
    """Waits for the answer to the call that `background` named."""
    cancel: Templated[str] | None = None
    """Takes back the call, or the `listen`, that `background` named."""
    resume: Templated[str] | None = None
    """Asks the server for what came behind this event id (GET with Last-Event-ID), and reads it as `receive` does."""
    drop: Templated[Literal["stream"]] | None = None
    """Cuts the GET stream, as a broken network would."""
    close: Literal[True] | None = None
    """Ends the session, or the process; `process` tells how it went."""

    meta: dict[str, Any] = {}
    """Members of `_meta`; null takes out one that would be sent."""
    progress: bool = False
    """Whether to ask for progress, by a token of our own."""
    log_level: Templated[Level] | None = None
    """Asks for log messages of this request (2026-07-28)."""
    task: dict[str, Any] | None = None
    """Asks to run the call as a task (2025-11-25): `{ttl: 60000}`."""
    background: str | None = None
    """Leaves the call open under this name, without waiting for its answer."""
    cancel_after: Templated[Duration] | None = None
    """Takes the call back when it has no answer by then, and listens for `silence` whether one comes all the same."""
    silence: Templated[Duration] = 0.3
    """How long to listen after `cancel_after` or `cancel`."""
    answer_input: bool = True
    """Whether the handlers answer an `input_required` result (2026-07-28), and the request is sent again."""
    id: Annotated[Any, Field(default_factory=lambda: MISSING)]
    """The id of the request, instead of a number of our own."""

    def operation(self) -> str | None:
        """The name of what the step does with an open server."""
        return next(iter(self.operations()), None)

    def operations(self) -> list[str]:
        """All that the step would do; the rules see to it that there is one."""
        values = ((name, getattr(self, name)) for name in OPERATIONS)
        # `send: null` sends a null.
        return [name for name, value in values if value is not MISSING and (value is not None or name == "send")]


def is_opener(action: McpAction) -> bool:
    """Whether the step leaves a server open."""
    return action.on is None and action.find_authorization is None


def used_handle(action: McpAction) -> str | None:
    """The step whose server is used."""
    return action.on


def title(action: McpAction) -> str:
    """`call_tool echo`, with templates as they are written."""
    name = action.operation() if action.on is not None else None
    if name is None:
        verb = "open" if action.find_authorization is None else "find the authorization of"
        target = action.url if action.url is not None else "stdio"
        return f"{verb} {getattr(target, 'text', target)}"
    value = getattr(action, name)
    shown = getattr(value, "text", value)
    return f"{name} {shown}" if isinstance(shown, str) else name

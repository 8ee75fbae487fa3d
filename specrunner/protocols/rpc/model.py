"""What users write under `rpc:`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field

from ...model import AlsoWritten, Duration, Later, LocalNames, Name, SpecModel, Templated
from ...requests import BORROWED, RequestOptions, Values
from ...values import MISSING

MESSAGES: tuple[str, ...] = ("method", "notify", "batch", "raw")
"""The fields that say what to send, one in an action."""

PLACES: tuple[str, ...] = ("url", "connect", "stdio", "on")
"""The fields that say where to, one in an action."""


def _absent() -> Any:
    return cast(Any, MISSING)


class BatchItem(SpecModel):
    """One message of a batch: `method`, `notify` or `raw`."""

    as_: Annotated[Name | None, Field(alias="as")] = None
    """The name under which checks find its answer: `sum.result`, `sum.error.code`."""
    method: Templated[str] | None = None
    """Calls this method."""
    notify: Templated[str] | None = None
    """Calls this method as a notification, which gets no answer."""
    raw: Annotated[Any, Field(default_factory=_absent)]
    """Any JSON value instead of a message."""
    params: Annotated[Any, Field(default_factory=_absent)]
    """The parameters: a list or a map."""
    id: Annotated[Any, Field(default_factory=_absent)]
    """The id of the call; a number of its own unless set."""


class RpcRefusal(SpecModel):
    """The error that answers a request."""

    code: Templated[int]
    """The code."""
    message: Templated[str] = "refused"
    """The message beside it."""
    data: Annotated[Any, Field(default_factory=_absent)]
    """Any value beside them."""


class RpcHandler(SpecModel):
    """Answers a request of the other side, whatever steps do at that time."""

    method: str | None = None
    """Takes requests for this method only."""
    when: Annotated[Later[bool], LocalNames("request")] | None = None
    """Takes those for which this is true; `request` has `method`, `params`, `id`."""
    reply: Annotated[Later[Any], LocalNames("request")] = Field(default_factory=_absent)
    """The result to answer with; it can read `request` too."""
    error: Annotated[Later[RpcRefusal], LocalNames("request")] | None = None
    """The error to answer with."""
    ignore: bool = False
    """Takes the request and never answers."""
    delay: Duration = 0.0
    """How long to wait with the answer."""
    times: Annotated[int, Field(ge=1)] | None = None
    """How many requests it takes; no limit unless set."""


def _command(value: object) -> object:
    return {"command": value} if isinstance(value, list) else value


class Program(SpecModel):
    """A program that takes a message a line on its standard input, and answers on its standard output."""

    command: list[Templated[str]] = []
    """The program and its arguments; a list stands for it."""
    module: Templated[str] | None = None
    """Instead of a command: a Python module to run with the interpreter that runs specrunner."""
    args: list[Templated[str]] = []
    """Arguments for `module`."""

    def argv(self, interpreter: str) -> list[str]:
        """The command to start, with everything rendered."""
        return list(self.command) if self.module is None else [interpreter, "-m", self.module, *self.args]


class RpcAction(RequestOptions):
    """Calls a method, or opens a connection on which both sides call."""

    url: Templated[str] | None = None
    """Sends by POST to this URL: whole, or a path behind `base_url`."""
    connect: Templated[str] | None = None
    """Opens a WebSocket connection: `ws://` or `wss://`, or a path behind `base_url`."""
    stdio: Annotated[Program, BeforeValidator(_command), AlsoWritten({"type": "array"})] | None = None
    """Starts a program and talks with it, a line a message: a list, or a map with `command` or `module`."""
    on: str | None = None
    """The id of the step that opened the connection. With nothing beside it the step looks at the session."""
    method: Templated[str] | None = None
    """Calls this method, and waits for its answer."""
    notify: Templated[str] | None = None
    """Calls this method as a notification, which gets no answer."""
    params: Annotated[Any, Field(default_factory=_absent)]
    """The parameters: a list or a map."""
    id: Annotated[Any, Field(default_factory=_absent)]
    """The id of the call: a text, a number or null; a number of its own unless set."""
    query: dict[str, Values] = {}
    """Query parameters, added to those in the URL: what `params` is to `http`."""
    batch: list[BatchItem] | None = None
    """Several messages in one; an empty list sends an empty batch."""
    raw: Annotated[Any, Field(default_factory=_absent)]
    """What to send instead of a message: a text as it is, any other value as JSON."""
    within: Templated[Duration] = 10.0
    """On an open connection: the longest to wait for the answers."""
    close: bool = False
    """Ends the connection; of a program, its input."""
    subprotocols: list[Templated[str]] = []
    """For `connect`: the subprotocols to offer, the best first."""
    cwd: Templated[str] = "."
    """For `stdio`: the folder to start the program in, relative to the spec."""
    env: dict[str, Templated[str]] = {}
    """For `stdio`: environment variables besides those of specrunner."""
    handlers: list[RpcHandler] = []
    """Answers to requests of the other side. One that no handler takes is refused as unknown, -32601."""

    def verb(self) -> str | None:
        """What is sent or done; None for opening a connection, and for looking at one."""
        given = [name for name in MESSAGES if _is_given(self, name)]
        return given[0] if given else ("close" if self.close else None)

    def request_options(self) -> RpcAction:
        """The action as the room of requests reads it, for which `params` are those of the URL."""
        return self.model_copy(update={"params": self.query})

    def names(self) -> tuple[str, ...]:
        """The names of the calls in its batch."""
        return tuple(item.as_ for item in self.batch or () if item.as_ is not None)


def borrow_options(defaults: Mapping[str, Any]) -> Mapping[str, Any]:
    """What `rpc` takes of `defaults.http`: its `params` are those of the URL, which are called `query` here."""
    found = dict(BORROWED["http"](defaults))
    if "params" in found:
        found["query"] = found.pop("params")
    return found


def _is_given(action: RpcAction | BatchItem, name: str) -> bool:
    value = getattr(action, name, None)
    return value is not None if name != "raw" else value is not MISSING


def given(action: RpcAction | BatchItem) -> list[str]:
    """The fields that say what to send."""
    return [name for name in MESSAGES if _is_given(action, name)]


def title(action: RpcAction) -> str:
    """`rpc calc.add`, `on server calc.add`, templates as they are written."""
    place = f"on {action.on}" if action.on is not None else "rpc"
    match action.verb():
        case "method":
            what = _written(action.method)
        case "notify":
            what = f"notify {_written(action.notify)}"
        case "batch":
            what = f"batch of {len(action.batch or ())}"
        case None:
            what = "" if action.on is not None else _opening(action)
        case verb:
            what = verb
    return f"{place} {what}".strip()


def _opening(action: RpcAction) -> str:
    if action.stdio is None:
        return _written(action.connect)
    program = action.stdio
    module = ("python", "-m", program.module, *program.args)
    return " ".join(map(_written, module if program.module is not None else program.command))


def _written(value: object) -> str:
    return str(getattr(value, "text", value))

"""Mistakes in an action that no single field shows."""

from __future__ import annotations

from collections.abc import Iterator

from ...plugin import ActionProblem
from ...requests import RequestOptions, check_options, check_url
from ...source import did_you_mean
from ...values import MISSING
from ...wire.mcp import REVISIONS
from .model import OPERATIONS, McpAction, Stdio

Problems = Iterator[ActionProblem]
_OPENING = (
    "url",
    "stdio",
    "transport",
    "revision",
    "initialize",
    "client",
    "capabilities",
    "handlers",
    "stream",
    "find_authorization",
)
_OF_A_CALL = ("meta", "progress", "log_level", "task", "background", "cancel_after", "id")
_NO_CALL = frozenset({"notify", "send", "receive", "wait_for", "cancel", "resume", "drop", "close"})


def check_action(action: McpAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action."""
    rules = (_opening,) if action.on is None else (_using, _parts)
    found = tuple(problem for rule in rules for problem in rule(action))
    return (*found, *_auth(action), *check_options(action))


def _auth(action: McpAction) -> Problems:
    """What no request of a session carries: an author must not believe that it does."""
    for way in ("digest", "oauth"):
        if action.auth is not None and getattr(action.auth, way) is not None:
            hint = "get a token in a step before, and give it as `bearer`"
            yield ActionProblem(("auth", way), f"`auth: {{{way}: ...}}` is not for `mcp`", hint)


def _opening(action: McpAction) -> Problems:
    given = [name for name in ("url", "stdio") if getattr(action, name) is not None]
    operations = action.operations()
    if operations:
        hint = "a step opens a server (`url` or `stdio`), a later one uses it: add `on: <its id>`"
        yield ActionProblem((operations[0],), f"`{operations[0]}` needs `on`: the step that opened the server", hint)
    elif not given:
        hint = "add `url: /mcp` or `stdio: [command, ...]`; or `on: <id>` with what to do"
        yield ActionProblem((), "there is nothing to open and nothing to do", hint)
    elif len(given) == 2:
        yield ActionProblem(("stdio",), "`url` and `stdio` are two servers", "make them two steps")
    if action.url is not None:
        yield from check_url(action, "url", action.url)
    if action.stdio is not None:
        yield from _program(action.stdio)
    revision = action.revision
    if isinstance(revision, str) and revision not in (*REVISIONS, "auto", "latest"):
        known = (*REVISIONS, "auto")
        hint = did_you_mean(revision, known) or f"known are {', '.join(known)}"
        yield ActionProblem(("revision",), f"`{revision}` is no revision", hint)
    for index, handler in enumerate(action.handlers):
        ways = [name for name in ("reply", "error") if getattr(handler, name) is not None]
        ways += ["ignore"] if handler.ignore else []
        if len(ways) != 1:
            message = "the handler says nothing" if not ways else f"the handler has {' and '.join(ways)}"
            yield ActionProblem(("handlers", index), message, "give one of `reply`, `error`, `ignore: true`")


def _program(stdio: Stdio) -> Problems:
    if not stdio.command and stdio.module is None:
        yield ActionProblem(("stdio",), "there is no program to start", "write `[program, argument]`, or `module:`")
    elif stdio.command and stdio.module is not None:
        yield ActionProblem(("stdio", "module"), "`command` and `module` are two programs", "take one out")
    elif stdio.args and stdio.module is None:
        yield ActionProblem(("stdio", "args"), "`args` go with `module`", "write them behind the program")


def _using(action: McpAction) -> Problems:
    operations = action.operations()
    given = action.model_fields_set
    if not operations:
        names = ", ".join(f"`{name}`" for name in OPERATIONS)
        yield ActionProblem(("on",), "the step does nothing with the server", f"add one of {names}")
    elif len(operations) > 1:
        yield ActionProblem((operations[1],), f"`{operations[0]}` and `{operations[1]}` are two steps", "split them")
    for name in _OPENING:
        if name in given:
            yield ActionProblem((name,), f"`{name}` belongs to the step that opens the server", "move it there")
    options = set(RequestOptions.model_fields) - {"headers", "params", "auth"}
    for name in sorted(options & given):
        yield ActionProblem((name,), f"`{name}` belongs to the step that opens the server", "move it there")


def _parts(action: McpAction) -> Problems:
    name = action.operation()
    given = action.model_fields_set
    if action.arguments is not MISSING and name not in ("call_tool", "get_prompt"):
        yield ActionProblem(("arguments",), "`arguments` go with `call_tool` or `get_prompt`", "take them out")
    if "params" in given and name not in ("request", "notify"):
        yield ActionProblem(("params",), "`params` go with `request` or `notify`", "take them out")
    if action.task is not None and name not in ("call_tool", "request"):
        yield ActionProblem(("task",), "`task` goes with `call_tool`", "take it out")
    for option in _OF_A_CALL:
        if option in given and name in _NO_CALL:
            yield ActionProblem((option,), f"`{option}` goes with a request, and `{name}` is none", "take it out")
    if action.background is not None and action.cancel_after is not None:
        yield ActionProblem(("cancel_after",), "a call in the background is taken back with `cancel`", "take it out")
    complete = action.complete
    if complete is not None:
        if (complete.prompt is None) == (complete.resource is None):
            yield ActionProblem(("complete",), "`complete` is for `prompt` or for `resource`", "give one of them")
        if len(complete.argument) != 1:
            yield ActionProblem(("complete", "argument"), "one argument is completed at a time", "`{name: value}`")

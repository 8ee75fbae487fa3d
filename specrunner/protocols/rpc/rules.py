"""Mistakes in an `rpc` action that no single field shows. What is still a template is left to the run."""

from __future__ import annotations

from collections.abc import Iterator

from ...plugin import ActionProblem
from ...requests import check_options, check_url, with_http
from ...values import MISSING, Template, described
from .model import MESSAGES, PLACES, BatchItem, Program, RpcAction, RpcHandler, given
from .subjects import SUBJECTS

Problems = Iterator[ActionProblem]
Path = tuple[str | int, ...]

_MESSAGE_WORDS = ", ".join(f"`{name}`" for name in MESSAGES)
# A field, and the places that it is for.
_ONLY_WITH = {
    "subprotocols": ("connect",),
    "cwd": ("stdio",),
    "env": ("stdio",),
    "handlers": ("connect", "stdio"),
    "within": ("on",),
    "close": ("on",),
}


def check_action(action: RpcAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action, as bound and with its defaults merged in."""
    return (*_place(action), *_message(action), *_fields(action), *_batch(action), *_handlers(action))


def _place(action: RpcAction) -> Problems:
    places = [name for name in PLACES if getattr(action, name) is not None]
    if not places:
        hint = "add `url: /rpc`; or `on`, with the id of the step that opened a connection"
        yield ActionProblem((), "nothing says where to send it", hint)
    elif len(places) > 1:
        names = " and ".join(f"`{name}`" for name in places)
        yield ActionProblem((places[1],), f"there are {len(places)} places: {names}", "keep one of them")
    elif places[0] in ("url", "connect"):
        http = with_http(action.request_options(), places[0])
        yield from check_options(http)
        yield from check_url(http, places[0], getattr(http, places[0]))
    if action.stdio is not None:
        yield from _program(action.stdio)
    for name, its_places in _ONLY_WITH.items():
        if len(places) == 1 and name in action.model_fields_set and places[0] not in its_places:
            words = " or ".join(f"`{place}`" for place in its_places)
            yield ActionProblem((name,), f"`{name}` means nothing here: it goes with {words}", "take it out")


def _program(program: Program) -> Problems:
    if not program.command and program.module is None:
        yield ActionProblem(("stdio",), "the command is empty", "write `stdio: [program, argument]`")
    elif program.command and program.module is not None:
        yield ActionProblem(("stdio", "module"), "`command` and `module` are two programs", "take one out")
    elif program.args and program.module is None:
        yield ActionProblem(("stdio", "args"), "`args` go with `module`", "write them behind the program")


def _message(action: RpcAction) -> Problems:
    sent = given(action)
    if len(sent) > 1:
        names = " and ".join(f"`{name}`" for name in sent)
        yield ActionProblem((sent[1],), f"there are {len(sent)} things to send: {names}", "make them two steps")
    elif action.url is not None and not sent:
        yield ActionProblem((), "there is nothing to send", f"add one of {_MESSAGE_WORDS}")
    elif (action.connect is not None or action.stdio is not None) and sent:
        hint = f"give the step an `id`, and write `{sent[0]}` in a step of its own, with `on`"
        yield ActionProblem((sent[0],), f"`{sent[0]}` needs a connection that is open", hint)
    elif action.close and sent:
        yield ActionProblem(("close",), f"`close` and `{sent[0]}` are two things to do", "make them two steps")


def _fields(action: RpcAction | BatchItem, path: Path = ()) -> Problems:
    sent = given(action)
    if action.params is not MISSING and not {"method", "notify"} & set(sent):
        yield ActionProblem((*path, "params"), "`params` goes with `method` or `notify`", "add one of them")
    if action.id is MISSING:
        return
    if "method" not in sent:
        yield ActionProblem((*path, "id"), "`id` goes with `method`", "a notification has none; send it with `raw`")
    elif isinstance(action.id, bool) or not isinstance(action.id, str | int | float | Template | None):
        message = f"an id is a text, a number or null, not {described(action.id)}"
        yield ActionProblem((*path, "id"), message, "send it with `raw` if that is the test")


def _batch(action: RpcAction) -> Problems:
    seen: set[str] = set()
    for index, item in enumerate(action.batch or ()):
        path = ("batch", index)
        sent = given(item)
        if len(sent) != 1:
            what = "the message is empty" if not sent else f"the message has both `{sent[0]}` and `{sent[1]}`"
            yield ActionProblem((*path, *sent[1:2]), what, "give one of `method`, `notify`, `raw`")
        yield from _fields(item, path)
        if item.as_ is None:
            continue
        if "notify" in sent:
            yield ActionProblem((*path, "as"), "a notification has no answer to name", "take `as` out")
        elif item.as_ in seen:
            yield ActionProblem((*path, "as"), f"`{item.as_}` is the name of another call", "give it its own")
        elif item.as_ in SUBJECTS.subjects:
            yield ActionProblem((*path, "as"), f"`{item.as_}` is a subject of `rpc`", "give it another name")
        seen.add(item.as_)


def _handlers(action: RpcAction) -> Problems:
    for index, handler in enumerate(action.handlers):
        path = ("handlers", index)
        answers = _answers(handler)
        if not answers:
            hint = "give it a `reply`, an `error`, or `ignore: true`"
            yield ActionProblem(path, "the handler does nothing", hint)
        elif len(answers) > 1:
            names = " and ".join(f"`{name}`" for name in answers)
            yield ActionProblem((*path, answers[1]), f"the handler has {names}", "keep one of them")


def _answers(handler: RpcHandler) -> list[str]:
    has = {"reply": "reply" in handler.model_fields_set, "error": handler.error is not None, "ignore": handler.ignore}
    return [name for name, is_given in has.items() if is_given]

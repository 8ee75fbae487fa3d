"""Mistakes in a `ws` action that no single field shows. What is still a template is left to the run."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ... import wire
from ...plugin import ActionProblem
from ...requests import check_options, check_url, with_http
from ...values import MISSING, Template
from .model import ACTIONS, CONTENTS, Bytes, Close, Frame, Sending, WsAction

Problems = Iterator[ActionProblem]
Path = tuple[str | int, ...]

MAX_CONTROL_BYTES = 125
_OPENING = frozenset(WsAction.model_fields) - {"on", *ACTIONS}


def check_action(action: WsAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action, as bound and with its defaults merged in."""
    problems = list(_roles(action))
    if action.on is None and action.url is not None:
        problems += check_options(with_http(action))
        problems += check_url(with_http(action), "url", with_http(action).url)
        problems += _offers(action)
        problems += _handlers(action)
    problems += _contents(action)
    problems += _controls(action)
    return tuple(problems)


def _roles(action: WsAction) -> Problems:
    """That it opens a connection, or does one thing on one."""
    given = [name for name in ACTIONS if name in action.model_fields_set]
    if action.on is None and action.url is None:
        hint = "open one with `url: /chat`, or name the step that did: `on: chat`"
        yield ActionProblem((), "there is no connection to work on", hint)
    elif action.on is None and given:
        hint = f"give the step an `id`, and write `{given[0]}` in a step of its own, with `on`"
        yield ActionProblem((given[0],), f"`{given[0]}` needs a connection that is open", hint)
    elif action.on is not None:
        for name in WsAction.model_fields:
            if name in _OPENING and name in action.model_fields_set:
                hint = "put it where the connection is opened"
                yield ActionProblem((name,), f"`{name}` has no effect on a connection that is open", hint)
        if len(given) > 1:
            names = " and ".join(f"`{name}`" for name in given)
            yield ActionProblem((given[1],), f"there are {len(given)} things to do: {names}", "make them two steps")


def _offers(action: WsAction) -> Problems:
    seen: set[str] = set()
    for index, name in enumerate(action.subprotocols):
        if isinstance(name, Template):
            continue
        if not wire.is_token(name):
            yield ActionProblem(("subprotocols", index), f"`{name}` is no name of a subprotocol")
        elif name in seen:
            yield ActionProblem(("subprotocols", index), f"`{name}` is offered twice", "take one out")
        seen.add(name)
    if action.origin is not None and any(name.lower() == "origin" for name in action.headers):
        yield ActionProblem(("origin",), "`origin` is given, and an Origin header too", "take one out")


def _handlers(action: WsAction) -> Problems:
    for index, handler in enumerate(action.handlers):
        path = ("handlers", index)
        if handler.reply is None and not handler.ignore:
            yield ActionProblem(path, "the handler does nothing", "give it a `reply`, or `ignore: true`")
        elif handler.reply is not None and handler.ignore:
            yield ActionProblem((*path, "ignore"), "the handler has a `reply`, and ignores too", "take one out")
        if handler.reply is not None and isinstance(handler.reply.tree, Sending):
            yield from _content(handler.reply.tree, (*path, "reply"))


def _contents(action: WsAction) -> Problems:
    for name, items in (("send", action.send), ("raw", action.raw)):
        if items is not None and not items:
            yield ActionProblem((name,), "there is nothing to send", "give at least one")
    for index, sending in enumerate(action.send or ()):
        yield from _content(sending, ("send", index))
    for index, frame in enumerate(action.raw or ()):
        yield from _frame(frame, ("raw", index))


def _content(sending: Sending, path: Path) -> Problems:
    given = [name for name in CONTENTS if _is_given(sending, name)]
    if len(given) != 1:
        names = ", ".join(f"`{name}`" for name in CONTENTS)
        what = "the message has no content" if not given else f"the message has {len(given)} contents"
        yield ActionProblem((*path, *given[1:2]), what, f"give one of {names}")
    if sending.binary is not None:
        yield from _bytes(sending.binary, (*path, "binary"))
    yield from _fragments(sending, (*path, "fragments"))


def _is_given(sending: Sending, name: str) -> bool:
    return sending.json_ is not MISSING if name == "json" else getattr(sending, name) is not None


def _fragments(sending: Sending, path: Path) -> Problems:
    if sending.fragments is None:
        return
    kinds = {"text" if each.text is not None else "binary" for each in sending.fragments if each.ping is None}
    if not kinds:
        yield ActionProblem(path, "there is no fragment", "give at least one, as text or as bytes")
    elif len(kinds) > 1:
        hint = "write the bytes of a text message in UTF-8, or all fragments as `hex`"
        yield ActionProblem(path, "a message is text or binary, not both", hint)
    for index, each in enumerate(sending.fragments):
        if each.ping is None:
            yield from _bytes(each, (*path, index))
        elif any(getattr(each, name) is not None for name in Bytes.model_fields):
            yield ActionProblem((*path, index), "a Ping between fragments is an item of its own", "make it two items")
        elif index == 0 or index == len(sending.fragments) - 1:
            yield ActionProblem((*path, index), "a Ping stands between two fragments", "move it between them")


def _bytes(content: Bytes, path: Path) -> Problems:
    given = [name for name in Bytes.model_fields if getattr(content, name) is not None]
    if len(given) != 1:
        names = ", ".join(f"`{name}`" for name in Bytes.model_fields)
        yield ActionProblem(
            path, "no bytes are given" if not given else "bytes are given twice", f"give one of {names}"
        )
        return
    value = getattr(content, given[0])
    if not isinstance(value, str):
        return
    try:
        if given[0] == "hex":
            bytes.fromhex(value)
        elif given[0] == "base64":
            base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        what = "hexadecimal digits, two for each byte" if given[0] == "hex" else "Base64"
        yield ActionProblem((*path, given[0]), f"this is not {what}")


def _frame(frame: Frame, path: Path) -> Problems:
    fields = frame.model_fields_set - {"bytes"}
    if frame.bytes is not None:
        yield from _bytes(frame.bytes, (*path, "bytes"))
        if fields:
            name = next(name for name in Frame.model_fields if name in fields)
            yield ActionProblem((*path, name), "`bytes` go out as they are, without a frame", f"take `{name}` out")
    elif frame.opcode is None:
        yield ActionProblem(path, "the frame has no `opcode`", "give one, or exact `bytes`")
    if frame.payload is not None:
        yield from _bytes(frame.payload, (*path, "payload"))


def _controls(action: WsAction) -> Problems:
    for name in ("ping", "pong"):
        control = getattr(action, name)
        if (
            control is not None
            and isinstance(control.payload, str)
            and len(control.payload.encode()) > MAX_CONTROL_BYTES
        ):
            message = f"the payload has {len(control.payload.encode())} bytes, and a {name} holds {MAX_CONTROL_BYTES}"
            yield ActionProblem((name, "payload"), message, "send it with `raw` if that is the test")
    if action.close is not None:
        yield from _close(action.close)


def _close(close: Close) -> Problems:
    if isinstance(close.code, int):
        why = wire.why_unsendable_code(close.code)
        if why is not None:
            yield ActionProblem(("close", "code"), why, "send it with `raw` if that is the test")
    elif close.code is None and close.reason != "":
        yield ActionProblem(("close", "reason"), "a reason needs a code", "give `code: 1000`")
    if isinstance(close.reason, str) and len(close.reason.encode()) > wire.MAX_REASON_BYTES:
        size = len(close.reason.encode())
        yield ActionProblem(("close", "reason"), f"the reason has {size} bytes, and a Close frame holds 123")

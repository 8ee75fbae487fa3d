"""Mistakes in an action that no single field shows."""

from __future__ import annotations

from collections.abc import Iterator

from ...plugin import ActionProblem
from ...requests import check_body, check_options, check_url
from .model import SseAction

_WAYS = ("get", "post", "open", "on")


def check_action(action: SseAction) -> tuple[ActionProblem, ...]:
    """Every such mistake, defaults merged in."""
    found = list(_ways(action))
    if action.on is not None:
        return (*found, *_idle(action))
    for name in ("get", "post", "open"):
        found += check_url(action, name, getattr(action, name))
    return (*found, *_alone(action), *check_body(action), *check_options(action))


def _ways(action: SseAction) -> Iterator[ActionProblem]:
    given = [name for name in _WAYS if getattr(action, name) is not None]
    if not given:
        hint = "add `get: /feed`, or `open: /feed` to read it in later steps, or `on: <id>` to read on"
        yield ActionProblem((), "there is no stream", hint)
    elif len(given) > 1:
        names = " and ".join(f"`{name}`" for name in given)
        yield ActionProblem((given[1],), f"there are {len(given)} streams: {names}", "make them two steps")


def _idle(action: SseAction) -> Iterator[ActionProblem]:
    """What can have no effect on a stream that is open already."""
    for name in sorted(action.model_fields_set - {"on", "close"}):
        field = type(action).model_fields[name].alias or name
        if field not in _WAYS:
            message = f"`{field}` has no effect: the stream is open already"
            yield ActionProblem((field,), message, f"put it where `{action.on}` is opened")


def _alone(action: SseAction) -> Iterator[ActionProblem]:
    if action.close:
        yield ActionProblem(
            ("close",), "`close` goes with `on`", "a stream that a step reads at once is closed by it"
        )
    if action.method is not None and action.open is None:
        yield ActionProblem(("method",), "`method` goes with `open`", "`get` and `post` say the method themselves")
    if action.auth is not None and action.auth.digest is not None:
        hint = "ask for a token in an `http` step, or use `basic`"
        yield ActionProblem(("auth", "digest"), "a stream cannot be asked for twice, as digest would", hint)
    own = next((name for name in action.headers if name.lower() == "last-event-id"), None)
    if own is not None and (action.last_event_id is not None or action.reconnect is not None):
        hint = "give it as `last_event_id`, which goes on with each connection"
        yield ActionProblem(("headers", own), "`Last-Event-ID` is sent by `sse` itself here", hint)

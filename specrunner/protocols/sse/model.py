"""What users write under `sse:`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from ...model import AlsoWritten, Duration, Size, SpecModel, Templated
from ...requests import RequestBody, RequestOptions


class Reconnect(SpecModel):
    """What to do when the stream ends: connect again, as a browser does, with the last event id."""

    times: Templated[Annotated[int, Field(ge=0, le=1000)]] = 3
    """How many further connections at most."""
    delay: Templated[Duration] = 3.0
    """The wait before each, until the stream says another by `retry`."""
    max_delay: Templated[Duration] = 30.0
    """The longest wait, whatever `retry` says."""


def _reconnect(value: object) -> object:
    """`reconnect: true` stands for the map with nothing in it, `false` for none."""
    match value:
        case True:
            return {}
        case False:
            return {"times": 0}
    return value


class SseAction(RequestOptions, RequestBody):
    """A stream of server-sent events: `get` or `post` reads it at once, `open` leaves it open, `on` reads on."""

    get: Templated[str] | None = None
    """The URL of a GET, read until its end or until `collect` has enough: whole, or a path behind `base_url`."""
    post: Templated[str] | None = None
    """The same with a POST."""
    open: Templated[str] | None = None
    """The URL of a stream that stays open under the step's `id`, for later steps."""
    method: Templated[str] | None = None
    """The method for `open`, if it is not GET."""
    on: str | None = None
    """The `id` of the step that opened the stream to read on."""
    close: bool = False
    """Whether to close the stream named by `on`, behind what `collect` gathers."""
    last_event_id: Templated[str | int] | None = None
    """The event to go on behind, sent as `Last-Event-ID`."""
    reconnect: Annotated[Reconnect, BeforeValidator(_reconnect), AlsoWritten({"type": "boolean"})] | None = None
    """Connect again when the stream ends, as browsers do; never unless set."""
    max_event: Templated[Size] = 1 << 20
    """How large one event may be; a larger one is a fault."""

    def method_and_url(self) -> tuple[str, str] | None:
        """What to ask for; None where the stream is open already."""
        if self.get is not None:
            return "GET", self.get
        if self.post is not None:
            return "POST", self.post
        return None if self.open is None else (self.method or "GET", self.open)


def title(action: SseAction) -> str:
    """`GET /feed`, with templates as they are written."""
    if action.on is not None:
        return f"{'close' if action.close else 'read'} {action.on}"
    found = action.method_and_url()
    shown = " ".join(str(getattr(part, "text", part)) for part in found or ())
    return f"open {shown}" if action.open is not None else shown

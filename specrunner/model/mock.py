"""What users write under `services.<name>.mock`: a peer that answers as scripted."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field

from .base import Duration, Size, SpecModel, Templated
from .later import Later, LocalNames

REQUEST = LocalNames("request")
REQUEST_FIELDS = (
    "method", "path", "target", "path_values", "query", "headers", "text", "json", "form", "route", "count",
)  # fmt: skip
"""What there is to read of `request`; `json` and `form` only where the body is that."""
Text: TypeAlias = str | int | float | bool


class MockDrip(SpecModel):
    """Sends the body slowly."""

    size: Annotated[Size, Field(ge=1)] = 1
    """How much at a time."""
    every: Duration
    """The pause between them."""


class MockEvent(SpecModel):
    """One event of a stream of server-sent events."""

    event: Annotated[Later[str], REQUEST] | None = None
    """The name of the event."""
    data: Annotated[Later[str], REQUEST] | None = None
    """Its data; each line becomes a `data` field."""
    json_: Annotated[Annotated[Later[Any], REQUEST] | None, Field(alias="json")] = None
    """Its data as JSON."""
    id: Annotated[Later[str | int], REQUEST] | None = None
    """The id that a client gives back in `Last-Event-ID`."""
    retry: Duration | None = None
    """How long a client is to wait before it connects again."""
    comment: str | None = None
    """A comment line, as servers send to keep a connection alive."""
    pause: Duration = 0.0
    """The wait before it."""


class MockAnswer(SpecModel):
    """One answer of a route. Its templates read `request`: the call that is answered."""

    status: Annotated[Later[Annotated[int, Field(ge=200, le=599)]], REQUEST] | None = None
    """The status code; 200 unless set."""
    headers: Annotated[Later[dict[str, Templated[Text | list[str]]]], REQUEST] | None = None
    """Header fields; a list repeats one. `Date`, `Content-Type` and the framing are added where you give none."""
    json_: Annotated[Annotated[Later[Any], REQUEST] | None, Field(alias="json")] = None
    """The body as JSON."""
    body: Annotated[Later[str], REQUEST] | None = None
    """The body as text."""
    file: str | None = None
    """The body from a file, relative to the spec."""
    events: list[MockEvent] | None = None
    """The body as a stream of server-sent events, which ends after the last one."""
    delay: Duration = 0.0
    """How long to wait before the answer begins."""
    drip: MockDrip | None = None
    """Sends the body a few bytes at a time."""
    fault: Literal["reset", "close", "hang", "truncate", "garbage"] | None = None
    """What goes wrong: `reset` and `close` end the connection without an answer, `hang` never answers, `truncate`
    ends it in the middle of the body, `garbage` sends what is no HTTP."""


def _method(value: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", value):
        raise ValueError("must be a method, like `POST`, or `any`")
    return value.upper()


_PARAMETER = re.compile(r"\{([^{}]*)\}")


def _names_in(path: str) -> list[str]:
    return [name.removesuffix("*") for name in _PARAMETER.findall(path)]


def _path(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("must begin with `/`")
    if "?" in value or "#" in value:
        raise ValueError("has no query; say what it must have in `query`")
    names = _names_in(value)
    if any(not name.isidentifier() for name in names) or re.search(r"[{}]", _PARAMETER.sub("", value)):
        raise ValueError("must have names in braces, like `/orders/{id}`; `{rest*}` takes several segments")
    if len(set(names)) < len(names):
        raise ValueError("has one name twice")
    return value


class MockRoute(SpecModel):
    """Which calls are meant, and what they are answered. The first route that fits a call answers it."""

    name: Annotated[str, Field(min_length=1)] | None = None
    """What steps and reports call it; method and path (`GET /orders/{id}`) unless set."""
    method: Annotated[str, AfterValidator(_method)] = "GET"
    """The method; `any` takes every one."""
    path: Annotated[str, AfterValidator(_path)]
    """The path. `{id}` takes one segment, `{rest*}` what is left; both are read as `request.path_values.id`."""
    query: dict[str, Templated[Text]] = {}
    """Query parameters that the call must have, with these values."""
    headers: dict[str, Templated[Text]] = {}
    """Header fields that the call must have, with these values."""
    json_: Annotated[Annotated[Any, Field()] | None, Field(alias="json")] = None
    """What the JSON body must have: maps may have more keys, lists and values must be equal."""
    when: Annotated[Later[bool], REQUEST] | None = None
    """A condition on `request`."""
    times: Annotated[int, Field(ge=1)] | None = None
    """How many calls it answers; the next ones go on to the routes below."""
    answer: MockAnswer | None = None
    """What each call is answered; 200 without a body unless set."""
    sequence: Annotated[list[MockAnswer], Field(min_length=1)] | None = None
    """Answers in turn, instead of `answer`. The last one stays."""
    cycle: bool = False
    """Begins the `sequence` anew behind its end."""

    @property
    def title(self) -> str:
        return self.name or f"{self.method} {self.path}"

    @property
    def path_names(self) -> list[str]:
        """What `request.path_values` has."""
        return _names_in(self.path)

    @property
    def answers(self) -> list[MockAnswer]:
        return self.sequence if self.sequence is not None else [self.answer or MockAnswer()]


class Mock(SpecModel):
    """A peer on loopback, in this process, that answers as scripted and notes each call."""

    routes: Annotated[list[MockRoute], Field(min_length=1)]
    """The calls it knows. What fits none of them is answered with 404, and told in the report."""

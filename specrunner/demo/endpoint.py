"""One table row a route. The router, the checks of the input and the OpenAPI document are all made from it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from .shop import Shop
from .users import Login
from .validation import Schema

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call: any one of these doors will do, and behind it the role, where there is one."""

    doors: tuple[str, ...] = ()
    role: str | None = None


ANYONE = Access()
USER = Access(("bearer", "session"))
ADMIN = Access(("bearer", "session"), "admin")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema` of a repeatable query parameter is an array of text. A default in it is applied."""

    name: str
    where: Literal["path", "query", "header", "cookie"]
    schema: Schema
    summary: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. `headers` are names of the document's header components; `media` None means no body."""

    summary: str
    schema: Schema | None = None
    media: str | None = JSON
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a request may carry: media type by schema. An optional body may be empty, or of any other type."""

    content: Mapping[str, Schema]
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """One request, with its input already checked.

    `values` are parameters by name, those left out and without a default missing; `body` is the JSON value, or
    for a form its fields; `raw` is the body as it came.
    """

    request: Request
    shop: Shop
    now_s: float
    values: Mapping[str, Any]
    raw: bytes
    body: Any = None
    login: Login | None = None

    @property
    def caller(self) -> Login:
        """Who calls, on a route that lets in only those who say who they are."""
        if self.login is None:
            raise AssertionError("the route is open to anyone, so there may be no caller")
        return self.login


Status = int | Literal["2XX", "3XX", "4XX", "5XX"]
"""A status, or a whole class of them where each is possible."""

Handler = Callable[[Call], Response | Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route that allows GET allows HEAD too, unless HEAD has a row of its own."""

    methods: tuple[str, ...]
    path: str
    handle: Handler
    tag: str
    summary: str
    answers: Mapping[Status, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    access: Access = ANYONE
    description: str = ""


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def path(name: str, summary: str, **schema: Any) -> Parameter:
    return Parameter(name, "path", {"type": "string"} | schema, summary, is_required=True)


def query(name: str, summary: str, *, is_required: bool = False, **schema: Any) -> Parameter:
    return Parameter(name, "query", {"type": "string"} | schema, summary, is_required)


def header(name: str, summary: str, *, is_required: bool = False, **schema: Any) -> Parameter:
    return Parameter(name, "header", {"type": "string"} | schema, summary, is_required)

"""What users write of a request, whatever kind of step sends it: an address, options, a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from ..model import AlsoWritten, Size, SpecModel, Templated
from ..values import MISSING

Scalar: TypeAlias = str | int | float | bool | None
Values: TypeAlias = Templated[Scalar | list[Templated[Scalar]]]
"""One value, or a list for a name that is repeated; null leaves the name out."""

METHODS: dict[str, str] = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "head": "HEAD",
    "options": "OPTIONS",
    "query": "QUERY",
}
"""The fields that name a method and its URL in one."""

BODIES: tuple[str, ...] = ("json", "form", "multipart", "body", "file", "json_file")
"""The fields that give a body, as users write them; an action has one at most."""


class Part(SpecModel):
    """One part of a multipart body: `value` or `file`."""

    name: Templated[str]
    """The name of the form field."""
    value: Any = Field(default_factory=lambda: MISSING)
    """The content: a scalar as text, a map or list as JSON."""
    file: Templated[str] | None = None
    """A file to send as the content, relative to the spec."""
    filename: Templated[str] | None = None
    """The file name to tell the server; that of `file` unless set."""
    content_type: Templated[str] | None = None
    """The media type of the part; guessed from the file name unless set."""
    headers: dict[str, Templated[Scalar]] = {}
    """Further header fields of the part."""


class Credentials(SpecModel):
    """A user and their password."""

    username: Templated[str]
    """The user."""
    password: Templated[str]
    """The password."""


class ApiKey(SpecModel):
    """A key that the service wants to see under some name."""

    name: Templated[str]
    """The name of the header, query parameter or cookie."""
    value: Templated[str]
    """The key."""
    in_: Annotated[Literal["header", "query", "cookie"], Field(alias="in")] = "header"
    """Where it goes."""


class Auth(SpecModel):
    """How to authenticate: one of these."""

    bearer: Templated[str] | None = None
    """A token, sent as `Authorization: Bearer ...` (RFC 6750)."""
    basic: Credentials | None = None
    """User and password, sent at once (RFC 7617)."""
    digest: Credentials | None = None
    """User and password, proven to a server that challenges (RFC 7616: MD5, SHA-256, SHA-512-256)."""
    api_key: ApiKey | None = None
    """A key in a header, a query parameter or a cookie."""
    oauth: Templated[str] | None = None
    """The name of a token that an `oauth` step of the session shares; it is renewed in time."""


class Redirects(SpecModel):
    """What to do about a 3xx answer. They are not followed unless `follow` is true."""

    follow: Templated[bool] = False
    """Whether to go where `Location` points."""
    max: Templated[Annotated[int, Field(ge=0, le=50)]] = 10
    """How many redirects to follow; one more is a fault."""
    allow_downgrade: Templated[bool] = False
    """Whether a redirect may lead from https to http."""


def _version(value: object) -> object:
    # `min_version: 1.2` is a number in YAML.
    return str(value) if isinstance(value, float) else value


class Tls(SpecModel):
    """Options for https."""

    ca: Templated[str] | None = None
    """A PEM file with the authorities to trust, instead of the system's."""
    cert: Templated[str] | None = None
    """A PEM file with the client's certificate."""
    key: Templated[str] | None = None
    """A PEM file with the client's key, if it is not in `cert`."""
    verify: Templated[bool] = True
    """Whether to check the server's certificate; switched off, every report says so."""
    server_name: Templated[str] | None = None
    """The name to ask for (SNI) and to find in the certificate, instead of the URL's host."""
    min_version: (
        Annotated[
            Literal["1.0", "1.1", "1.2", "1.3"],
            BeforeValidator(_version),
            AlsoWritten({"enum": [1.0, 1.1, 1.2, 1.3]}),
        ]
        | None
    ) = None
    """The oldest version of TLS to accept."""


class Limits(SpecModel):
    """How much of an answer to take; more is a fault."""

    body: Templated[Size] | None = None
    """The decoded body. 10MiB unless set."""
    headers: Templated[Size] | None = None
    """All header fields together. 100KiB unless set."""


class RequestLine(SpecModel):
    """A method with its URL."""

    get: Templated[str] | None = None
    """The URL of a GET: whole, or a path behind `base_url`."""
    post: Templated[str] | None = None
    """The URL of a POST."""
    put: Templated[str] | None = None
    """The URL of a PUT."""
    patch: Templated[str] | None = None
    """The URL of a PATCH."""
    delete: Templated[str] | None = None
    """The URL of a DELETE."""
    head: Templated[str] | None = None
    """The URL of a HEAD."""
    options: Templated[str] | None = None
    """The URL of an OPTIONS."""
    query: Templated[str] | None = None
    """The URL of a QUERY, the safe method with a body."""
    method: Templated[str] | None = None
    """Any other method, sent exactly as written; needs `url`."""
    url: Templated[str] | None = None
    """The URL for `method`."""

    def method_and_url(self) -> tuple[str, str] | None:
        """The method and the URL as written; None when there is none. `check_action` sees that there is only one."""
        for field, method in METHODS.items():
            url: str | None = getattr(self, field)
            if url is not None:
                return method, url
        return None if self.method is None or self.url is None else (self.method, self.url)


class RequestBody(SpecModel):
    """A body in one of the ways that users write it."""

    json_: Annotated[Any, Field(alias="json", default_factory=lambda: MISSING)]
    """A body as JSON."""
    form: dict[str, Values] | None = None
    """A body as a form, `application/x-www-form-urlencoded`; a list repeats its name."""
    multipart: list[Part] | None = None
    """A body of parts, `multipart/form-data`: fields and files."""
    body: Templated[str] | None = None
    """A body as text, sent as UTF-8."""
    file: Templated[str] | None = None
    """A file to send as the body, relative to the spec."""
    json_file: Templated[str] | None = None
    """A JSON file to send as the body, relative to the spec."""
    with_: Annotated[dict[str, Any], Field(alias="with")] = {}
    """Changes to the JSON body: values by JSONPath."""

    def body_fields(self) -> list[str]:
        """The names of the fields that give a body."""
        values = {name: getattr(self, name) for name in BODIES if name != "json"}
        found = [name for name, value in values.items() if value is not None]
        return found if self.json_ is MISSING else ["json", *found]


class RequestOptions(SpecModel):
    """What goes with a request whatever its method and body: where the address begins, header fields, TLS."""

    base_url: Templated[str] | None = None
    """What stands before every URL that is not whole."""
    params: dict[str, Values] = {}
    """Query parameters, added to those in the URL; a list repeats its name, null leaves it out."""
    headers: dict[str, Values] = {}
    """Header fields; a list repeats the field, null takes out a default one."""
    cookies: dict[str, Templated[Scalar]] = {}
    """Cookies to send beside those of the session; null leaves a name out."""
    auth: Auth | None = None
    """How to authenticate."""
    redirects: Redirects = Redirects()
    """What to do about a 3xx answer: shown, not followed, unless set."""
    tls: Tls = Tls()
    """Options for https: authorities, client certificate, versions."""
    http2: Templated[bool] = False
    """Speak HTTP/2: agreed by TLS for https, by prior knowledge for http."""
    proxy: Templated[str] | None = None
    """The proxy to go through; none unless set, whatever the environment says."""
    decompress: Templated[bool] = True
    """Offer gzip, br and zstd, and decode what comes. Otherwise the body is left as it came."""
    limits: Limits = Limits()
    """How much of an answer to take."""
    allow_hosts: list[Templated[str]] = []
    """Hosts, addresses or networks to allow although the settings would block them."""


class WholeRequest(RequestOptions, RequestBody, RequestLine):
    """A whole request. Its fields stand in the order line, body, options."""


MERGED_OPTIONS: tuple[str, ...] = ("headers", "params", "cookies", "tls", "redirects", "limits")
"""The options in which an action and its defaults are merged name by name."""

_OF_CONTENT = frozenset({"accept", "content-type"})


def borrow_options(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What another kind that sends HTTP requests takes of `defaults.http`: the options, without the header fields
    that speak of the content (`Accept`, `Content-Type`), which is the kind's own."""
    found = {name: value for name, value in defaults.items() if name in RequestOptions.model_fields}
    if isinstance(headers := found.get("headers"), Mapping):
        found["headers"] = {name: value for name, value in headers.items() if name.lower() not in _OF_CONTENT}
    return found


BORROWED: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"http": borrow_options}
"""For `StepKind.borrows`: a kind whose action has the fields of `RequestOptions`."""

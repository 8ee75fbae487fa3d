"""A request as it goes out: the fields that were asked for, and those that HTTP needs beside them."""

from __future__ import annotations

import re
from functools import lru_cache

from .. import __version__
from ..events import Headers, Message
from ..lean import dataclass
from ..source import printable
from .cookies import CookieJar
from .decoding import accepted_codings
from .faults import faulty
from .model import HttpLimits, HttpRequest
from .url import Url

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_BREAK = re.compile(rb"[\r\n\x00]")
# RFC 9110 section 8.6: these announce a length even of no body.
_WITH_CONTENT = frozenset(("POST", "PUT", "PATCH"))
_FRAMING = frozenset(("content-length", "transfer-encoding"))


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: `key` is its name in lower case, `text` for the record, `value` for the wire."""

    name: str
    key: str
    text: str
    value: bytes

    @property
    def line(self) -> bytes:
        return b"%b: %b\r\n" % (self.name.encode("ascii"), self.value)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`fields` start with Host; `body` is as it goes out (in one chunk, where Transfer-Encoding was asked for)."""

    method: str
    url: Url
    fields: tuple[Field, ...]
    body: bytes
    limits: HttpLimits
    expects_continue: bool
    keeps_alive: bool
    is_upgrade: bool = False

    def http1_head(self, proxy_fields: tuple[Field, ...] | None = None) -> bytes:
        """Request line and fields. With `proxy_fields` (of a forwarding proxy) the request line has the whole URL."""
        target = self.url.target if proxy_fields is None else self.url.text
        lines = [f"{self.method} {target} HTTP/1.1\r\n".encode("ascii")]
        lines += [field.line for field in self.fields]
        lines += [field.line for field in proxy_fields or ()]
        lines.append(b"\r\n")
        return b"".join(lines)


def assemble(request: HttpRequest, url: Url, jar: CookieJar, at_s: float) -> tuple[Outgoing, Message]:
    """The request to send, and as a message for the record; raises FaultRaised (`request`) where it breaks HTTP."""
    if not _TOKEN.fullmatch(request.method):
        raise faulty("request", "", f"`{printable(request.method)}` is no HTTP method")
    own = [read_field(name, text) for name, text in request.headers]
    given = {field.key: field for field in own}
    body = request.body or b""
    fields = _all_fields(request, url, jar, own, given)
    outgoing = Outgoing(
        request.method,
        url,
        fields,
        _in_one_chunk(body) if "transfer-encoding" in given else body,
        request.limits,
        _has_token(given.get("expect"), "100-continue") and bool(body),
        not _has_token(given.get("connection"), "close") and _is_true_length(given.get("content-length"), body),
        request.is_upgrade,
    )
    headers = Headers(tuple((field.name, field.text) for field in fields))
    attributes: dict[str, object] = {"method": request.method, "url": url.text}
    return outgoing, Message(f"{request.method} {url.text}", headers, body, attributes, at_s, len(body))


def _all_fields(
    request: HttpRequest, url: Url, jar: CookieJar, own: list[Field], given: dict[str, Field]
) -> tuple[Field, ...]:
    """Host first (RFC 9110 section 7.2), our additions, the user's fields in their order, cookies, length."""
    omitted = {name.lower() for name in request.omit_headers} if request.omit_headers else frozenset[str]()
    fields = [given.get("host") or _host_field(url.authority)]
    for field in default_fields(decompress=request.decompress):
        if field.key not in given and field.key not in omitted:
            fields.append(field)
    fields += [field for field in own if field.key != "host"]
    if "cookie" not in given and "cookie" not in omitted:
        fields += _cookie_field(request, url, jar)
    if (request.body is not None or request.method in _WITH_CONTENT) and not (
        given.keys() & _FRAMING or "content-length" in omitted
    ):
        fields.append(make_field("Content-Length", str(len(request.body or b""))))
    return tuple(fields)


def read_field(name: str, text: str | bytes) -> Field:
    """A field as a user gave it, checked."""
    if not _TOKEN.fullmatch(name):
        raise faulty("request", "", f"`{printable(name)}` is no name of a header field")
    value = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if _BREAK.search(value):
        hint = "a line break in it would start another header; encode it, for example with `base64`"
        raise faulty("request", "", f"the header `{name}` holds a line break or NUL", hint)
    return Field(name, name.lower(), text if isinstance(text, str) else text.decode("latin-1"), value)


def make_field(name: str, text: str) -> Field:
    """A field of our own, in ASCII."""
    return Field(name, name.lower(), text, text.encode("ascii"))


@lru_cache(maxsize=256)
def _host_field(authority: str) -> Field:
    return make_field("Host", authority)


@lru_cache(maxsize=2)
def default_fields(*, decompress: bool) -> tuple[Field, ...]:
    fields = (make_field("User-Agent", f"specrunner/{__version__}"), make_field("Accept", "*/*"))
    return (*fields, make_field("Accept-Encoding", accepted_codings())) if decompress else fields


def _cookie_field(request: HttpRequest, url: Url, jar: CookieJar) -> list[Field]:
    own = {name for name, _ in request.cookies}
    # The jar keeps what came as latin-1, so that it goes back as it was.
    pairs = [(name, value, "latin-1") for name, value in jar.pairs_for(url) if name not in own]
    pairs += [(name, value, "utf-8") for name, value in request.cookies]
    if not pairs:
        return []
    value = b"; ".join(f"{name}={value}".encode(encoding) for name, value, encoding in pairs)
    if _BREAK.search(value):
        raise faulty(
            "request", "", "a cookie to send holds a line break or NUL", "encode it, for example with `base64`"
        )
    return [Field("Cookie", "cookie", "; ".join(f"{name}={value}" for name, value, _ in pairs), value)]


def _in_one_chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"


def _has_token(field: Field | None, token: str) -> bool:
    return field is not None and token in (part.strip().lower() for part in field.text.split(","))


def _is_true_length(field: Field | None, body: bytes) -> bool:
    """Whether the length that a user gave is right: behind a wrong one nothing more can be sent."""
    return field is None or field.text.strip() == str(len(body))

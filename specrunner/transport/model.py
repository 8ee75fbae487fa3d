"""What is asked of the HTTP transport, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Protocol

from ..events import Fault, Message
from ..lean import dataclass
from .address import AddressPolicy


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """`ca` replaces the system's authorities; `cert` and `key` are PEM files (`key` may be inside `cert`).

    `server_name` is sent as SNI and checked against the certificate instead of the URL's host. `min_version` is
    `1.0 1.1 1.2` or `1.3`.
    """

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    verify: bool = True
    server_name: str | None = None
    min_version: str | None = None


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """`body_bytes` counts decoded bytes (and, as a guard, those on the wire); `header_bytes` the whole head."""

    body_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 100 * 1024
    header_count: int = 1000
    interim: int = 20


@dataclass(frozen=True, slots=True)
class RedirectPolicy:
    """`max` redirects are followed when `follow`; from https to http only with `allow_downgrade`."""

    follow: bool = False
    max: int = 10
    allow_downgrade: bool = False


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request, complete but for what the transport adds unless it is given or named in `omit_headers`:

    Host, User-Agent, Accept, Accept-Encoding (with `decompress`), Content-Length, and Cookie from the session's jar.
    Header text is sent as UTF-8; bytes as they are. `cookies` are sent beside the jar's and win over it by name; a
    Cookie header replaces both. `sensitive_headers` (any case) are not sent to another origin on a redirect, nor are
    Authorization, Proxy-Authorization and Cookie. `proxy` is an `http://` or `https://` URL. `addresses` overrides
    the transport's own policy. `is_upgrade`: an answer of 101 ends HTTP on the connection (`HttpTransport.upgrade`).
    """

    method: str
    url: str
    headers: tuple[tuple[str, str | bytes], ...] = ()
    body: bytes | None = None
    http2: bool = False
    tls: TlsOptions = field(default_factory=TlsOptions)
    proxy: str | None = None
    limits: HttpLimits = field(default_factory=HttpLimits)
    decompress: bool = True
    follow: RedirectPolicy = field(default_factory=RedirectPolicy)
    sensitive_headers: frozenset[str] = frozenset()
    cookies: tuple[tuple[str, str], ...] = ()
    omit_headers: frozenset[str] = frozenset()
    addresses: AddressPolicy | None = None
    is_upgrade: bool = False


@dataclass(frozen=True, slots=True)
class HttpHop:
    """One request and its answer; a redirect followed makes one hop more.

    `request.attributes`: `method`, `url`. `response.attributes`: `status`, `reason`, `http_version`
    (`HTTP/1.1`, `HTTP/2`), `url`, `remote_address` (`127.0.0.1:8080`), `reused` (was the connection open already),
    `wire_size` (bytes of the body before decoding), `interim` (list of `{status, reason, headers}` of 1xx answers),
    `trailers` (list of pairs) and `tls` (None over plain TCP, else a map of `version cipher alpn verified subject
    issuer san not_before not_after`; dates are ISO 8601 in UTC). Header bytes that are no ASCII are kept as latin-1.

    `response` is also there when only its body went wrong: with as much of it as came.
    `timing_s`: `dns connect tls` (absent on a reused connection), `first_byte` since the hop's start, `total`.
    """

    request: Message
    response: Message | None = None
    timing_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpResult:
    """All hops in order; the last one is the answer. `started_s` is on the transport's clock.

    `timing_s` is that of the last hop, but `total` covers all of them. `fault` says why there is no whole answer.
    """

    hops: tuple[HttpHop, ...] = ()
    fault: Fault | None = None
    timing_s: Mapping[str, float] = field(default_factory=dict)
    started_s: float = 0.0
    notices: tuple[str, ...] = ()


class SendProgress(Protocol):
    """How far a request has come: `phase` is one of `dns connect tls send first_byte body`, empty before the first.

    `bytes_received` counts those of the current hop's body on the wire. `attributes` gets `url`, `remote_address`
    and `bytes_expected` (from Content-Length) as they become known.
    """

    phase: str
    bytes_received: int
    sent: list[Message]
    attributes: dict[str, object]

"""The URL of a readiness probe, taken apart."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from ..lean import dataclass
from ..source import printable

_DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986 section 2: what may stand in a path or query as it is; `%` too, since it may be encoded already.
_PLAIN = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """`authority` is the Host field; `path` has the query and is percent-encoded."""

    url: str
    host: str
    port: int
    authority: str
    path: str
    is_tls: bool


def read_target(url: str) -> HttpTarget:
    """Raises ValueError with a sentence when it is no usable http or https URL."""
    if any(character <= " " or character == "\x7f" for character in url):
        raise ValueError(f"`{printable(url)}` has a space or a control character in it")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"`{url}` is no URL: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(f"`{url}` does not begin with http:// or https://")
    if not parts.hostname:
        raise ValueError(f"`{url}` names no host")
    authority = parts.netloc.rpartition("@")[2]
    path = quote(parts.path or "/", safe=_PLAIN) + (f"?{quote(parts.query, safe=_PLAIN)}" if parts.query else "")
    return HttpTarget(
        url=url,
        host=parts.hostname,
        port=port or _DEFAULT_PORTS[parts.scheme],
        authority=authority.encode("idna").decode() if not authority.isascii() else authority,
        path=path,
        is_tls=parts.scheme == "https",
    )

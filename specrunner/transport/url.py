"""Absolute http and https addresses: checked, split, and joined; never normalised beyond what HTTP needs.

A test of a path like `/a/../%2e%2e/b` must reach the wire as written, so only what cannot be sent is encoded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin

from ..lean import dataclass
from ..source import printable
from ..values import shortened
from .address import read_ip
from .faults import faulty

_PARTS = re.compile(r"([^:/?#]*):(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_\-]*[A-Za-z0-9_])?")
# What a request target may hold as it is: RFC 3986 characters, and those that browsers send bare.
_UNSENDABLE = re.compile(r"[^!-~]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Url:
    """`host` is in ASCII and lower case, without brackets; `target` the path and query for the request line.

    `where` is `host:port`; `authority` the same without the scheme's own port, for the Host field. Both have brackets
    around IPv6. Made by `read_url`.
    """

    scheme: str
    host: str
    port: int
    target: str
    where: str
    authority: str
    text: str

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.text


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _bad(text: str, why: str, hint: str | None = None) -> Exception:
    return faulty("url", "", f"`{printable(shortened(text, 200))}` cannot be called: {why}", hint)


@lru_cache(maxsize=1024)
def read_url(text: str) -> Url:
    """An absolute http or https URL; raises FaultRaised (`url`) that says what is wrong with it."""
    found = _CONTROL.search(text)
    if found:
        raise _bad(text, f"it holds the control character {found[0]!r} at position {found.start() + 1}")
    parts = _PARTS.fullmatch(text)
    # `localhost:8080/x` parses as scheme `localhost`; say what is missing instead.
    if parts is None or not parts[1] or (parts[2] is None and parts[1].lower() not in DEFAULT_PORTS):
        looks_relative = parts is None or not parts[1] or text.startswith("/")
        what = "it has no scheme and host" if looks_relative else "it does not start with http:// or https://"
        raise _bad(text, what, "write it whole (`http://host/path`), or give a `base_url`")
    scheme = parts[1].lower()
    if not _SCHEME.fullmatch(scheme) or scheme not in DEFAULT_PORTS:
        raise _bad(text, f"the scheme is `{printable(parts[1])}`, and only http and https can be called")
    if not parts[2]:
        raise _bad(text, "there is no host in it", f"write `{scheme}://host/path`")
    host, port = _read_authority(text, parts[2], DEFAULT_PORTS[scheme])
    path = parts[3] or "/"
    target = _UNSENDABLE.sub(_percent_encoded, path + (parts[4] or ""))
    where = f"{_bracketed(host)}:{port}"
    authority = _bracketed(host) if port == DEFAULT_PORTS[scheme] else where
    return Url(scheme, host, port, target, where, authority, f"{scheme}://{authority}{target}")


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def _read_authority(text: str, authority: str, default_port: int) -> tuple[str, int]:
    if "@" in authority:
        hint = "give the user and password as `auth: {basic: {...}}`, so that reports do not show them"
        raise _bad(_without_userinfo(text), "it carries credentials", hint)
    if "\\" in authority:
        raise _bad(text, "there is a backslash in the host")
    if authority.startswith("["):
        host_text, bracket, rest = authority.partition("]")
        if not bracket:
            raise _bad(text, "the bracket of the IPv6 address is not closed")
        host_text += bracket
    else:
        host_text, _, rest = authority.partition(":")
        rest = authority[len(host_text) :]
        if rest.count(":") > 1:
            if read_ip(authority) is None:
                raise _bad(text, f"`{printable(authority)}` has more than one port")
            raise _bad(text, "an IPv6 address needs brackets", f"write `[{authority}]`")
    if rest and not rest.startswith(":"):
        raise _bad(text, f"`{printable(rest)}` after the IPv6 address is no port")
    return _read_host(text, host_text), _read_port(text, rest[1:], default_port)


def _without_userinfo(text: str) -> str:
    return re.sub(r"//[^/?#]*@", "//***@", text, count=1)


def _read_port(text: str, port: str, default: int) -> int:
    if not port:
        return default
    if not (port.isascii() and port.isdigit()) or not 0 < int(port[:6]) < 65536:
        raise _bad(text, f"`{printable(port)}` is no port (1 to 65535)")
    return int(port)


def _read_host(text: str, host: str) -> str:
    if host.startswith("["):
        address = read_ip(host)
        if address is None:
            raise _bad(text, f"`{printable(host)}` is no IPv6 address")
        return str(address)
    if not host:
        raise _bad(text, "there is no host in it")
    if " " in host:
        raise _bad(text, f"there is a space in the host `{host}`")
    name = host.rstrip(".").lower()
    if read_ip(host) is not None:
        return name
    labels = [_ascii_label(text, label) for label in name.split(".")]
    whole = ".".join(labels)
    if len(whole) > 253:
        raise _bad(text, f"the host has {len(whole)} characters, and 253 are allowed")
    return whole


def _ascii_label(text: str, label: str) -> str:
    """One label of a host name in ASCII; other scripts by IDNA (`münchen` -> `xn--mnchen-3ya`)."""
    if not label:
        raise _bad(text, "two dots follow each other in the host, or it starts with one")
    try:
        encoded = label if label.isascii() else label.encode("idna").decode("ascii")
    except UnicodeError:
        raise _bad(text, f"`{printable(label)}` is not allowed in a host name") from None
    if len(encoded) > 63:
        shown = printable(shortened(label, 20))
        why = f"the label `{shown}` of the host has {len(encoded)} characters, and 63 are allowed"
        raise _bad(text, why)
    if not _LABEL.fullmatch(encoded):
        raise _bad(text, f"`{printable(label)}` is not allowed in a host name")
    return encoded


def join_url(base: Url, location: str) -> str:
    """Where a Location leads, seen from `base` (RFC 9110 section 10.2.2); the result is still to be checked."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", location):
        return location
    if location.startswith("//"):
        return f"{base.scheme}:{location}"
    return urljoin(str(base), location)

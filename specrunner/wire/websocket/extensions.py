"""Sec-WebSocket-Extensions: what a server answered, read strictly (RFC 6455 section 9.1, RFC 7692 section 7.1)."""

from __future__ import annotations

import re

from ...lean import dataclass
from ..fields import is_token
from .deflate import NAME, DeflateOffer, DeflateTerms
from .invalid import HandshakeInvalid

_BITS = re.compile(r"[89]|1[0-5]")
_FLAGS = ("client_no_context_takeover", "server_no_context_takeover")
_WINDOWS = ("client_max_window_bits", "server_max_window_bits")
_MEMBER = re.compile(r'((?:[^",]|"(?:[^"\\]|\\.)*")*)(?:,|$)')


@dataclass(frozen=True, slots=True)
class ExtensionText:
    """One member of the field: its name, and its parameters in order, None for those without a value."""

    name: str
    parameters: tuple[tuple[str, str | None], ...]


def read_extensions(values: list[str]) -> list[ExtensionText]:
    """Raises HandshakeInvalid for what is no list of extensions."""
    found: list[ExtensionText] = []
    for member in _members(",".join(values)):
        name, *rest = (part.strip() for part in member.split(";"))
        if not is_token(name):
            raise HandshakeInvalid(f"`{member}` in Sec-WebSocket-Extensions is no extension")
        found.append(ExtensionText(name, tuple(_parameter(member, part) for part in rest)))
    return found


def _members(text: str) -> list[str]:
    return [found[1].strip() for found in _MEMBER.finditer(text) if found[1].strip()]


def _parameter(member: str, part: str) -> tuple[str, str | None]:
    name, equals, value = (each.strip() for each in part.partition("="))
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if not is_token(name) or (equals and not is_token(value)):
        raise HandshakeInvalid(f"`{member}` in Sec-WebSocket-Extensions has a parameter that is none: `{part}`")
    return name, value if equals else None


def agree_on_deflate(offer: DeflateOffer, answer: ExtensionText) -> DeflateTerms:
    """What a server's acceptance comes to. Raises HandshakeInvalid where it takes what was not offered."""
    said: dict[str, str | None] = {}
    for name, value in answer.parameters:
        if name in said:
            raise _refused(f"says `{name}` twice")
        said[name] = value
        if name in _FLAGS and value is not None:
            raise _refused(f"gives `{name}` a value")
        if name in _WINDOWS and (value is None or not _BITS.fullmatch(value)):
            raise _refused(
                f"says `{name}={value}`, which is no number from 8 to 15" if value else f"gives `{name}` no value"
            )
        if name not in (*_FLAGS, *_WINDOWS):
            raise _refused(f"has a parameter `{name}`, which there is not")
    if "client_max_window_bits" in said and offer.client_max_window_bits is None:
        raise _refused("limits the client's window, which was not offered")
    if offer.server_no_context_takeover and "server_no_context_takeover" not in said:
        raise _refused("leaves out `server_no_context_takeover`, which was asked for")
    client_bits = int(said.get("client_max_window_bits") or offer.client_max_window_bits or 15)
    server_bits = int(said.get("server_max_window_bits") or 15)
    wanted = offer.server_max_window_bits
    if wanted is not None and server_bits > wanted:
        raise _refused(f"uses a window of {server_bits} bits, where at most {wanted} were asked for")
    if offer.client_max_window_bits and client_bits > offer.client_max_window_bits:
        raise _refused(f"wants a window of {client_bits} bits, where {offer.client_max_window_bits} were offered")
    return DeflateTerms(
        offer.client_no_context_takeover or "client_no_context_takeover" in said,
        "server_no_context_takeover" in said,
        client_bits,
        server_bits,
    )


def _refused(what: str) -> HandshakeInvalid:
    return HandshakeInvalid(f"the answer's `{NAME}` {what} (RFC 7692 section 7.1)")

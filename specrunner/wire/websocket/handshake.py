"""The opening handshake over HTTP/1.1, the client's half (RFC 6455 section 4.1)."""

from __future__ import annotations

import base64
import hashlib

from ...events import Headers
from ...lean import dataclass
from .deflate import NAME, DeflateOffer, DeflateTerms
from .extensions import agree_on_deflate, read_extensions
from .invalid import HandshakeInvalid

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class WebSocketOffer:
    """What a client asks for. `key` is None where the request has none: its proof cannot be checked then.

    `extensions` are members of Sec-WebSocket-Extensions as written, beside `deflate`.
    """

    key: str | None
    subprotocols: tuple[str, ...] = ()
    deflate: DeflateOffer | None = None
    extensions: tuple[str, ...] = ()

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The fields of the request beside those that any request has."""
        fields = [("Upgrade", "websocket"), ("Connection", "Upgrade")]
        if self.key is not None:
            fields.append(("Sec-WebSocket-Key", self.key))
        fields.append(("Sec-WebSocket-Version", "13"))
        if self.subprotocols:
            fields.append(("Sec-WebSocket-Protocol", ", ".join(self.subprotocols)))
        offered = (*((self.deflate.text,) if self.deflate is not None else ()), *self.extensions)
        if offered:
            fields.append(("Sec-WebSocket-Extensions", ", ".join(offered)))
        return tuple(fields)


@dataclass(frozen=True, slots=True)
class WebSocketAgreement:
    """What a server chose of an offer. `extensions` are the members of its answer."""

    subprotocol: str | None = None
    deflate: DeflateTerms | None = None
    extensions: tuple[str, ...] = ()


def websocket_key(nonce: bytes) -> str:
    """The Sec-WebSocket-Key of 16 random bytes."""
    return base64.b64encode(nonce).decode("ascii")


def websocket_accept(key: str) -> str:
    """The Sec-WebSocket-Accept that proves that a server read this key."""
    return base64.b64encode(hashlib.sha1(key.encode("utf-8") + _GUID, usedforsecurity=False).digest()).decode("ascii")


def read_websocket_answer(offer: WebSocketOffer, headers: Headers) -> WebSocketAgreement:
    """What a 101 answer agrees to. Raises HandshakeInvalid, which says what is wrong with it."""
    upgrade = headers.all("upgrade")
    if [value.strip().lower() for value in upgrade] != ["websocket"]:
        said = f"`{', '.join(upgrade)}`" if upgrade else "nothing"
        raise HandshakeInvalid(f"the answer upgrades to {said}, not to `websocket`")
    tokens = [token.strip().lower() for value in headers.all("connection") for token in value.split(",")]
    if "upgrade" not in tokens:
        raise HandshakeInvalid("the answer's Connection field does not say `Upgrade`")
    _check_accept(offer, headers.all("sec-websocket-accept"))
    subprotocol = _subprotocol(offer, headers.all("sec-websocket-protocol"))
    return _with_extensions(offer, subprotocol, headers.all("sec-websocket-extensions"))


def _check_accept(offer: WebSocketOffer, values: list[str]) -> None:
    if len(values) != 1:
        how = f"{len(values)} Sec-WebSocket-Accept fields" if values else "no Sec-WebSocket-Accept"
        raise HandshakeInvalid(f"the answer has {how}", "is that a WebSocket server?")
    if offer.key is not None and values[0].strip() != websocket_accept(offer.key):
        hint = "did a proxy or a cache answer instead of the server?"
        message = (
            f"the answer's Sec-WebSocket-Accept is `{values[0]}`, and `{websocket_accept(offer.key)}` proves the key"
        )
        raise HandshakeInvalid(message, hint)


def _subprotocol(offer: WebSocketOffer, values: list[str]) -> str | None:
    if not values:
        return None
    if len(values) > 1:
        raise HandshakeInvalid(f"the answer chooses {len(values)} subprotocols: {', '.join(values)}")
    chosen = values[0].strip()
    if chosen not in offer.subprotocols:
        offered = ", ".join(f"`{name}`" for name in offer.subprotocols) or "none"
        raise HandshakeInvalid(f"the answer chooses the subprotocol `{chosen}`, and offered were: {offered}")
    return chosen


def _with_extensions(offer: WebSocketOffer, subprotocol: str | None, values: list[str]) -> WebSocketAgreement:
    terms: DeflateTerms | None = None
    offered = {text.partition(";")[0].strip() for text in offer.extensions}
    found = read_extensions(values)
    for extension in found:
        if extension.name == NAME and offer.deflate is not None:
            if terms is not None:
                raise HandshakeInvalid(f"the answer accepts `{NAME}` twice")
            terms = agree_on_deflate(offer.deflate, extension)
        elif extension.name not in offered:
            raise HandshakeInvalid(f"the answer uses the extension `{extension.name}`, which was not offered")
    texts = [member.strip() for value in values for member in value.split(",") if member.strip()]
    return WebSocketAgreement(subprotocol, terms, tuple(texts))

"""What users write under `tcp:`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ...model import EXPRESSION_MARK, AlsoWritten, Duration, Size, SpecModel, Templated
from ...requests import Tls
from ...values import Template


class Drip(SpecModel):
    """Sends slowly: a few bytes, a pause, a few bytes."""

    size: Annotated[Size, Field(ge=1)] = 1
    """How much at a time."""
    every: Duration
    """The pause between them."""


class Piece(SpecModel):
    """One thing to do on the connection: exactly one of its keys but `times` and `drip`, which go with bytes."""

    text: Templated[str] | None = None
    """Text, sent as UTF-8, exactly as written: no line break is added."""
    line: Templated[str] | None = None
    """Text with CR LF behind it."""
    hex: Templated[str] | None = None
    """Bytes as hexadecimal digits; blanks between them do not count."""
    base64: Templated[str] | None = None
    """Bytes as base64."""
    file: Templated[str] | None = None
    """The bytes of a file, relative to the spec."""
    times: Templated[Annotated[int, Field(ge=1, le=10_000_000)]] = 1
    """How many times the bytes are repeated."""
    drip: Drip | None = None
    """Sends the bytes slowly."""
    pause: Templated[Duration] | None = None
    """Waits, and reads meanwhile."""
    wait_for: str | None = None
    """A regular expression: goes on when what came, since the last such wait, has a match."""
    half_close: Literal[True] | None = None
    """Ends our side of the connection, and goes on reading."""
    reset: Literal[True] | None = None
    """Breaks the connection off (TCP RST)."""


def _piece(value: object) -> object:
    return {"text": value} if isinstance(value, str | Template) else value


def _pieces(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Reading(SpecModel):
    """When to stop reading, after everything was sent."""

    until: str = "close"
    """`close`: the peer ends the connection. Anything else is a regular expression that what came must match."""
    within: Templated[Duration] = 5.0
    """The longest to wait for that, from the last byte sent."""
    idle: Templated[Duration] | None = None
    """Enough when nothing came for so long."""
    max: Templated[Size] = 1024 * 1024
    """The most to read."""


def _address(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("must be `host:port`, or a URL whose host and port to connect to")
    return value


class TcpAction(SpecModel):
    """A connection on which exactly these bytes are sent, and all that comes is kept."""

    connect: Annotated[Templated[str] | None, BeforeValidator(_address)] = None
    """Where to: `host:port`, or a URL, of which host and port count; `https://` means TLS."""
    send: Annotated[
        list[Annotated[Piece, BeforeValidator(_piece), AlsoWritten({"type": "string"}, dict(EXPRESSION_MARK))]],
        BeforeValidator(_pieces),
        AlsoWritten({"type": "string"}),
    ] = []
    """What to send, in order: texts, or maps of one key (`hex`, `line`, `pause`, `half_close`, ...)."""
    read: Reading = Reading()
    """When to stop reading."""
    tls: Tls = Tls()
    """Options for TLS, where the address is an `https://` URL."""


PIECES = ("text", "line", "hex", "base64", "file", "pause", "wait_for", "half_close", "reset")
"""The keys that say what a piece is."""
BYTES = ("text", "line", "hex", "base64", "file")
"""Those of them that send something."""


def piece_key(piece: Piece) -> str:
    """The key that says what the piece is."""
    return next(key for key in PIECES if getattr(piece, key) is not None)


def title(action: TcpAction) -> str:
    """`tcp 127.0.0.1:80`, with templates as they are written."""
    where: Any = action.connect
    return f"tcp {getattr(where, 'text', where)}"

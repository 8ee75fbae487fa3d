"""What users write under `ws:`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ...model import AlsoWritten, Duration, Later, LocalNames, Size, SpecModel, Templated
from ...requests import Limits, RequestOptions
from ...values import MISSING

ACTIONS: tuple[str, ...] = ("send", "receive", "ping", "pong", "silence", "close", "closed", "raw", "drop", "reading")
"""What can be done on an open connection, one at a time."""

CONTENTS: tuple[str, ...] = ("json", "text", "binary", "fragments")
"""The fields that give the content of a message."""


def _short(field: str) -> BeforeValidator:
    """Lets a scalar stand for a map with one field."""

    def read(value: object) -> object:
        return value if isinstance(value, dict | SpecModel) else {field: value}

    return BeforeValidator(read)


class _OneOrMore:
    """Lets one element stand for a list of it."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        def listed(value: object) -> object:
            return value if isinstance(value, list) else [value]

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


_DURATION = {"type": "string", "examples": ["300ms", "2s"]}


class Bytes(SpecModel):
    """Bytes: one of these."""

    hex: Templated[str] | None = None
    """As hexadecimal digits; blanks between them do not matter."""
    base64: Templated[str] | None = None
    """In Base64."""
    text: Templated[str] | None = None
    """As text, in UTF-8."""
    file: Templated[str] | None = None
    """The content of a file, relative to the spec."""


class Fragment(Bytes):
    """One frame of a message; a bare text is a text fragment. With `ping` it is a Ping between two of them."""

    ping: Templated[str] | None = None
    """Sends a Ping with this payload at this place."""


class Sending(SpecModel):
    """One message to send: `json`, `text`, `binary` or `fragments`."""

    json_: Annotated[Any, Field(alias="json", default_factory=lambda: MISSING)]
    """A text message with this value as JSON."""
    text: Templated[str] | None = None
    """A text message."""
    binary: Bytes | None = None
    """A binary message."""
    fragments: list[Annotated[Fragment, _short("text"), AlsoWritten({"type": "string"})]] | None = None
    """A message in several frames: all of text, or all of `hex`, `base64` and `file`."""
    compress: Templated[bool] = True
    """Whether to compress it, where `deflate` was agreed on."""
    times: Templated[Annotated[int, Field(ge=1, le=1_000_000)]] = 1
    """How many times to send it."""


class Frame(SpecModel):
    """One frame, right or wrong; or `bytes`, as they are."""

    bytes: Bytes | None = None
    """Exact bytes for the wire, instead of a frame."""
    opcode: (
        Annotated[int, Field(ge=0, le=15)] | Literal["continuation", "text", "binary", "close", "ping", "pong"] | None
    ) = None
    """The opcode, as a name or a number from 0 to 15."""
    payload: Annotated[Bytes, _short("text"), AlsoWritten({"type": "string"})] | None = None
    """The payload; a bare text in UTF-8."""
    fin: bool = True
    """Whether it says to be the last of its message."""
    rsv: list[Annotated[int, Field(ge=1, le=3)]] = []
    """The reserved bits to set: 1, 2, 3. Bit 1 stands for a compressed message."""
    mask: bool = True
    """Whether to mask it, as a client must."""
    length: Annotated[int, Field(ge=0, lt=1 << 64)] | None = None
    """The length that the header says, whatever the payload has."""
    length_form: Literal["shortest", "2 bytes", "8 bytes"] = "shortest"
    """How to write the length."""


class Receive(SpecModel):
    """Takes the oldest message that no step has had, or waits for the next one."""

    within: Templated[Duration] = 5.0
    """The longest to wait."""


class Ping(SpecModel):
    """Sends a Ping and waits for its Pong."""

    payload: Templated[str] | None = None
    """Its payload, up to 125 bytes; one of its own unless set."""
    pong_within: Templated[Duration] = 5.0
    """The longest to wait for the Pong."""


class Pong(SpecModel):
    """Sends a Pong that nobody asked for."""

    payload: Templated[str] = ""
    """Its payload, up to 125 bytes."""


class Silence(SpecModel):
    """Waits, and expects that no message comes."""

    for_: Annotated[Templated[Duration], Field(alias="for")]
    """How long nothing may come."""


class Close(SpecModel):
    """The closing handshake, begun by this side."""

    code: Templated[int] | None = 1000
    """The code to send; null sends a Close frame without one."""
    reason: Templated[str] = ""
    """The reason to send, up to 123 bytes."""
    within: Templated[Duration] = 5.0
    """The longest to wait for the server's Close frame."""


class AwaitClosed(SpecModel):
    """Waits for the server to end the connection."""

    within: Templated[Duration] = 5.0
    """The longest to wait."""


class DeflateOptions(SpecModel):
    """What to offer for permessage-deflate (RFC 7692)."""

    client_no_context_takeover: bool = False
    """Compress each message of this side by itself."""
    server_no_context_takeover: bool = False
    """Ask the server to compress each message by itself."""
    client_max_window_bits: Annotated[int, Field(ge=9, le=15)] | None = None
    """The largest window of this side; the server may choose unless set."""
    server_max_window_bits: Annotated[int, Field(ge=9, le=15)] | None = None
    """The largest window to ask of the server."""


class SocketLimits(Limits):
    """How much to take; more ends the connection, and is a fault."""

    message: Templated[Size] | None = None
    """One message, also before it is decompressed: 16MiB unless set; closes with 1009."""
    fragments: Annotated[int, Field(ge=1)] | None = None
    """The frames of one message: 100,000 unless set; closes with 1008."""
    controls: Annotated[int, Field(ge=1)] | None = None
    """Pings and Pongs within one second: 1,000 unless set; closes with 1008."""
    unread: Templated[Size] | None = None
    """All messages that wait for a step to read them: 64MiB unless set; closes with 1008."""


class SocketHandler(SpecModel):
    """Answers a message by itself while steps do something else. What it takes no step receives."""

    when: Annotated[Later[bool], LocalNames("message")] | None = None
    """Whether it takes the message, which is `message` here: `type text json size`. It takes all unless set."""
    reply: Annotated[Later[Sending], LocalNames("message")] | None = None
    """The message to answer with; it can read `message` too."""
    ignore: bool = False
    """Takes the message and does nothing."""
    delay: Duration = 0.0
    """How long to wait with the answer."""
    times: Annotated[int, Field(ge=1)] | None = None
    """How many messages it takes; no limit unless set."""


class WsAction(RequestOptions):
    """Opens a WebSocket connection with `url`, or does one thing `on` one that is open."""

    url: Templated[str] | None = None
    """Opens a connection: `ws://` or `wss://` (or http, https), or a path behind `base_url`."""
    method: Templated[str] = "GET"
    """The method of the handshake; only GET is right."""
    subprotocols: list[Templated[str]] = []
    """The subprotocols to offer, the best first."""
    origin: Templated[str] | None = None
    """The `Origin` of the page that a browser would be on."""
    deflate: bool | DeflateOptions = False
    """Offers compression, permessage-deflate: `true`, or its options."""
    extensions: list[Templated[str]] = []
    """Other extensions to offer, as they stand in `Sec-WebSocket-Extensions`."""
    answer_pings: Templated[bool] = True
    """Whether to answer each Ping with a Pong by itself."""
    limits: SocketLimits = SocketLimits()
    """How much to take."""
    handlers: list[SocketHandler] = []
    """Answers that go out by themselves: the first handler that takes a message has it."""
    on: str | None = None
    """The id of the step that opened the connection. With nothing beside it the step looks at the session."""
    send: Annotated[list[Sending], _OneOrMore()] | None = None
    """Sends a message, or several."""
    receive: Annotated[Receive, _short("within"), AlsoWritten(_DURATION)] | None = None
    """Takes the next message; a bare duration says how long to wait."""
    ping: Annotated[Ping, _short("payload"), AlsoWritten({"type": "string"})] | None = None
    """Sends a Ping and measures the time to its Pong."""
    pong: Annotated[Pong, _short("payload"), AlsoWritten({"type": "string"})] | None = None
    """Sends a Pong that nobody asked for."""
    silence: Annotated[Silence, _short("for"), AlsoWritten(_DURATION)] | None = None
    """Expects that no message comes, for a duration."""
    close: Annotated[Close, _short("code"), AlsoWritten({"type": "integer"})] | None = None
    """Closes the connection, and waits for the server to agree; a bare number is the code."""
    closed: Annotated[AwaitClosed, _short("within"), AlsoWritten(_DURATION)] | None = None
    """Waits for the server to end the connection; a bare duration says how long."""
    raw: Annotated[list[Frame], _OneOrMore()] | None = None
    """Sends frames that a library would refuse to send, or exact bytes."""
    drop: Literal["fin", "reset"] | None = None
    """Ends TCP at once, without a Close frame: in order (`fin`) or not (`reset`)."""
    reading: bool | None = None
    """`false` stops reading, so that TCP holds the server back; `true` goes on."""

    def verb(self) -> str | None:
        """What is done on an open connection; None for opening one, and for looking at a session."""
        return next((name for name in ACTIONS if getattr(self, name) is not None), None)


def title(action: WsAction) -> str:
    """`ws /chat`, `chat send`, templates as they are written."""
    if action.on is None:
        return f"ws {getattr(action.url, 'text', action.url)}"
    return " ".join(("on", action.on, *filter(None, (action.verb(),))))

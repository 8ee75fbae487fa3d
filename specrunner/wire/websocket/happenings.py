"""What a machine reads from the bytes of a server."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import dataclass


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A whole message, a text or bytes. `size_bytes` is that of its content, `wire_bytes` of its frames' payloads."""

    data: str | bytes
    size_bytes: int
    wire_bytes: int
    fragments: int = 1
    is_compressed: bool = False


@dataclass(frozen=True, slots=True)
class PingReceived:
    payload: bytes


@dataclass(frozen=True, slots=True)
class PongReceived:
    payload: bytes


@dataclass(frozen=True, slots=True)
class CloseReceived:
    """`code` is 1005 where the frame has none."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class WebSocketBroken:
    """The server broke the protocol or a limit: nothing more is read. `code` is what to close with."""

    code: int
    message: str


WebSocketHappening: TypeAlias = MessageReceived | PingReceived | PongReceived | CloseReceived | WebSocketBroken

"""Close codes: what they mean, who may send them, and how a connection came to its end (RFC 6455 section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from ...lean import dataclass

CLOSE_CODES: Mapping[int, str] = {
    1000: "normal closure",
    1001: "going away",
    1002: "protocol error",
    1003: "unsupported data",
    1005: "no code was given",
    1006: "ended without a Close frame",
    1007: "invalid data, such as text that is not UTF-8",
    1008: "policy violation",
    1009: "message too big",
    1010: "an extension is missing",
    1011: "internal error",
    1012: "service restart",
    1013: "try again later",
    1014: "bad gateway",
    1015: "TLS failed",
}
"""Registered codes with a few words each; 3000 to 3999 are libraries', 4000 to 4999 applications'."""

LOCAL_CODES = frozenset((1005, 1006, 1015))
"""Codes that say how a connection ended and never stand in a Close frame."""

MAX_REASON_BYTES = 123
"""A Close frame has 125 bytes, of which the code takes 2."""

Side: TypeAlias = Literal["client", "server"]


@dataclass(frozen=True, slots=True)
class WebSocketClosed:
    """How a connection ended. `code` is that of the Close frame which counts; 1005 where it had none, 1006 where none
    came. `initiator` began the end; `is_clean`: each side sent a Close frame. `error` is what the server did wrong.
    """

    code: int
    reason: str
    initiator: Side
    is_clean: bool
    error: str | None = None

    @property
    def text(self) -> str:
        """For people: `1008 (policy violation): no token`."""
        return f"{close_code_text(self.code)}{f': {self.reason}' if self.reason else ''}"


def close_code_text(code: int) -> str:
    """`1008 (policy violation)`, and for codes that have no name the number alone."""
    meaning = CLOSE_CODES.get(code)
    return str(code) if meaning is None else f"{code} ({meaning})"


def why_unsendable_code(code: int) -> str | None:
    """Why an endpoint may not send a code in a Close frame (RFC 6455 section 7.4); None when it may."""
    if code in LOCAL_CODES:
        return f"{code} ({CLOSE_CODES[code]}) says how a connection ended, and is never sent"
    if code < 1000 or code > 4999:
        return "close codes go from 1000 to 4999"
    if 1000 <= code < 3000 and code not in CLOSE_CODES:
        return f"{code} is reserved; applications have 4000 to 4999"
    return None

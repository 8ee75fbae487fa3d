"""What a server did wrong, in words: wsproto says it in the terms of its own code."""

from __future__ import annotations

import re

from wsproto.frame_protocol import CloseReason, ParseFailed

from .happenings import WebSocketBroken

_OPCODE = re.compile(r"Invalid opcode 0x([0-9a-f]+)")
# wsproto's text (how it begins), and what the server did.
_WORDS: tuple[tuple[str, str], ...] = (
    ("Invalid attempt to fragment control frame", "the server fragmented a control frame (RFC 6455 section 5.5)"),
    (
        "client received unexpected masked frame",
        "the server masked a frame, which only clients do (RFC 6455 section 5.1)",
    ),
    (
        "Reserved bit set unexpectedly",
        "the server set a reserved bit (RSV) that no agreed extension uses (RFC 6455 section 5.2)",
    ),
    (
        "Control frame with payload len",
        "the server sent a control frame of more than 125 bytes (RFC 6455 section 5.5)",
    ),
    ("Payload length used", "the server did not write a length in its shortest form (RFC 6455 section 5.2)"),
    ("8-byte payload length with non-zero MSB", "the server sent a length of more than 63 bits"),
    ("CLOSE with 1 byte payload", "the server's Close frame has 1 byte, where a code has 2"),
    ("CLOSE with invalid code", "the server closed with a code outside of 1000 to 4999"),
    (
        "remote CLOSE with local-only reason",
        "the server closed with a code that is never sent: 1005, 1006 or 1015 (RFC 6455 section 7.4.1)",
    ),
    ("CLOSE with unknown reserved code", "the server closed with a reserved code (RFC 6455 section 7.4.2)"),
    ("Error decoding CLOSE reason", "the reason in the server's Close frame is not UTF-8"),
    (
        "unexpected CONTINUATION",
        "the server sent a continuation frame, and no message had begun (RFC 6455 section 5.4)",
    ),
    (
        "expected CONTINUATION",
        "the server began a message before the one before it had ended (RFC 6455 section 5.4)",
    ),
)


def broken_by(failure: ParseFailed, problem: str | None) -> WebSocketBroken:
    """`problem` is what a hook of ours has to say, where it was one that refused."""
    code = int(failure.code)
    if problem is not None:
        return WebSocketBroken(code, problem)
    text = str(failure)
    if found := _OPCODE.match(text):
        return WebSocketBroken(code, f"the server sent a frame of the reserved opcode {int(found[1], 16)}")
    for start, words in _WORDS:
        if text.startswith(start):
            return WebSocketBroken(code, words)
    if failure.code is CloseReason.INVALID_FRAME_PAYLOAD_DATA:
        return WebSocketBroken(code, "a text message of the server is not UTF-8 (RFC 6455 section 8.1)")
    return WebSocketBroken(code, f"the server broke the protocol: {text}")

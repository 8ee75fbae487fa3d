"""How a wrong answer to the handshake travels inside this package."""

from __future__ import annotations


class HandshakeInvalid(Exception):
    """The server's answer opens no WebSocket; the text is a sentence about the answer, `hint` a mend."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

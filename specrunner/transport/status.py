"""The smallest GET: all that a readiness probe wants is the status."""

from __future__ import annotations

import h11
import trio

from ..source import printable
from .listener import knock, unverified_tls
from .target import HttpTarget

_CHUNK_BYTES = 16 * 1024
_MAX_HEAD_BYTES = 64 * 1024
_SHOWN_BYTES = 40


class NoAnswer(OSError):
    """Something took the connection, but gave no HTTP answer."""


async def get_status(target: HttpTarget) -> int:
    """The final status. Raises OSError, whose text `reason` makes; the caller sets the deadline."""
    plain = await knock(target.host, target.port)
    stream = unverified_tls(plain, target.host) if target.is_tls else plain
    try:
        return await _ask(stream, target)
    except trio.BrokenResourceError as error:
        raise NoAnswer(_broken(error, target)) from None
    finally:
        await trio.aclose_forcefully(stream)


async def _ask(stream: trio.abc.Stream, target: HttpTarget) -> int:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
    headers = [("Host", target.authority), ("User-Agent", "specrunner"), ("Accept", "*/*"), ("Connection", "close")]
    request = connection.send(h11.Request(method="GET", target=target.path, headers=headers))
    await stream.send_all((request or b"") + (connection.send(h11.EndOfMessage()) or b""))
    received = b""
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError as error:
            raise NoAnswer(_not_http(received, error)) from None
        if isinstance(event, h11.Response):
            return event.status_code
        if event is h11.NEED_DATA:
            chunk = await stream.receive_some(_CHUNK_BYTES)
            received = (received + chunk)[:_SHOWN_BYTES]
            if not chunk and not received:
                raise NoAnswer("the connection was closed without an answer")
            connection.receive_data(bytes(chunk))


def _not_http(received: bytes, error: h11.RemoteProtocolError) -> str:
    if received.startswith(b"HTTP/"):
        return f"a broken HTTP answer ({error})"
    return f"no HTTP, but `{printable(received.decode('latin-1'))}`"


def _broken(error: trio.BrokenResourceError, target: HttpTarget) -> str:
    if target.is_tls:
        return "the TLS handshake failed: does it speak TLS there, or is it `http://`?"
    cause = error.__cause__
    return why_no_status(cause) if isinstance(cause, OSError) else "the connection broke"


def why_no_status(error: OSError) -> str:
    """What went wrong, in a few small words: `connection refused`."""
    text = error.strerror or str(error) or type(error).__name__
    return text[:1].lower() + text[1:]

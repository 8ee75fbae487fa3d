"""A connection on which any bytes go out and any come in, for what no HTTP library would send."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Mapping

import trio

from ..events import Fault
from ..lean import dataclass
from .address import AddressPolicy
from .dial import Dialled, dial
from .faults import FaultRaised
from .model import SendProgress, TlsOptions
from .tls import TlsContexts, start_tls
from .url import read_url
from .watch import Watch

_CHUNK_BYTES = 64 * 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class RawLost(Exception):
    """The peer took the connection away, by a reset or by not taking any more."""


@dataclass(slots=True)
class RawConnection:
    """An open TCP connection, with TLS on it where `tls` has facts. `timing_s` has `dns connect tls`, as far as seen.

    One task may send while another receives. To be closed by `close` or `reset`, when no task waits on it.
    """

    stream: trio.abc.Stream
    remote_address: str
    timing_s: Mapping[str, float]
    tls: Mapping[str, object]
    _raw: socket.socket

    async def send(self, data: bytes) -> None:
        """Exactly these bytes; raises RawLost."""
        try:
            await self.stream.send_all(data)
        except trio.BrokenResourceError:
            raise RawLost from None

    async def receive(self) -> bytes:
        """What came next, b"" when the peer has ended its side; raises RawLost when it broke off."""
        try:
            return bytes(await self.stream.receive_some(_CHUNK_BYTES))
        except trio.BrokenResourceError:
            raise RawLost from None

    async def end_sending(self) -> None:
        """Ends our side and leaves the other open (TCP FIN); raises RawLost where that cannot be, as over TLS."""
        if not isinstance(self.stream, trio.SocketStream):
            raise RawLost
        try:
            await self.stream.send_eof()
        except trio.BrokenResourceError:
            raise RawLost from None

    def reset(self) -> None:
        """Ends the connection with a TCP RST: what the peer has not read is lost."""
        self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.close()

    def close(self) -> None:
        """Gives the descriptor back at once. Says no TLS goodbye."""
        self._raw.close()


async def open_raw(
    url: str,
    tls: TlsOptions,
    policy: AddressPolicy,
    progress: SendProgress,
    monotonic_s: Callable[[], float],
) -> RawConnection | Fault:
    """A connection to the host and port of an http or https `url`; https means TLS. A fault is a fact."""
    watch = Watch(progress, monotonic_s)
    try:
        return await _open(url, tls, policy, watch)
    except FaultRaised as raised:
        return raised.fault


async def _open(text: str, tls: TlsOptions, policy: AddressPolicy, watch: Watch) -> RawConnection:
    url = read_url(text)
    context = TlsContexts().get(tls, http2=False) if url.is_tls else None
    dialled: Dialled = await dial(url.host, url.port, policy, watch)
    try:
        stream: trio.abc.Stream = dialled.stream
        facts: Mapping[str, object] = {}
        if context is not None:
            watch.enter("tls")
            secured = await start_tls(stream, context, tls, url)
            stream, facts = secured.stream, secured.facts
    except BaseException:  # cancellation too: the descriptor is ours until it is handed out
        dialled.raw.close()
        raise
    watch.enter("send")
    return RawConnection(stream, dialled.remote_address, dict(watch.times_s), facts, dialled.raw)

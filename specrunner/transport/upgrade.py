"""A request that ends HTTP on its connection (RFC 9110 section 7.8): what is left then is a stream of bytes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import replace

import trio

from ..lean import dataclass
from .address import AddressPolicy
from .answer import Answer
from .connection import Connection
from .journey import Journey
from .model import HttpRequest, HttpResult, SendProgress
from .opening import Opener
from .outgoing import Outgoing
from .session import HttpSession


class Switched:
    """The stream behind a 101 answer. `leftover` are bytes of the other protocol that came with the head."""

    def __init__(self, connection: Connection, leftover: bytes) -> None:
        self.stream: trio.abc.Stream = connection.stream
        self.leftover = leftover
        self.raw = connection.raw
        self._is_closed = False

    def close(self) -> None:
        """Ends TCP at once; no task may wait on the stream any more."""
        if not self._is_closed:
            self._is_closed = True
            self.raw.close()

    def reset(self) -> None:
        """Ends TCP with a reset instead of a FIN."""
        if not self._is_closed:
            self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close()


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The answer, as to any request, and the stream behind it when it is a 101."""

    result: HttpResult
    switched: Switched | None = None


async def upgrade(
    request: HttpRequest,
    session: HttpSession,
    progress: SendProgress,
    opener: Opener,
    policy: AddressPolicy,
    clock: Callable[[], float],
) -> Upgraded:
    """Sends on a connection of its own, that no pool knows. Never raises for the target's faults."""
    found: list[Switched] = []

    async def carry(request: HttpRequest, outgoing: Outgoing, session: HttpSession, answer: Answer) -> None:
        policy_here = request.addresses if request.addresses is not None else policy
        connection = await opener.open(request, outgoing.url, policy_here, answer.watch)
        try:
            answer.connection = {"remote_address": connection.remote_address, "reused": False, "tls": connection.tls}
            answer.watch.progress.attributes["remote_address"] = connection.remote_address
            if connection.tls is not None and not request.tls.verify:
                where = outgoing.url.where
                answer.notices.append(f"the certificate of {where} was not checked (`tls: {{verify: false}}`)")
            await connection.exchange(outgoing, answer)
        except BaseException:  # cancellation too: the descriptor is ours until it is handed out
            connection.close()
            raise
        if answer.head is not None and answer.head.status == 101:
            found.append(Switched(connection, answer.leftover))
        else:
            connection.close()

    wanted = replace(request, is_upgrade=True, http2=False)
    result = await Journey(session, progress, clock, carry).travel(wanted)
    return Upgraded(result, found[0] if found else None)

"""Opening a TCP connection: resolve, check each address, connect to exactly a checked one."""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, ip_address
from typing import TypeAlias, cast

import trio

from ..lean import dataclass
from .address import AddressPolicy, IpAddress, read_ip
from .faults import FaultRaised, connect_fault, dns_fault, faulty
from .watch import Watch

# RFC 8305 section 5: the head start of each address over the next.
_HEAD_START_S = 0.25
SocketAddress: TypeAlias = "tuple[str, int] | tuple[str, int, int, int]"


@dataclass(frozen=True, slots=True)
class Dialled:
    """An open TCP connection. `raw` shares its descriptor, to be closed where no task may wait on it."""

    stream: trio.SocketStream
    raw: socket.socket
    remote_address: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    family: int
    address: IpAddress
    sockaddr: SocketAddress


async def dial(host: str, port: int, policy: AddressPolicy, watch: Watch) -> Dialled:
    """Connects to `host` (ASCII, no brackets); raises FaultRaised `dns`, `blocked`, `refused` or `unreachable`."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    candidates = await _resolve(host, port, watch)
    allowed = _checked(where, host, candidates, policy)
    watch.enter("connect")
    if len(allowed) == 1:
        try:
            return await _connect(allowed[0])
        except OSError as error:
            raise FaultRaised(connect_fault(where, [str(allowed[0].address)], error)) from None
    return await _race(where, allowed)


async def _resolve(host: str, port: int, watch: Watch) -> list[_Candidate]:
    literal = read_ip(host)
    if literal is not None:
        family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
        return [_Candidate(family, literal, (str(literal), port))]
    watch.enter("dns")
    try:
        found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FaultRaised(dns_fault(host, error)) from None
    candidates: list[_Candidate] = []
    for family, _, _, _, sockaddr in found:
        if family in (socket.AF_INET, socket.AF_INET6):
            # A scope (`fe80::1%eth0`) is part of the socket address, not of what is judged.
            address = ip_address(str(sockaddr[0]).partition("%")[0])
            candidates.append(_Candidate(family, address, cast(SocketAddress, sockaddr)))
    if not candidates:
        raise FaultRaised(dns_fault(host, OSError(errno.ENOENT, "no address")))
    return list(dict.fromkeys(candidates))


def _checked(where: str, host: str, candidates: list[_Candidate], policy: AddressPolicy) -> list[_Candidate]:
    allowed: list[_Candidate] = []
    objections: list[str] = []
    for candidate in candidates:
        objection = policy.objection(host, candidate.address)
        if objection is None:
            allowed.append(candidate)
        else:
            objections.append(f"{candidate.address} {objection}")
    if not allowed:
        hint = policy.mend(host, *(candidate.address for candidate in candidates))
        raise faulty("blocked", "connect", f"{where} may not be called: {'; '.join(objections)}", hint)
    return _interleaved(allowed)


def _interleaved(candidates: list[_Candidate]) -> list[_Candidate]:
    """The resolver's order, but the second address is of the other family (RFC 8305 section 4)."""
    family = candidates[0].family
    for index, candidate in enumerate(candidates[1:], 1):
        if candidate.family != family:
            return [candidates[0], candidate, *candidates[1:index], *candidates[index + 1 :]]
    return candidates


async def _connect(candidate: _Candidate) -> Dialled:
    raw = socket.socket(candidate.family, socket.SOCK_STREAM)
    try:
        raw.setblocking(False)
        sock = trio.socket.from_stdlib_socket(raw)
        await sock.connect(candidate.sockaddr)
        if sock.getsockname() == sock.getpeername():
            # Where nothing listens on a port that the system may hand out, TCP can connect a socket to itself.
            raise ConnectionRefusedError(errno.ECONNREFUSED, "connected to itself")
        stream = trio.SocketStream(sock)
    except BaseException:  # cancellation too: the descriptor is ours until it is handed out
        raw.close()
        raise
    host, port = candidate.address, candidate.sockaddr[1]
    shown = f"{host}:{port}" if isinstance(host, IPv4Address) else f"[{host}]:{port}"
    return Dialled(stream, raw, shown)


async def _race(where: str, candidates: list[_Candidate]) -> Dialled:
    """The first of several addresses that answers; the others are abandoned (Happy Eyeballs, RFC 8305)."""
    won: list[Dialled] = []
    errors: list[OSError] = []

    async def attempt(candidate: _Candidate, is_over: trio.Event, scope: trio.CancelScope) -> None:
        try:
            dialled = await _connect(candidate)
        except OSError as error:
            errors.append(error)
            is_over.set()
            return
        if won:
            dialled.raw.close()
            return
        won.append(dialled)
        scope.cancel()

    try:
        async with trio.open_nursery() as nursery:
            for candidate in candidates:
                is_over = trio.Event()
                nursery.start_soon(attempt, candidate, is_over, nursery.cancel_scope)
                with trio.move_on_after(_HEAD_START_S):
                    await is_over.wait()
    except BaseException:  # cancelled from outside just as one had won
        for dialled in won:
            dialled.raw.close()
        raise
    if won:
        return won[0]
    # A refusal says more than a missing route of the other address family.
    error = next((error for error in errors if error.errno == errno.ECONNREFUSED), errors[0])
    raise FaultRaised(connect_fault(where, [str(candidate.address) for candidate in candidates], error))

"""Listening sockets of our own, free ports, and knocking at the ports of others."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import stat
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import trio

Listener: TypeAlias = socket.socket
"""A socket that listens; whoever holds it needs to know no more."""

BACKLOG = 100
_REMEMBERED_PORTS = 1000
_MAX_DRAWS = 200
# Ports are the machine's, not a run's: two services that start side by side must not be given the same one, and
# the system may draw a port again as soon as the socket that found it is closed.
_given: deque[int] = deque(maxlen=_REMEMBERED_PORTS)


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port of `host` that nobody listens on now and that was not given out lately.

    Nothing keeps it free: another process can take it before the service does. Raises OSError when there is none.
    """
    port = 0
    for _ in range(_MAX_DRAWS):
        with _bound(host, 0, is_reusing=False) as probe:
            port = int(probe.getsockname()[1])
        if port not in _given:
            break
    _given.append(port)
    return port


def listen(host: str, port: int) -> socket.socket:
    """A listening, non-blocking socket. Raises OSError when the address cannot be had; nothing is left open then."""
    listener = _bound(host, port, is_reusing=True)
    try:
        # Accepted sockets inherit it; without, small answers on a kept connection wait for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _bound(host: str, port: int, *, is_reusing: bool) -> socket.socket:
    (family, kind, _, _, target), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    bound = socket.socket(family, kind)
    try:
        if is_reusing:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(target)
    except OSError:
        bound.close()
        raise
    return bound


async def knock(host: str, port: int) -> trio.SocketStream:
    """A connection to see whether somebody listens. Raises OSError, whose `errno` says why where it is known."""
    try:
        stream = await trio.open_tcp_stream(host, port)
    except UnicodeError:
        raise OSError(None, "it is no host name") from None
    except OSError as error:
        raise _plainest(error) from None
    # TCP lets a socket connect to itself when it happens to draw the port that it dials: nobody listens then.
    if stream.socket.getsockname() == stream.socket.getpeername():
        await trio.aclose_forcefully(stream)
        raise OSError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
    return stream


def unverified_tls(stream: trio.SocketStream, host: str) -> trio.SSLStream[trio.SocketStream]:
    """TLS that takes any certificate: good for asking whether a server is up, for nothing else."""
    # No `create_default_context`: loading the authorities that nobody asks takes 26 ms.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return trio.SSLStream(stream, context, server_hostname=host, https_compatible=True)


def _plainest(error: OSError) -> OSError:
    """Of the errors that trio gathers, one for each address of the host: a refusal, else the first."""
    found = _causes(error)
    plainest = next((cause for cause in found if cause.errno == errno.ECONNREFUSED), found[0])
    if plainest.errno is None or isinstance(plainest, socket.gaierror):
        return plainest
    return OSError(plainest.errno, os.strerror(plainest.errno))


def _causes(error: BaseException) -> list[OSError]:
    causes: list[OSError] = []
    if isinstance(error, BaseExceptionGroup):
        causes = [cause for inner in error.exceptions for cause in _causes(inner)]
    elif error.__cause__ is not None:
        causes = _causes(error.__cause__)
    if not causes and isinstance(error, OSError):
        causes = [error]
    return causes


def shut_connections(listener_name: tuple[str, int]) -> int:
    """Shuts the connections that this process has accepted at an address; how many there were.

    For a server whose tasks wait, shielded, for a client that does not read: they see a broken connection then.
    The sockets stay their owner's, to be closed there.
    """
    shut = 0
    for descriptor in _descriptors():
        with suppress(OSError), _twin(descriptor) as twin:  # no socket, not connected, or closed meanwhile
            if twin.getsockname()[:2] == listener_name and twin.getpeername():
                twin.shutdown(socket.SHUT_RDWR)
                shut += 1
    return shut


def _twin(descriptor: int) -> socket.socket:
    """The same socket under a descriptor of our own. Raises OSError when it is none."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def _descriptors() -> list[int]:
    folder = next((path for path in (Path("/proc/self/fd"), Path("/dev/fd")) if path.is_dir()), None)
    if folder is None:
        return []
    return [int(name) for name in os.listdir(folder) if name.isdecimal()]

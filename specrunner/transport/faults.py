"""The target's faults: how they travel inside this room, and the texts that several modules share."""

from __future__ import annotations

import errno
import socket

from ..events import Fault


class FaultRaised(Exception):
    """Carries a fault up to `send`, which returns it as a fact. Never leaves this room."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def faulty(
    kind: str, phase: str, message: str, hint: str | None = None, *, is_retryable: bool = False
) -> FaultRaised:
    """A fault, ready to raise."""
    return FaultRaised(Fault(kind, phase, message, hint, is_retryable))


def plural(count: int, noun: str) -> str:
    """`1 byte`, `2 bytes`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def size_text(size_bytes: int) -> str:
    """`10 MiB`, `1.5 KiB`, `17 bytes`."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.3g} {unit}"
    return plural(size_bytes, "byte")


def connect_fault(where: str, tried: list[str], error: OSError) -> Fault:
    """Why no connection to `where` (`host:port`) could be opened; `tried` are the addresses behind it."""
    is_said = len(tried) == 1 and where.lstrip("[").startswith(tried[0])
    addresses = "" if is_said else f" (tried {', '.join(tried)})"
    if error.errno == errno.ECONNREFUSED:
        hint = "is the service started, and on this port? A spec can start it: see `services`"
        return Fault("refused", "connect", f"nothing listens on {where}{addresses}", hint, is_retryable=True)
    if error.errno in (errno.EMFILE, errno.ENFILE):
        hint = "run fewer jobs at a time (`--jobs`), or raise the limit (`ulimit -n`)"
        return Fault("unreachable", "connect", f"no connection to {where}: too many files are open", hint)
    if error.errno == errno.ETIMEDOUT:
        message = f"{where} does not answer connection attempts{addresses}"
        return Fault("unreachable", "connect", message, "is a firewall in between?", is_retryable=True)
    if error.errno in (errno.EACCES, errno.EPERM):
        message = f"the system does not permit a connection to {where}{addresses}"
        return Fault("unreachable", "connect", message, "is a firewall on this machine set so?")
    reason = error.strerror or str(error) or type(error).__name__
    message = f"no way to {where}{addresses}: {reason}"
    hint = "does this machine have a network, and a route to that address?"
    return Fault("unreachable", "connect", message, hint, is_retryable=True)


def dns_fault(host: str, error: OSError) -> Fault:
    """Why a host name has no address."""
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        message = f"the name `{host}` could not be looked up: the name server did not answer"
        return Fault("dns", "dns", message, "does this machine have a network?", is_retryable=True)
    hint = "is the name spelt right, and known on this machine?"
    return Fault("dns", "dns", f"the name `{host}` has no address", hint)

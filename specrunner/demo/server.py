"""The demo service on a socket: hypercorn's trio worker, one line of output, a clean end."""

import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from ssl import VerifyMode
from typing import Any, cast

import trio
from hypercorn.config import Config
from hypercorn.trio import serve as hypercorn_serve
from starlette.applications import Starlette

DRAIN_S = 0.5
"""How long answers under way may still take once the service is to stop."""
BACKLOG = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Where and how to listen. Port 0 takes a free one.

    A certificate makes it HTTPS, with HTTP/2 offered by ALPN; `client_ca` also asks each client for a
    certificate of that authority.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None
    logs_access: bool = False

    def config(self) -> Config:
        """For hypercorn, with a socket that listens already. Raises OSError when the address cannot be had."""
        config = Config()
        config.bind = [f"fd://{self._listen()}"]
        config.graceful_timeout = DRAIN_S
        config.include_server_header = False
        config.loglevel = "WARNING"
        # Tests keep connections for as long as they like; hypercorn's 5 s and 1,000 requests cut into them.
        config.keep_alive_timeout = 60
        config.keep_alive_max_requests = 1_000_000
        config.h11_max_incomplete_size = 64 * 1024
        config.access_log_format = '%(h)s "%(m)s %(Uq)s HTTP/%(H)s" %(s)s %(b)s %(L)s'
        if self.logs_access:
            config.accesslog = _access_logger()
        if self.certificate is not None:
            config.certfile = str(self.certificate)
            config.keyfile = str(self.key or self.certificate)
        if self.client_ca is not None:
            config.ca_certs = str(self.client_ca)
            config.verify_mode = VerifyMode.CERT_REQUIRED
        return config

    def _listen(self) -> int:
        # hypercorn would bind too, but leaks the socket when that fails and knows no IPv6 host names.
        (family, kind, _, _, target), *_ = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Accepted sockets inherit it; without, small answers on a kept connection wait for 40 ms.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.bind(target)
            listener.listen(BACKLOG)
            return listener.detach()


async def serve(
    app: Starlette, binding: Binding, *, announce: Callable[[str], None], until: Callable[[], Awaitable[None]]
) -> None:
    """Serve until `until` returns, and then for at most `DRAIN_S` more.

    `announce` gets the URL once connections are taken. Raises OSError when the address or the certificate
    cannot be had.
    """
    # hypercorn's own ASGI types and Starlette's are the same in substance and strangers to mypy.
    run = partial(hypercorn_serve, cast(Any, app), binding.config(), shutdown_trigger=until, mode="asgi")
    try:
        async with trio.open_nursery() as nursery:
            urls: list[str] = await nursery.start(run)
            announce(urls[0])
    except* OSError as group:
        raise _first(group) from None


async def serve_until_signal(
    app: Starlette,
    binding: Binding,
    *,
    announce: Callable[[str], None],
    stopping: Callable[[], None],
) -> None:
    """As `serve`, until SIGTERM or SIGINT; `stopping` is called when one has come."""
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

        async def until() -> None:
            await signals.__anext__()
            stopping()

        await serve(app, binding, announce=announce, until=until)


def _first(group: BaseExceptionGroup[OSError]) -> OSError:
    """The innermost of what may be several layers, one a nursery."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _access_logger() -> logging.Logger:
    """To standard error, so that standard output holds nothing but the one line."""
    logger = logging.Logger("specrunner.demo.access")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    return logger

"""`python -m specrunner.demo`: prints `listening on http://127.0.0.1:PORT` when it is up, and nothing else.

Exit codes: 0 after SIGTERM or SIGINT, 1 when it cannot listen, 2 for a wrong command line.
"""

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import trio

from .application import create_app
from .server import Binding, serve_until_signal
from .settings import Settings, User, steady_clock

LATEST_END_S = 0.9


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    app = create_app(clock=steady_clock(options.now), settings=_settings(options))
    binding = Binding(
        host=options.host,
        port=options.port,
        certificate=options.certificate,
        key=options.key,
        client_ca=options.client_ca,
        logs_access=options.log,
    )
    try:
        trio.run(partial(serve_until_signal, app, binding, announce=_announce, stopping=_end_at_the_latest))
    except OSError as error:
        reason = error.strerror or str(error)
        print(f"cannot listen on {options.host}:{options.port}: {reason}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m specrunner.demo", description="A small shop to try tests on. Not for production."
    )
    default = Settings()
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    add("--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one")
    add("--seed", type=int, help="make tokens, nonces and references the same in every run")
    add("--now", type=_instant, help="what time it is at the start, as 2026-01-20T10:00:00Z (default: now)")
    add("--paid-after", type=_seconds, default=default.paid_after_s, help="seconds from order to `paid` or `failed`")
    add("--packed-after", type=_seconds, default=default.packed_after_s, help="seconds from order to `packed`")
    add("--shipped-after", type=_seconds, default=default.shipped_after_s, help="seconds from order to `shipped`")
    add("--token-ttl", type=_ttl, default=default.token_ttl_s, help="whole seconds that tokens and sessions live")
    add("--cache-ttl", type=_seconds, default=default.cache_ttl_s, help="seconds that the cache keeps a SKU")
    add("--login-failures", type=_count, default=default.login_failures, help="wrong passwords a minute and user")
    add("--max-body", type=_count, default=default.max_body_bytes, help="longest request body, in bytes")
    add("--max-orders", type=_count, default=default.max_orders, help="orders kept; the oldest leave first")
    add("--max-skus", type=_count, default=default.max_skus, help="SKUs on the shelf; a new one beyond that is 507")
    add(
        "--user",
        type=_user,
        action="append",
        default=[],
        metavar="NAME:PASSWORD:ROLE",
        help="add a user or replace one; the role is customer or admin; may be repeated",
    )
    add("--certificate", type=_file, help="PEM file; serve HTTPS, with HTTP/2 on offer")
    add("--key", type=_file, help="PEM file of its key, when that is another one")
    add("--client-ca", type=_file, help="PEM file; let in only clients with a certificate of this authority")
    add("--log", action="store_true", help="write one line a request to standard error")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    default = Settings()
    users = {user.name: user for user in (*default.users, *options.user)}
    return replace(
        default,
        seed=options.seed,
        users=tuple(users.values()),
        paid_after_s=options.paid_after,
        packed_after_s=options.packed_after,
        shipped_after_s=options.shipped_after,
        token_ttl_s=options.token_ttl,
        cache_ttl_s=options.cache_ttl,
        login_failures=options.login_failures,
        max_body_bytes=options.max_body,
        max_orders=options.max_orders,
        max_skus=options.max_skus,
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 86400:
        raise argparse.ArgumentTypeError("must be between 0 and 86400")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 1_000_000_000:
        raise argparse.ArgumentTypeError("must be between 1 and 1000000000")
    return count


def _ttl(text: str) -> int:
    ttl_s = int(text)
    if not 1 <= ttl_s <= 86400:
        raise argparse.ArgumentTypeError("must be between 1 and 86400")
    return ttl_s


def _instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("needs an offset from UTC, such as Z")
    return moment.timestamp()


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _user(text: str) -> User:
    name, _, rest = text.partition(":")
    password, _, role = rest.rpartition(":")
    if not (name and password) or role not in ("customer", "admin"):
        raise argparse.ArgumentTypeError("must be NAME:PASSWORD:ROLE, the role customer or admin")
    return User(name, password, role, f"demo-key-{name}")


def _announce(url: str) -> None:
    print(f"listening on {url}", flush=True)


def _end_at_the_latest() -> None:
    # hypercorn shields its sends, without a deadline: a client that does not read would keep the process
    # for ever. Nothing here outlives the process, so leaving without ceremony loses nothing.
    timer = threading.Timer(LATEST_END_S, os._exit, args=(0,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    sys.exit(main())

"""What can be set on the demo service, and the three things it takes from outside: clock, chance, names."""

import itertools
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds since the Unix epoch. It must never run backwards."""


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may log in. The password is kept in clear: digest authentication needs it, and this is a demo."""

    name: str
    password: str
    role: str
    api_key: str

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


USERS = (
    User("ann", "ann-likes-tea", "customer", "demo-key-ann"),
    User("bob", "bob-likes-mugs", "customer", "demo-key-bob"),
    User("root", "root-likes-order", "admin", "demo-key-root"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Knobs of one shop. Times are seconds, counts are upper bounds that hold for the life of the process."""

    seed: int | None = None
    users: tuple[User, ...] = USERS
    paid_after_s: float = 0.2
    packed_after_s: float = 0.4
    shipped_after_s: float = 0.6
    token_ttl_s: int = 3600
    nonce_ttl_s: float = 60.0
    cache_ttl_s: float = 30.0
    cache_capacity: int = 128
    login_failures: int = 20
    login_window_s: float = 60.0
    max_body_bytes: int = 1024 * 1024
    max_orders: int = 1000
    max_skus: int = 500
    max_tokens: int = 1000
    max_keys: int = 1000
    """Bound on remembered idempotency keys, rate-limit keys, digest nonces and flaky counters, each."""


def steady_clock(start_s: float | None = None) -> Clock:
    """Wall-clock time that starts at `start_s` (default: now) and then follows the monotonic clock.

    A step of the system's clock in the middle of a test thus moves no order and expires no token.
    """
    origin_s = time.time() if start_s is None else start_s
    began_s = time.monotonic()
    return lambda: origin_s + (time.monotonic() - began_s)


class Ids:
    """Source of everything unguessable or unique. With a seed, the same calls give the same values."""

    def __init__(self, seed: int | None = None) -> None:
        self._random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
        self._requests = itertools.count(1)
        self._orders = itertools.count(1001)

    def token(self) -> str:
        """32 hexadecimal digits: 128 bits, which nobody guesses when there is no seed."""
        return self._random.randbytes(16).hex()

    def reference(self) -> str:
        """A version 4 UUID."""
        return str(uuid.UUID(bytes=self._random.randbytes(16), version=4))

    def order_number(self) -> int:
        """Counts up from 1001. Guessable on purpose: object-level authorization must not rest on the number."""
        return next(self._orders)

    def request_name(self) -> str:
        return f"req-{next(self._requests):06d}"

"""The cookies of one session: what came in, and what goes out to which address (RFC 6265 sections 5.3 and 5.4)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from ..source import printable
from ..values import shortened
from .cookie import Cookie, CookieRefused, domain_matches, is_loopback, read_set_cookie
from .url import Url

_MAX_COOKIES = 1000


class CookieJar:
    """Cookies in the order in which they were first stored. `now_s` is wall-clock time in seconds since the epoch."""

    def __init__(self, now_s: Callable[[], float] = time.time) -> None:
        self._now_s = now_s
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """Those that have not expired."""
        self._forget_expired()
        return tuple(self._cookies.values())

    def get(self, name: str) -> Cookie | None:
        """The newest cookie of that name, whatever its domain and path."""
        return next((cookie for cookie in reversed(self.cookies) if cookie.name == name), None)

    def put(self, cookie: Cookie) -> None:
        """Stores one as it is, replacing the one of equal name, domain and path."""
        if cookie.key not in self._cookies and len(self._cookies) >= _MAX_COOKIES:
            self._cookies.pop(next(iter(self._cookies)))
        self._cookies[cookie.key] = cookie

    def clear(self) -> None:
        self._cookies.clear()

    def store(self, url: Url, fields: Iterable[str]) -> list[str]:
        """Takes in the Set-Cookie fields of an answer; one sentence for each that a browser would drop."""
        refusals: list[str] = []
        for field in fields:
            try:
                cookie = read_set_cookie(
                    field, scheme=url.scheme, host=url.host, target=url.target, now_s=self._now_s()
                )
            except CookieRefused as refusal:
                name = printable(shortened(field.partition("=")[0].strip(), 40))
                refusals.append(f"the cookie `{name}` was not stored: {refusal}")
            else:
                self.put(cookie)
        if refusals or self._cookies:
            self._forget_expired()
        return refusals

    def pairs_for(self, url: Url) -> list[tuple[str, str]]:
        """Names and values to send to `url`: longest path first, then oldest first."""
        if not self._cookies:
            return []
        self._forget_expired()
        is_safe = url.is_tls or is_loopback(url.host)
        path = url.target.partition("?")[0]
        matching = [
            cookie
            for cookie in self._cookies.values()
            if (is_safe or not cookie.is_secure)
            and (url.host == cookie.domain if cookie.is_host_only else domain_matches(url.host, cookie.domain))
            and _path_matches(path, cookie.path)
        ]
        matching.sort(key=lambda cookie: -len(cookie.path))
        return [(cookie.name, cookie.value) for cookie in matching]

    def _forget_expired(self) -> None:
        now_s = self._now_s()
        expired = [key for key, c in self._cookies.items() if c.expires_s is not None and c.expires_s <= now_s]
        for key in expired:
            del self._cookies[key]


def _path_matches(path: str, cookie_path: str) -> bool:
    """RFC 6265 section 5.1.4."""
    if not path.startswith(cookie_path):
        return False
    return len(path) == len(cookie_path) or cookie_path.endswith("/") or path[len(cookie_path)] == "/"

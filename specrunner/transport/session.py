"""What one `as:` name keeps between its requests: cookies and open connections."""

from __future__ import annotations

from collections.abc import Callable

from .cookies import CookieJar
from .pool import ConnectionPool


class HttpSession:
    """Never shared between sessions of a spec, nor between specs. Made by `HttpTransport.new_session`.

    `close` gives its connections back early; the transport does so at the latest, and when the session is dropped.
    """

    def __init__(self, jar: CookieJar, clock: Callable[[], float]) -> None:
        self.cookies = jar
        self.pool = ConnectionPool(clock)

    def close(self) -> None:
        """Closes idle connections at once; a request in flight ends undisturbed."""
        self.pool.close()

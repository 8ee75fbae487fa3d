"""The runner of the `http` kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from ...events import Exchange
from ...plugin import StepContext
from .model import HttpAction


class HttpRunner:
    """Sends one request and waits for the whole answer."""

    async def run(self, action: HttpAction, ctx: StepContext) -> Exchange:
        return await _send_whole()(action, ctx, "http")


@cache
def _send_whole() -> Callable[[HttpAction, StepContext, str], Awaitable[Exchange]]:
    # Lazy: the transport brings a whole HTTP client, which reading and checking specs does not need.
    from ...requests import send_whole

    return send_whole

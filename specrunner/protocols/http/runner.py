"""The runner of the `http` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import HttpAction


class HttpRunner:
    """Sends one request and waits for the whole answer."""

    async def run(self, action: HttpAction, ctx: StepContext) -> Exchange:
        # Lazy: the transport brings a whole HTTP client, which reading and checking specs does not need.
        from ...requests import send_whole

        return await send_whole(action, ctx, "http")

"""The runner of the `sse` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import SseAction


class SseRunner:
    """Reads a feed at once, opens one, or reads on in one that is open."""

    async def run(self, action: SseAction, ctx: StepContext) -> Exchange:
        # Lazy: the transport brings a whole HTTP client, which reading and checking specs does not need.
        from .reading import read_feed

        return await read_feed(action, ctx)

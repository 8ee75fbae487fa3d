"""The runner of the `tcp` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import TcpAction


class TcpRunner:
    """Plays the script on a fresh connection."""

    async def run(self, action: TcpAction, ctx: StepContext) -> Exchange:
        # Lazy: sockets are for runs, which reading and checking specs does not need.
        from .play import play

        return await play(action, ctx)

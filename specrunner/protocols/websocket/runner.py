"""The runner of the `ws` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import WsAction


class WsRunner:
    """Opens a connection, or does one thing on one."""

    async def run(self, action: WsAction, ctx: StepContext) -> Exchange:
        # Lazy: the transport brings a whole client, which reading and checking specs does not need.
        if action.on is None:
            from .opening import open_connection

            return await open_connection(action, ctx)
        from .using import use_connection

        return await use_connection(action.on, action, ctx)

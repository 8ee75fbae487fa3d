"""The runner of the `rpc` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import RpcAction


class RpcRunner:
    """Sends what the action says over HTTP, opens a connection, or does one thing on one."""

    async def run(self, action: RpcAction, ctx: StepContext) -> Exchange:
        # Lazy: the transport brings a whole client, which reading and checking specs does not need.
        if action.url is not None:
            from .post import post

            return await post(action, action.url, ctx)
        if action.on is not None:
            from .using import use_connection

            return await use_connection(action.on, action, ctx)
        from .opening import open_connection

        return await open_connection(action, ctx)

"""The runner of the `mcp` kind."""

from __future__ import annotations

from ...events import Exchange, Fault
from ...plugin import StepContext
from .model import McpAction


class McpRunner:
    """Opens a server, or does something with an open one."""

    async def run(self, action: McpAction, ctx: StepContext) -> Exchange:
        # Lazy: the transports are for runs alone, not for reading and checking specs.
        from .client import McpClient
        from .exchange import faulty
        from .start import open_server
        from .work import use_server

        if action.find_authorization is not None:
            from .authorization import find_authorization

            return await find_authorization(action, ctx)
        if action.on is None:
            return await open_server(action, ctx)
        client = ctx.handles.get(McpClient, action.on)
        if isinstance(client, Fault):
            return faulty(client, ctx.clock.monotonic_s())
        return await use_server(action, client, ctx)

"""The runner of the `oauth` kind."""

from __future__ import annotations

from ...events import Exchange
from ...plugin import StepContext
from .model import OauthAction


class OauthRunner:
    """Plays the client of one grant, or asks one thing of an authorization server."""

    async def run(self, action: OauthAction, ctx: StepContext) -> Exchange:
        # Lazy: reading and checking specs needs neither the transport nor cryptography.
        from .act import act

        return await act(action, ctx)

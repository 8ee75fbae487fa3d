"""The runner of the `graphql` kind."""

from __future__ import annotations

from dataclasses import replace

from ...events import Exchange
from ...plugin import StepContext
from .model import ACCEPTS, GraphqlAction
from .subjects import NAMES

PROTOCOL = "graphql"


class GraphqlRunner:
    """Sends one request and waits for the whole answer."""

    async def run(self, action: GraphqlAction, ctx: StepContext) -> Exchange:
        # Lazy: the transport brings a whole HTTP client, which reading and checking specs does not need.
        from ...requests import Unsendable, send_request, unsent
        from .outgoing import outgoing_of

        assert action.url is not None, "the rules let no action without a URL through"
        try:
            outgoing = await outgoing_of(action, ctx.files)
        except Unsendable as error:
            return unsent(error.fault, ctx.clock.monotonic_s(), PROTOCOL)
        usual = (("Accept", ACCEPTS[action.accept]),)
        exchange = await send_request(
            action.method, action.url, outgoing.body, outgoing.options, ctx, PROTOCOL, usual
        )
        names = {each.as_: place for place, each in enumerate(action.batch or ()) if each.as_ is not None}
        return replace(exchange, attributes={**exchange.attributes, NAMES: names}) if names else exchange

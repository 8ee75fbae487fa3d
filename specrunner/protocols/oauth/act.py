"""One action, from its start to its exchange."""

from __future__ import annotations

from ...events import Exchange, Fault
from ...plugin import StepContext
from ...requests import Unsendable
from .asking import introspect, register, revoke, userinfo, verify
from .authorize import NO_ERROR
from .conversation import Conversation, Refused, Stopped
from .grants import run_grant
from .model import OauthAction
from .server import discover, find_server
from .shared import run_shared
from .suite import run_checks


async def act(action: OauthAction, ctx: StepContext) -> Exchange:
    """The exchange of a rendered action. The target's faults, and what cannot be sent, are its fault."""
    talk = Conversation(action, ctx)
    started_s = ctx.clock.monotonic_s()
    fault: Fault | None = None
    try:
        await _act(talk)
    except (Stopped, Unsendable) as stopped:
        fault = stopped.fault
    except Refused:
        pass  # the result says by what
    return talk.exchange(started_s, fault)


async def _act(talk: Conversation) -> None:
    action = talk.action
    if action.discover is not None:
        if await discover(talk, action.discover) is None:
            talk.result.refuse(NO_ERROR, "no metadata was found")
        return
    server = await find_server(talk)
    if action.checks:
        await run_checks(talk, server)
    elif action.grant is not None and action.share is not None:
        await run_shared(talk, server, action.share)
    elif action.grant is not None:
        await run_grant(talk, server)
    elif action.introspect is not None:
        await introspect(talk, server, action.introspect)
    elif action.revoke is not None:
        await revoke(talk, server, action.revoke)
    elif action.userinfo is not None:
        await userinfo(talk, server, action.userinfo)
    elif action.register_ is not None:
        await register(talk, server, action.register_)
    elif action.verify is not None:
        await verify(talk, server, action.verify)

"""A token that the session keeps under a name: got once, renewed once, however many steps want it.

States of one name: nothing, kept (good until shortly before its end), due (renewed by whoever asks first; all others
wait for that). The lock makes it one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import trio

from ...lean import dataclass
from ...plugin import StepContext
from ...requests import SharedTokens, Unsendable
from ...transport import HttpResult
from ...wire.dpop import DpopClient
from .client import dpop_client, now_s, random_text
from .conversation import Conversation, Refused, Stopped
from .grants import run_grant
from .model import Dpop, OauthAction
from .server import Server, find_server

# Not for the renewal: what belongs to the first time alone.
_ONCE: Mapping[str, object] = {
    "grant": "refresh_token",
    "scope": None,
    "code": None,
    "login": None,
    "token_params": {},
    "subject_token": None,
    "actor_token": None,
}


@dataclass(slots=True)
class KeptToken:
    """One shared token, with the action that got it. `is_asked_again` and `header_fields` are what requests use."""

    name: str
    lock: trio.Lock = field(default_factory=trio.Lock)
    action: OauthAction | None = None
    values: dict[str, object] = field(default_factory=dict)
    got_at_s: float = 0.0
    prover: DpopClient | None = None

    @property
    def token(self) -> Mapping[str, object]:
        found = self.values.get("token")
        return found if isinstance(found, Mapping) else {}

    def is_good(self, now_at_s: float) -> bool:
        """Whether it lasts for a while. A token that does not say how long it lasts is good for ever."""
        expires = self.token.get("expires_in")
        if not self.token or self.action is None:
            return False
        if isinstance(expires, bool) or not isinstance(expires, int | float):
            return True
        # Never more than half of its life, or one that is short would be renewed each time.
        return now_at_s < self.got_at_s + expires - min(self.action.renew_before, expires / 2)

    def take(self, talk: Conversation, action: OauthAction, started_s: float) -> None:
        """Keeps what a conversation brought; a refresh token stays where no new one came."""
        old = self.token.get("refresh_token")
        token = talk.result.values.get("token")
        self.values = dict(talk.result.values)
        if isinstance(token, Mapping) and old is not None and "refresh_token" not in token:
            self.values["token"] = {**token, "refresh_token": old}
        self.action, self.got_at_s = action, started_s
        self.prover = dpop_client(talk)

    async def header_fields(self, method: str, url: str, ctx: StepContext) -> tuple[tuple[str, str], ...]:
        async with self.lock:
            if not self.is_good(ctx.clock.monotonic_s()):
                await self._renew(ctx)
        text = str(self.token.get("access_token"))
        if self.prover is None or self.action is None:
            return (("Authorization", f"Bearer {text}"),)
        changes = self.action.dpop.claims if isinstance(self.action.dpop, Dpop) else {}
        proof = self.prover.proof(method, url, now_s(Conversation(self.action, ctx)), random_text(), text, changes)
        return ("Authorization", f"DPoP {text}"), ("DPoP", proof)

    def is_asked_again(self, url: str, result: HttpResult) -> bool:
        response = result.hops[-1].response if result.hops else None
        if self.prover is None or response is None:
            return False
        nonce, challenges = response.headers.first("dpop-nonce"), response.headers.all("www-authenticate")
        return self.prover.receive(url, nonce, error=None, challenges=challenges)

    async def _renew(self, ctx: StepContext) -> None:
        if self.action is None:
            raise Unsendable("request", f"the token `{self.name}` was never got", "look at the step that shares it")
        talk = Conversation(self.action, ctx)
        try:
            await renew(self, talk, await find_server(talk), self.action)
        except Stopped as stopped:
            raise Unsendable(stopped.fault.kind, self._cannot(stopped.fault.message), stopped.fault.hint) from None
        except Refused:
            pass
        if not self.is_good(ctx.clock.monotonic_s()):
            raise Unsendable("request", self._cannot(talk.result.error or "no token came"))

    def _cannot(self, why: str) -> str:
        return f"the token `{self.name}` cannot be renewed: {why}"


async def run_shared(talk: Conversation, server: Server, name: str) -> None:
    """The token of the name, from the session while it lasts. Another request under the name replaces it."""
    known = talk.ctx.session.get(SharedTokens, SharedTokens).tokens
    found = known.get(name)
    kept = found if isinstance(found, KeptToken) else KeptToken(name)
    known[name] = kept
    async with kept.lock:
        is_same = kept.action == talk.action
        if is_same and kept.is_good(talk.ctx.clock.monotonic_s()):
            talk.result.values.update(kept.values)
            talk.result.values["is_kept"] = True
            return
        talk.result.values["is_kept"] = False
        if is_same:
            await renew(kept, talk, server, talk.action)
        else:
            await _get(kept, talk, server, talk.action)


async def renew(kept: KeptToken, talk: Conversation, server: Server, action: OauthAction) -> None:
    """By the refresh token where there is one; where that is refused, or there is none, as at first."""
    refresh = kept.token.get("refresh_token")
    if isinstance(refresh, str):
        talk.action = action.model_copy(update={**_ONCE, "refresh_token": refresh})
        await _get(kept, talk, server, action)
        talk.action = action
        if talk.result.error is None:
            return
        talk.notices.append(f"the token `{kept.name}` was not refreshed ({talk.result.error}): got anew")
        talk.result.error = talk.result.description = None
    await _get(kept, talk, server, action)


async def _get(kept: KeptToken, talk: Conversation, server: Server, action: OauthAction) -> None:
    started_s = talk.ctx.clock.monotonic_s()
    await run_grant(talk, server)
    if "token" in talk.result.values and talk.result.error is None:
        kept.take(talk, action, started_s)

"""Tokens that a session shares by name: an `oauth` step puts them there, `auth: {oauth: NAME}` sends them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Protocol

from ..lean import dataclass
from ..plugin import Session, StepContext
from ..source import did_you_mean
from ..transport import HttpRequest, HttpResult, HttpSession, HttpTransport
from .fault import Unsendable


class SharedToken(Protocol):
    """A token that keeps itself good."""

    async def header_fields(self, method: str, url: str, ctx: StepContext) -> tuple[tuple[str, str], ...]:
        """What to send with one request; the token is renewed first where it must be. Raises Unsendable."""
        ...

    def is_asked_again(self, url: str, result: HttpResult) -> bool:
        """Whether the answer asks for the same once more, with what it gives for that (RFC 9449 section 9)."""
        ...


@dataclass(slots=True)
class SharedTokens:
    """Those of one session, by name."""

    tokens: dict[str, SharedToken] = field(default_factory=dict)


def shared_token(session: Session, name: str) -> SharedToken:
    """The token of that name. Raises Unsendable."""
    known = session.get(SharedTokens, SharedTokens).tokens
    found = known.get(name)
    if found is None:
        where = f"session `{session.name}`" if known else "session"
        hint = did_you_mean(name, known) or f"an earlier step in the same session: `oauth: {{..., share: {name}}}`"
        raise Unsendable("request", f"the {where} shares no token `{name}`", hint)
    return found


async def send_with_token(
    request: HttpRequest, name: str, session: HttpSession, ctx: StepContext
) -> list[HttpResult]:
    """One sending; two when the service asks for a nonce in the proof. Raises Unsendable."""
    token = shared_token(ctx.session, name)
    transport = ctx.resource(HttpTransport)

    async def send() -> HttpResult:
        fields = await token.header_fields(request.method, request.url, ctx)
        proven = replace(
            request,
            headers=(*request.headers, *fields),
            sensitive_headers=request.sensitive_headers | {field_name.lower() for field_name, _ in fields},
        )
        return await transport.send(proven, session, ctx.progress)

    first = await send()
    return [first, await send()] if token.is_asked_again(request.url, first) else [first]

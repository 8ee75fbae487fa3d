"""Tokens that a session shares by name: an `oauth` step puts them there, `auth: {oauth: NAME}` sends them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Protocol

from ..lean import dataclass
from ..plugin import Session, StepContext
from ..source import did_you_mean
from ..transport import HttpRequest, HttpResult, HttpSession, HttpTransport
from .fault import Unsendable
from .model import Auth


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
        hint = (
            did_you_mean(name, known)
            if known
            else f"an earlier step in the same session: `oauth: {{..., share: {name}}}`"
        )
        raise Unsendable("request", f"the {where} shares no token `{name}`", hint)
    return found


async def authorized(request: HttpRequest, auth: Auth | None, ctx: StepContext) -> HttpRequest:
    """The request with the shared token that `auth` names, if any: for what is sent once and stays open.

    A nonce that the service wants in the proof must be known by then. Raises Unsendable.
    """
    if auth is None or auth.oauth is None:
        return request
    fields = await shared_token(ctx.session, auth.oauth).header_fields(request.method, request.url, ctx)
    return _with_fields(request, fields)


def _with_fields(request: HttpRequest, fields: tuple[tuple[str, str], ...]) -> HttpRequest:
    names = {name.lower() for name, _ in fields}
    return replace(
        request,
        headers=(*request.headers, *fields),
        sensitive_headers=request.sensitive_headers | names,
    )


async def send_with_token(
    request: HttpRequest, name: str, session: HttpSession, ctx: StepContext
) -> list[HttpResult]:
    """One sending; two when the service asks for a nonce in the proof. Raises Unsendable."""
    token = shared_token(ctx.session, name)
    transport = ctx.resource(HttpTransport)

    async def send() -> HttpResult:
        fields = await token.header_fields(request.method, request.url, ctx)
        return await transport.send(_with_fields(request, fields), session, ctx.progress)

    first = await send()
    return [first, await send()] if token.is_asked_again(request.url, first) else [first]

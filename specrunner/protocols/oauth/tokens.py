"""What came from the token endpoint: kept secret, shown, its ID token judged by the server's keys."""

from __future__ import annotations

from collections.abc import Mapping

from ...wire.jwt import ASYMMETRIC, Expectations, KeySet, Token, TokenUnreadable, claim_problems, read_token
from ...wire.jwt import signature_problems as problems_of_signature
from ...wire.oauth import Problem, TokenAnswer, read_token_answer
from .authorize import NO_ERROR, Authorization
from .conversation import Conversation, Received
from .server import Server

SECRETS = ("access_token", "refresh_token", "id_token")


async def take_token_answer(
    talk: Conversation, server: Server, received: Received, authorization: Authorization | None = None
) -> TokenAnswer:
    """Judges an answer of the token endpoint and takes it into the result."""
    stored = received.header("cache-control") or ""
    answer = read_token_answer(
        received.status,
        received.media_type,
        received.json,
        is_stored="no-store" not in stored.lower(),
    )
    result = talk.result
    result.main = received.index
    result.problems += answer.problems
    if answer.error is not None:
        result.refuse(answer.error, answer.description)
    elif answer.token is None and received.status >= 400:
        result.refuse(NO_ERROR)
    if answer.token is not None:
        await take_token(talk, server, answer.token, authorization)
    return answer


async def take_token(
    talk: Conversation, server: Server, token: Mapping[str, object], authorization: Authorization | None
) -> None:
    """Shows a token's members and judges what of it is a JWT."""
    for name in SECRETS:
        talk.keep_secret(token.get(name), name.upper())
    talk.result.values["token"] = dict(token)
    access, identity = token.get("access_token"), token.get("id_token")
    if isinstance(access, str):
        await _take_access_token(talk, server, access)
    if isinstance(identity, str):
        await _take_id_token(talk, server, identity, token, authorization)


async def _take_access_token(talk: Conversation, server: Server, text: str) -> None:
    try:
        token = read_token(text)
    except TokenUnreadable as reason:
        if talk.action.verification.access_token:
            message = f"the access token is no JWT: {reason}"
            talk.result.problems.append(Problem("access_token.unreadable", message, "RFC 9068 2"))
        return
    talk.result.values["access_token"] = {"header": dict(token.header), "claims": dict(token.claims)}
    if talk.action.verification.access_token:
        wanted = expectations(talk, server, "access_token", audience=talk.action.verification.audience)
        talk.result.problems += await token_problems(talk, server, token, wanted)


async def _take_id_token(
    talk: Conversation,
    server: Server,
    text: str,
    token: Mapping[str, object],
    authorization: Authorization | None,
) -> None:
    try:
        identity = read_token(text)
    except TokenUnreadable as reason:
        message = f"the ID token cannot be read: {reason}"
        talk.result.problems.append(Problem("id_token.unreadable", message, "OIDC Core 2"))
        return
    client = talk.action.client
    audience = talk.action.verification.audience or (None if client is None else client.id)
    nonce = None if authorization is None else authorization.request.nonce
    access = token.get("access_token")
    wanted = expectations(
        talk,
        server,
        "id_token",
        audience=audience,
        nonce=nonce,
        access_token=access if isinstance(access, str) else None,
    )
    found = await token_problems(talk, server, identity, wanted)
    talk.result.problems += found
    talk.result.values["id_token"] = {
        "header": dict(identity.header),
        "claims": dict(identity.claims),
        "problems": [each.as_map() for each in found],
    }


def expectations(
    talk: Conversation,
    server: Server,
    name: str,
    *,
    audience: str | None,
    nonce: str | None = None,
    access_token: str | None = None,
) -> Expectations:
    """What the action asks of a token."""
    verification = talk.action.verification
    is_id_token = name == "id_token"
    return Expectations(
        name=name,
        algorithms=tuple(verification.algorithms) or ASYMMETRIC,
        issuer=verification.issuer or server.issuer,
        audience=audience,
        nonce=verification.nonce or nonce,
        types=tuple(each.lower() for each in verification.type) if not is_id_token else (),
        leeway_s=verification.leeway,
        access_token=access_token,
        required=("iss", "sub", "aud", "exp", "iat") if is_id_token else ("exp",),
        is_id_token=is_id_token,
    )


async def token_problems(talk: Conversation, server: Server, token: Token, wanted: Expectations) -> list[Problem]:
    """Signature and claims. An unknown key makes the keys be fetched again, once: they may have been rotated."""
    client = talk.action.client
    secret = None if client is None else client.secret
    needs_keys = not token.algorithm.startswith("HS") and token.algorithm in wanted.algorithms
    keys = await server.keys() if needs_keys else KeySet()
    if needs_keys and not keys.for_token(token) and server.find("jwks") is not None:
        keys = await server.keys(is_fresh=True)
    talk_now_s = talk.ctx.clock.now().timestamp()
    return [*problems_of_signature(token, keys, secret, wanted), *claim_problems(token, wanted, talk_now_s)]

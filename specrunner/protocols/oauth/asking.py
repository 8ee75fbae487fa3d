"""What is done with a token, and with a client: introspection, revocation, userinfo, registration, judging."""

from __future__ import annotations

from collections.abc import Mapping

from ...wire import parse_challenges
from ...wire.jwt import TokenUnreadable, read_token
from ...wire.oauth import (
    Problem,
    introspection_problems,
    registration_problems,
    revocation_problems,
    userinfo_problems,
)
from .authorize import NO_ERROR
from .client import client_parts, send_proven
from .conversation import Conversation, Received
from .server import Server
from .tokens import expectations, token_problems


async def introspect(talk: Conversation, server: Server, token: str) -> Received:
    """RFC 7662. The answer is `introspection` of the result."""
    received = await _about_token(talk, server, "introspection", token)
    if not _is_refused(talk, received):
        talk.result.problems += introspection_problems(received.json)
        if isinstance(received.json, Mapping):
            talk.result.values["introspection"] = dict(received.json)
    return received


async def revoke(talk: Conversation, server: Server, token: str) -> None:
    """RFC 7009."""
    received = await _about_token(talk, server, "revocation", token)
    if not _is_refused(talk, received):
        talk.result.problems += revocation_problems(received.status)


async def _about_token(talk: Conversation, server: Server, name: str, token: str) -> Received:
    talk.keep_secret(token, "TOKEN")
    url = server.endpoint(name)
    identity, headers = client_parts(talk, server, url)
    hint = talk.action.token_type_hint
    hints = () if hint is None else (("token_type_hint", hint),)
    received = await talk.post_form(url, (("token", token), *hints, *identity), headers=headers)
    talk.result.main = received.index
    return received


async def userinfo(talk: Conversation, server: Server, token: str) -> Received:
    """OpenID Connect Core section 5.3. The answer is `userinfo` of the result."""
    talk.keep_secret(token, "ACCESS_TOKEN")
    url = server.endpoint("userinfo")
    scheme = "Bearer" if talk.action.dpop is False else "DPoP"
    headers = (("Authorization", f"{scheme} {token}"),)
    received = await send_proven(talk, "GET", url, None, headers, access_token=token)
    talk.result.main = received.index
    if not _is_refused(talk, received):
        talk.result.problems += userinfo_problems(received.json, None)
        if isinstance(received.json, Mapping):
            talk.result.values["userinfo"] = dict(received.json)
    return received


async def register(talk: Conversation, server: Server, metadata: Mapping[str, object]) -> None:
    """RFC 7591. The answer is `registration` of the result; its secrets are secrets."""
    import orjson

    url = server.endpoint("registration")
    headers = (("Accept", "application/json"),)
    received = await talk.send(
        "POST", url, headers=headers, body=orjson.dumps(dict(metadata)), content_type="application/json"
    )
    talk.result.main = received.index
    if _is_refused(talk, received):
        return
    talk.result.problems += registration_problems(received.status, received.json, metadata)
    if isinstance(received.json, Mapping):
        for name in ("client_secret", "registration_access_token"):
            talk.keep_secret(received.json.get(name), name.upper())
        talk.result.values["registration"] = dict(received.json)


async def verify(talk: Conversation, server: Server, text: str) -> None:
    """A token judged as a JWT; its header and claims are `jwt` of the result."""
    talk.keep_secret(text, "TOKEN")
    try:
        token = read_token(text)
    except TokenUnreadable as reason:
        talk.result.problems.append(Problem("jwt.unreadable", f"it is no JWT: {reason}", "RFC 7515 3.1"))
        return
    talk.result.values["jwt"] = {"header": dict(token.header), "claims": dict(token.claims)}
    wanted = expectations(talk, server, "jwt", audience=talk.action.verification.audience)
    talk.result.problems += await token_problems(talk, server, token, wanted)


def _is_refused(talk: Conversation, received: Received) -> bool:
    """Whether the answer is an error; its code is in the body (RFC 6749) or in a challenge (RFC 6750 section 3)."""
    if received.status < 400:
        return False
    body = received.json if isinstance(received.json, Mapping) else {}
    code, description = body.get("error"), body.get("error_description")
    for challenge in parse_challenges(received.message.headers.all("www-authenticate")):
        code = code or challenge.parameters.get("error")
        description = description or challenge.parameters.get("error_description")
    talk.result.refuse(
        code if isinstance(code, str) else NO_ERROR, description if isinstance(description, str) else None
    )
    return True

"""The authorization request: made, pushed where that is wanted, carried through the sign-in, its response judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from ...lean import dataclass
from ...transport import CallbackListener
from ...wire.oauth import (
    AuthorizationResponse,
    Expected,
    Pairs,
    PkceMethod,
    Problem,
    challenge_of,
    make_verifier,
    merged,
    response_problems,
    with_query,
)
from .client import client_parts, random_text, send_proven
from .conversation import Conversation, Refused
from .driver import Ended, drive
from .external import run_command
from .model import OauthAction
from .server import Server

ENDED_AT_PAGE = "ended_at_page"
"""Stands for an error where the server shows a page instead of sending the user back."""
NO_ERROR = "no_error"
"""Stands for an error where the server refuses without naming any."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is remembered of an authorization request until the token endpoint. `verifier` is what will be sent."""

    pairs: Pairs
    redirect_uri: str
    state: str | None
    verifier: str | None
    nonce: str | None


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization that ended; `code` is None for an error, a page, or when the response must not be used."""

    request: Request
    code: str | None = None
    response: AuthorizationResponse | None = None
    ended: Ended | None = None
    problems: tuple[str, ...] = ()


def joined(value: object) -> str | None:
    """A scope as the wire has it."""
    if value is None:
        return None
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def listed(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def make_request(talk: Conversation, redirect_uri: str) -> Request:
    """A fresh request: state, nonce and verifier are new unless the author gives them."""
    action = talk.action
    scope = joined(action.scope)
    state = random_text() if action.state is None else action.state
    nonce = action.nonce
    if nonce is None and scope is not None and "openid" in scope.split():
        nonce = random_text()
    pairs: list[tuple[str, str]] = [("response_type", action.response_type)]
    if action.client is not None:
        pairs.append(("client_id", action.client.id))
    pairs += [("redirect_uri", redirect_uri), *((("scope", scope),) if scope is not None else ())]
    pairs.append(("state", state))
    if nonce is not None:
        pairs.append(("nonce", nonce))
    pairs += [("resource", each) for each in listed(action.resource)]
    if action.audience is not None:
        pairs.append(("audience", action.audience))
    verifier, challenge = _proof_key(talk, action)
    pairs += challenge
    changed = merged(pairs, action.params)
    named = dict(changed)
    return Request(changed, named.get("redirect_uri", redirect_uri), named.get("state"), verifier, named.get("nonce"))


def _proof_key(talk: Conversation, action: OauthAction) -> tuple[str | None, Pairs]:
    """The verifier to send later, and the challenge to send now."""
    if action.pkce == "none":
        return action.verifier, ()
    verifier = action.verifier or make_verifier(os.urandom(32))
    method: PkceMethod = "plain" if action.pkce == "plain" else "S256"
    pairs = (("code_challenge", challenge_of(verifier, method)), ("code_challenge_method", method))
    if action.pkce == "missing":
        return None, pairs
    sent = make_verifier(os.urandom(32)) if action.pkce == "wrong" else verifier
    talk.keep_secret(sent, "CODE_VERIFIER")
    return sent, pairs


async def authorize(
    talk: Conversation, server: Server, change: Callable[[Request], Request] | None = None
) -> Authorization:
    """One authorization from the request to the response. `change` makes a wrong request of a right one.

    The listener of a loopback redirect URI lives as long as this. Raises Stopped, Unsendable.
    """
    action = talk.action
    with CallbackListener(action.redirect_path) as listener:
        redirect_uri = listener.url if action.redirect_uri is None else action.redirect_uri
        request = make_request(talk, redirect_uri)
        if change is not None:
            request = change(request)
        url = await _url(talk, server, request)
        if action.login is not None and action.login.command:
            ended = await run_command(talk, action.login.command, url, listener, request.redirect_uri)
        else:
            homes = tuple(dict.fromkeys((request.redirect_uri, redirect_uri)))
            ended = await drive(talk, url, homes, action.login)
    return _judge(talk, server, request, ended)


async def _url(talk: Conversation, server: Server, request: Request) -> str:
    endpoint = server.endpoint("authorization")
    if not talk.action.par:
        return with_query(endpoint, request.pairs)
    pushed_to = server.endpoint("pushed_authorization_request")
    identity, headers = client_parts(talk, server, pushed_to)
    pairs = (*request.pairs, *(pair for pair in identity if pair[0] != "client_id"))
    received = await send_proven(talk, "POST", pushed_to, pairs, headers)
    talk.result.main = received.index
    body = received.json if isinstance(received.json, Mapping) else {}
    request_uri = body.get("request_uri")
    if received.status >= 400 or not isinstance(request_uri, str):
        talk.result.refuse(str(body.get("error", NO_ERROR)), _text(body.get("error_description")))
        raise Refused
    if received.status != 201:
        message = f"the pushed request was answered {received.status}, not 201"
        talk.result.problems.append(Problem("par.status", message, "RFC 9126 2.2"))
    talk.result.values["par"] = dict(body)
    client_id = () if talk.action.client is None else (("client_id", talk.action.client.id),)
    return with_query(endpoint, (*client_id, ("request_uri", request_uri)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _judge(talk: Conversation, server: Server, request: Request, ended: Ended) -> Authorization:
    """What the response comes to; a response with a problem is not used, as a client must not."""
    shown: dict[str, object] = {"redirect_uri": request.redirect_uri}
    for name in ("state", "nonce", "verifier"):
        value = getattr(request, name)
        if value is not None:
            shown[name] = value
    talk.result.values["authorization"] = shown
    response = ended.response
    if response is None:
        shown |= {"outcome": "page", "page": dict(ended.page)}
        talk.result.refuse(ENDED_AT_PAGE, _page_words(ended))
        return Authorization(request, ended=ended)
    expected = Expected(request.state, server.issuer, server.promises_iss, talk.action.response_type)
    problems = response_problems(response, expected)
    talk.result.problems += problems
    shown |= {"outcome": "error" if response.error else "code", "mode": response.mode}
    shown["response"] = dict(response.parameters)
    if response.code is not None:
        shown["code"] = response.code
    if response.error is not None:
        talk.result.refuse(response.error, response.parameters.get("error_description"))
    code = response.code if not problems and response.error is None else None
    return Authorization(request, code, response, ended, tuple(each.id for each in problems))


def _page_words(ended: Ended) -> str:
    page = ended.page
    title = f" `{page['title']}`" if page.get("title") else ""
    fields = page.get("fields")
    asks = f", which asks for {', '.join(map(str, fields))}" if isinstance(fields, list) and fields else ""
    return f"the sign-in ended at a page of status {ended.status}{title}{asks}: {page['url']}"

"""The grants: each makes its parameters for the token endpoint."""

from __future__ import annotations

from collections.abc import Mapping

import trio

from ...requests import Unsendable
from ...wire.oauth import DevicePolling, TokenAnswer, device_problems, merged
from .authorize import NO_ERROR, Authorization, Request, authorize, joined, listed
from .client import auth_method, client_parts, send_proven
from .conversation import Conversation, Fields, Received
from .driver import drive
from .server import Server
from .tokens import take_token, take_token_answer

GRANT_TYPES: Mapping[str, str] = {
    "authorization_code": "authorization_code",
    "client_credentials": "client_credentials",
    "refresh_token": "refresh_token",
    "password": "password",
    "device_code": "urn:ietf:params:oauth:grant-type:device_code",
    "token_exchange": "urn:ietf:params:oauth:grant-type:token-exchange",
    "jwt_bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
}


async def run_grant(talk: Conversation, server: Server) -> None:
    """The whole of a grant, up to the token in the result. Raises Stopped, Refused, Unsendable."""
    match talk.action.grant:
        case "authorization_code":
            await _authorization_code(talk, server)
        case "device_code":
            await _device_code(talk, server)
        case grant:
            received = await ask_token(talk, server, _parameters(talk, str(grant)))
            await take_token_answer(talk, server, received)


async def ask_token(talk: Conversation, server: Server, pairs: Fields) -> Received:
    """One request to the token endpoint: the grant's parameters, the client's, and the author's changes."""
    url = server.endpoint("token")
    identity, headers = client_parts(talk, server, url)
    resources = tuple(("resource", each) for each in listed(talk.action.resource))
    audience = (("audience", talk.action.audience),) if talk.action.audience is not None else ()
    whole = merged((*pairs, *identity, *resources, *audience), talk.action.token_params)
    return await send_proven(talk, "POST", url, whole, headers)


def _parameters(talk: Conversation, grant: str) -> Fields:
    action = talk.action
    pairs: list[tuple[str, str]] = [("grant_type", GRANT_TYPES[grant])]

    def add(name: str, value: str | None, *, is_secret: bool = False) -> None:
        if value is not None:
            pairs.append((name, value))
            if is_secret:
                talk.keep_secret(value, name.upper())

    match grant:
        case "refresh_token":
            add("refresh_token", action.refresh_token, is_secret=True)
        case "password":
            add("username", action.username)
            add("password", action.password, is_secret=True)
        case "token_exchange":
            add("subject_token", action.subject_token, is_secret=True)
            add("subject_token_type", action.subject_token_type)
            if action.actor_token is not None:
                add("actor_token", action.actor_token, is_secret=True)
                add("actor_token_type", action.actor_token_type)
        case "jwt_bearer":
            add("assertion", action.assertion, is_secret=True)
    add("scope", joined(action.scope))
    return tuple(pairs)


async def _authorization_code(talk: Conversation, server: Server) -> None:
    action = talk.action
    if action.code is not None:
        await _exchange_given(talk, server, action.code)
        return
    authorization = await authorize(talk, server)
    response = authorization.response
    if "token" in action.response_type and response is not None and not authorization.problems and not response.error:
        # The implicit and hybrid ways: what comes in the fragment is the token.
        await take_token(talk, server, _of_fragment(response.parameters), authorization)
    if authorization.code is not None and action.exchange:
        await exchange_code(talk, server, authorization)


def _of_fragment(parameters: Mapping[str, str]) -> Mapping[str, object]:
    found: dict[str, object] = dict(parameters)
    if parameters.get("expires_in", "").isdecimal():
        found["expires_in"] = int(parameters["expires_in"])
    return {name: value for name, value in found.items() if name not in ("state", "iss", "code", "session_state")}


def code_pairs(authorization: Authorization) -> Fields:
    """The parameters that exchange a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
    request = authorization.request
    pairs = [("grant_type", "authorization_code"), ("code", authorization.code or "")]
    pairs.append(("redirect_uri", request.redirect_uri))
    if request.verifier is not None:
        pairs.append(("code_verifier", request.verifier))
    return tuple(pairs)


async def exchange_code(talk: Conversation, server: Server, authorization: Authorization) -> TokenAnswer:
    """The token for a code."""
    received = await ask_token(talk, server, code_pairs(authorization))
    return await take_token_answer(talk, server, received, authorization)


async def _exchange_given(talk: Conversation, server: Server, code: str) -> None:
    action = talk.action
    if action.redirect_uri is None:
        hint = "save it beside the code: `authorization.redirect_uri`"
        raise Unsendable("request", "a `code` is exchanged with the `redirect_uri` that it was got for", hint)
    talk.keep_secret(code, "CODE")
    talk.keep_secret(action.verifier, "CODE_VERIFIER")
    request = Request((), action.redirect_uri, None, action.verifier, action.nonce)
    await exchange_code(talk, server, Authorization(request, code))


async def _device_code(talk: Conversation, server: Server) -> None:
    action = talk.action
    if action.device_code is not None:
        talk.keep_secret(action.device_code, "DEVICE_CODE")
        received = await ask_token(talk, server, _device_pairs(action.device_code))
        await take_token_answer(talk, server, received)
        return
    device = await _ask_device(talk, server)
    if device is None or not action.exchange:
        return
    if action.login is not None:
        await _approve(talk, device)
    interval = device.get("interval")
    polling = DevicePolling(float(interval)) if isinstance(interval, int | float) else DevicePolling()
    while True:
        received = await ask_token(talk, server, _device_pairs(str(device["device_code"])))
        body = received.json
        error = body.get("error") if isinstance(body, Mapping) else None
        talk.result.values["polls"] = polling.polls + 1
        if not polling.receive_error(error if isinstance(error, str) else None):
            break
        await trio.sleep(polling.interval_s if action.poll_every is None else action.poll_every)
    await take_token_answer(talk, server, received)


def _device_pairs(code: str) -> Fields:
    return (("grant_type", GRANT_TYPES["device_code"]), ("device_code", code))


async def _ask_device(talk: Conversation, server: Server) -> Mapping[str, object] | None:
    """The device authorization (RFC 8628 section 3.1); None when it was refused or cannot be used."""
    url = server.endpoint("device_authorization")
    identity, headers = client_parts(talk, server, url)
    scope = joined(talk.action.scope)
    if talk.action.client is not None and auth_method(talk) == "basic":
        identity = (("client_id", talk.action.client.id),)
    pairs = merged((*identity, *((("scope", scope),) if scope is not None else ())), talk.action.params)
    received = await talk.post_form(url, pairs, headers=headers)
    talk.result.main = received.index
    body = received.json if isinstance(received.json, Mapping) else {}
    if received.status >= 400:
        description = body.get("error_description")
        talk.result.refuse(str(body.get("error", NO_ERROR)), description if isinstance(description, str) else None)
        return None
    problems = device_problems(body)
    talk.result.problems += problems
    talk.keep_secret(body.get("device_code"), "DEVICE_CODE")
    talk.result.values["device"] = dict(body)
    return None if any(each.id == "device.device_code" for each in problems) else body


async def _approve(talk: Conversation, device: Mapping[str, object]) -> None:
    """What the user does meanwhile, on another screen: opens the page, signs in, says yes."""
    login = talk.action.login
    if login is None:
        return
    complete = device.get("verification_uri_complete")
    url = str(complete or device.get("verification_uri"))
    code = str(device.get("user_code", ""))
    form = login.form if complete else {"user_code": code, **login.form}
    # No page of it leads to a redirect URI: it ends at a page, which is noted and no error.
    ended = await drive(talk, url, (), login.model_copy(update={"form": form}))
    talk.result.values["approval"] = dict(ended.page)

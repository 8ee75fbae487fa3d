"""The token endpoint, a function a grant."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from ..settings import User
from .clients import DEVICE, EXCHANGE, Client
from .refusal import NO_STORE, Refusal
from .state import DEVICE_INTERVAL_S, State

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """One token request: who asks, with what, bound to which key (`jkt`, empty for none)."""

    state: State
    issuer: str
    client: Client
    form: Form
    jkt: str


def give_token(asking: Asking) -> JSONResponse:
    """The answer to a token request. Raises Refusal."""
    grant = asking.form.get("grant_type", "")
    if grant not in GRANTS:
        raise Refusal("unsupported_grant_type", f"there is no grant {grant or 'named'}")
    if grant not in asking.client.grants:
        raise Refusal("unauthorized_client", "the client may not use this grant")
    return JSONResponse(GRANTS[grant](asking), headers=NO_STORE)


def _answer(asking: Asking, token: str, scope: str) -> dict[str, Any]:
    return {
        "access_token": token,
        "token_type": "DPoP" if asking.jkt else "Bearer",
        "expires_in": asking.state.shop.settings.token_ttl_s,
        "scope": scope,
    }


def _code(asking: Asking) -> dict[str, Any]:
    state, form = asking.state, asking.form
    text = form.get("code", "")
    code = state.use_code(text)
    if code is None or code.request.client.id != asking.client.id:
        raise Refusal("invalid_grant", "the code is unknown, expired or was used")
    if code.request.redirect_uri != form.get("redirect_uri"):
        raise Refusal("invalid_grant", "the redirect_uri is not that of the code")
    if not is_met(code.request.parameters.get("code_challenge", ""), form.get("code_verifier", "")):
        raise Refusal("invalid_grant", "the code_verifier does not fit")
    name = state.open_family(asking.client, code.user, code.request.scope, asking.jkt)
    state.mark_used(text, name)
    answer = _of_family(asking, name, code.request.scope)
    if "openid" in code.request.scope.split():
        answer["id_token"] = _id_token(
            asking, code.user, answer["access_token"], code.request.parameters.get("nonce")
        )
    return answer


def is_met(challenge: str, verifier: str) -> bool:
    """Whether a verifier meets the challenge (RFC 7636 section 4.6)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def _of_family(asking: Asking, name: str, scope: str) -> dict[str, Any]:
    """A new access token and, where the consent was for that, a new refresh token instead of the last."""
    family = asking.state.families.get(name)
    if family is None:
        raise Refusal("invalid_grant", "the consent is over")
    token = asking.state.grant_access(asking.issuer, asking.client, family.user, scope, jkt=asking.jkt)
    family.access_tokens.append(token)
    answer = _answer(asking, token, scope)
    if "offline_access" in family.scope.split():
        family.refresh_token = answer["refresh_token"] = asking.state.shop.ids.token()
        asking.state.refresh_tokens.put(family.refresh_token, name)
    return answer


def _id_token(asking: Asking, user: User, access_token: str, nonce: str | None) -> str:
    now_s = asking.state.now_s()
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    claims = {
        "iss": asking.issuer,
        "sub": user.name,
        "aud": asking.client.id,
        "iat": now_s,
        "exp": now_s + 300,
        "auth_time": now_s,
        "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
    }
    return asking.state.sign(claims | ({"nonce": nonce} if nonce else {}), "JWT")


def _refresh(asking: Asking) -> dict[str, Any]:
    state, token = asking.state, asking.form.get("refresh_token", "")
    name = state.refresh_tokens.get(token)
    family = state.families.get(name) if name else None
    if name is None or family is None or family.is_over or family.client.id != asking.client.id:
        raise Refusal("invalid_grant", "the refresh token is unknown or over")
    if family.refresh_token != token:
        # RFC 9700 section 4.14.2: either the client or a thief used it twice, and nobody knows which.
        state.end_family(name)
        raise Refusal("invalid_grant", "the refresh token was used before: all that came of it has ended")
    if family.jkt != asking.jkt:
        raise Refusal("invalid_grant", "the refresh token is bound to another key")
    scope = asking.form.get("scope", family.scope)
    if not set(scope.split()) <= set(family.scope.split()):
        raise Refusal("invalid_scope", "a refresh cannot ask for more")
    return _of_family(asking, name, scope)


def _client_credentials(asking: Asking) -> dict[str, Any]:
    scope = asking.form.get("scope", "orders.read")
    token = asking.state.grant_access(
        asking.issuer, asking.client, None, scope, jkt=asking.jkt, audience=asking.form.get("resource", "")
    )
    return _answer(asking, token, scope)


def _device(asking: Asking) -> dict[str, Any]:
    state, code = asking.state, asking.form.get("device_code", "")
    device, now_s = state.devices.get(code), asking.state.shop.clock()
    if device is None or device.client.id != asking.client.id:
        raise Refusal("invalid_grant", "the device code is unknown or was used")
    if now_s >= device.expires_at_s:
        raise Refusal("expired_token", "the device code has expired")
    if device.is_denied:
        raise Refusal("access_denied", "the user said no")
    if device.user is None:
        is_hasty = now_s - device.asked_at_s < DEVICE_INTERVAL_S * 0.9
        device.asked_at_s = now_s
        raise Refusal("slow_down" if is_hasty else "authorization_pending", "the user has not decided")
    state.devices.drop(code)
    return _of_family(asking, state.open_family(asking.client, device.user, device.scope, asking.jkt), device.scope)


def _exchange(asking: Asking) -> dict[str, Any]:
    state, form = asking.state, asking.form
    access = state.access_tokens.get(form.get("subject_token", ""))
    if form.get("subject_token_type") != "urn:ietf:params:oauth:token-type:access_token":
        raise Refusal("invalid_request", "the subject_token_type must be that of an access token")
    if access is None or state.now_s() >= access.expires_at_s:
        raise Refusal("invalid_request", "the subject_token is unknown or expired")
    scope = form.get("scope", access.scope)
    if not set(scope.split()) <= set(access.scope.split()):
        raise Refusal("invalid_scope", "an exchange cannot ask for more")
    token = state.grant_access(
        asking.issuer, asking.client, access.user, scope, jkt=asking.jkt, audience=form.get("audience", "")
    )
    kind = "urn:ietf:params:oauth:token-type:access_token"
    return _answer(asking, token, scope) | {"issued_token_type": kind}


GRANTS: Mapping[str, Callable[[Asking], dict[str, Any]]] = {
    "authorization_code": _code,
    "refresh_token": _refresh,
    "client_credentials": _client_credentials,
    DEVICE: _device,
    EXCHANGE: _exchange,
}

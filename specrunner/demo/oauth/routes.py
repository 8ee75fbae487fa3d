"""The routes of the server, below /oauth; its issuer is the address that it was called by."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..shop import Shop
from .authorization import SCOPES, check, decide, sign_in, start
from .clients import CODE, DEVICE, EXCHANGE, Client
from .device import ask_for_device, connect, connect_decide, connect_sign_in
from .dpop import proof_of
from .form import read_form
from .refusal import NO_STORE, Refusal
from .state import Request as Authorization
from .state import State
from .token import Asking, give_token

Handler: TypeAlias = Callable[[Request, State, str], Response | Awaitable[Response]]
PREFIX = "/oauth"


def oauth_routes(shop: Shop) -> list[Route]:
    """The routes of one server, whose state lives as long as they do."""
    state = State(shop)

    def route(path: str, handle: Handler, method: str = "GET") -> Route:
        async def answer(request: Request) -> Response:
            issuer = f"{request.url.scheme}://{request.url.netloc}{PREFIX}"
            try:
                result = handle(request, state, issuer)
                return await result if isawaitable(result) else result
            except Refusal as refusal:
                return refusal.response()

        return Route(path, answer, methods=[method], name=f"{method} {path}")

    return [
        route(f"/.well-known/oauth-authorization-server{PREFIX}", _metadata),
        route(f"{PREFIX}/.well-known/openid-configuration", _metadata),
        route(f"{PREFIX}/jwks", _jwks),
        route(f"{PREFIX}/rotate", _rotate, "POST"),
        route(f"{PREFIX}/authorize", start),
        route(f"{PREFIX}/login", sign_in, "POST"),
        route(f"{PREFIX}/consent", decide, "POST"),
        route(f"{PREFIX}/par", _push, "POST"),
        route(f"{PREFIX}/token", _token, "POST"),
        route(f"{PREFIX}/introspect", _introspect, "POST"),
        route(f"{PREFIX}/revoke", _revoke, "POST"),
        route(f"{PREFIX}/userinfo", _userinfo),
        route(f"{PREFIX}/register", _register, "POST"),
        route(f"{PREFIX}/device_authorization", ask_for_device, "POST"),
        route(f"{PREFIX}/device", connect),
        route(f"{PREFIX}/device/login", connect_sign_in, "POST"),
        route(f"{PREFIX}/device/consent", connect_decide, "POST"),
    ]


def _metadata(request: Request, state: State, issuer: str) -> Response:
    methods = ["client_secret_basic", "client_secret_post", "none"]
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "introspection_endpoint": f"{issuer}/introspect",
        "revocation_endpoint": f"{issuer}/revoke",
        "registration_endpoint": f"{issuer}/register",
        "device_authorization_endpoint": f"{issuer}/device_authorization",
        "pushed_authorization_request_endpoint": f"{issuer}/par",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": [*CODE, "client_credentials", DEVICE, EXCHANGE],
        "subject_types_supported": ["public"],
        "scopes_supported": list(SCOPES),
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": True,
    }
    return JSONResponse(document, headers={"Cache-Control": "max-age=60"})


def _jwks(request: Request, state: State, issuer: str) -> Response:
    _ = state.key
    return JSONResponse({"keys": [key.as_dict(private=False) for key in state.keys]})


def _rotate(request: Request, state: State, issuer: str) -> Response:
    """For tests of clients: from now on another key signs."""
    state.rotate()
    return Response(status_code=204)


async def _caller(request: Request, state: State) -> tuple[Client, dict[str, str]]:
    form = await read_form(request)
    return state.clients.authenticate(request.headers.get("authorization", ""), form), form


async def _token(request: Request, state: State, issuer: str) -> Response:
    client, form = await _caller(request, state)
    return give_token(Asking(state, issuer, client, form, proof_of(request, state)))


async def _push(request: Request, state: State, issuer: str) -> Response:
    client, form = await _caller(request, state)
    uri = form.get("redirect_uri", "")
    if not client.allows_redirect(uri):
        raise Refusal("invalid_request", "the redirect URI is not registered")
    parameters = {name: value for name, value in form.items() if name != "client_secret"} | {"client_id": client.id}
    check(Authorization(client, uri, form.get("scope", ""), parameters))
    name = f"urn:ietf:params:oauth:request_uri:{state.shop.ids.token()}"
    state.pushed.put(name, parameters)
    return JSONResponse({"request_uri": name, "expires_in": 60}, 201, headers=NO_STORE)


async def _introspect(request: Request, state: State, issuer: str) -> Response:
    client, form = await _caller(request, state)
    if client.is_public:
        raise Refusal("invalid_client", "only a client with a secret may ask", status=401)
    token = form.get("token", "")
    access = state.access_tokens.get(token)
    if access is not None and state.now_s() < access.expires_at_s:
        body = dict(access.claims) | {"active": True, "token_type": "DPoP" if access.jkt else "Bearer"}
        return JSONResponse(body, headers=NO_STORE)
    family = state.families.get(state.refresh_tokens.get(token) or "")
    if family is not None and not family.is_over and family.refresh_token == token:
        body = {"active": True, "client_id": family.client.id, "sub": family.user.name, "scope": family.scope}
        return JSONResponse(body, headers=NO_STORE)
    return JSONResponse({"active": False}, headers=NO_STORE)


async def _revoke(request: Request, state: State, issuer: str) -> Response:
    client, form = await _caller(request, state)
    token = form.get("token", "")
    access = state.access_tokens.get(token)
    if access is not None and access.client.id == client.id:
        state.end_access(token)
    name = state.refresh_tokens.get(token)
    family = state.families.get(name) if name else None
    if name is not None and family is not None and family.client.id == client.id:
        state.end_family(name)
    # RFC 7009 section 2.2: also a token that is unknown is answered so.
    return Response(status_code=200, headers=NO_STORE)


def _userinfo(request: Request, state: State, issuer: str) -> Response:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    access = state.access_tokens.get(token)
    scheme = scheme.lower()
    if (
        access is None
        or access.user is None
        or state.now_s() >= access.expires_at_s
        or scheme not in ("bearer", "dpop")
    ):
        error = ', error="invalid_token"' if token else ""
        challenge = {"WWW-Authenticate": f'Bearer realm="specrunner demo"{error}'}
        raise Refusal("invalid_token", "send an access token of a user", status=401, headers=challenge)
    if access.jkt or scheme == "dpop":
        _check_proof(request, state, token, access.jkt, scheme)
    if "openid" not in access.scope.split():
        challenge = {"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="openid"'}
        raise Refusal("insufficient_scope", "the token lacks the scope openid", status=403, headers=challenge)
    body = {"sub": access.user.name}
    if "profile" in access.scope.split():
        body |= {"name": access.user.name.title(), "role": access.user.role}
    return JSONResponse(body, headers=NO_STORE)


def _check_proof(request: Request, state: State, token: str, jkt: str, scheme: str) -> None:
    try:
        proven = proof_of(request, state, token) if scheme == "dpop" else ""
    except Refusal as refusal:
        challenge = f'DPoP algs="ES256", error="{refusal.code}"'
        headers = {**refusal.headers, "WWW-Authenticate": challenge}
        raise Refusal(refusal.code, refusal.description, status=401, headers=headers) from None
    if not jkt or proven != jkt:
        challenge = 'DPoP algs="ES256", error="invalid_token"'
        headers = {"WWW-Authenticate": challenge, "DPoP-Nonce": state.nonce}
        raise Refusal("invalid_token", "the token needs a proof of its key", status=401, headers=headers)


def _can_be_registered(uri: object) -> bool:
    return isinstance(uri, str) and "://" in uri and "#" not in uri


async def _register(request: Request, state: State, issuer: str) -> Response:
    try:
        metadata = await request.json()
    except ValueError as error:
        raise Refusal("invalid_client_metadata", "the body is not JSON") from error
    uris = metadata.get("redirect_uris", []) if isinstance(metadata, dict) else None
    if not isinstance(uris, list) or not all(
        isinstance(uri, str) and "://" in uri and "#" not in uri for uri in uris
    ):
        raise Refusal("invalid_redirect_uri", "redirect_uris must be a list of whole URLs without fragments")
    grants = metadata.get("grant_types", ["authorization_code"])
    method = metadata.get("token_endpoint_auth_method", "client_secret_basic")
    known = (*CODE, "client_credentials", DEVICE)
    if not isinstance(grants, list) or any(grant not in known for grant in grants):
        raise Refusal("invalid_client_metadata", "grant_types has one that is unknown")
    secret = "" if method == "none" else state.shop.ids.token()
    client = Client(state.shop.ids.token(), secret, tuple(uris), tuple(grants))
    state.clients.add(client)
    body = dict(metadata) | {"client_id": client.id, "client_id_issued_at": state.now_s(), "grant_types": grants}
    body |= {"redirect_uris": uris, "token_endpoint_auth_method": method}
    if secret:
        body |= {"client_secret": secret, "client_secret_expires_at": 0}
    return JSONResponse(body, 201, headers=NO_STORE)

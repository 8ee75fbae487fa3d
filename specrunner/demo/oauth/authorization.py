"""The authorization endpoint: the request is checked, the user signs in, decides, and is sent back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from ..settings import User
from .form import read_form
from .pages import consent_page, form_post_page, login_page, page
from .refusal import Refusal
from .state import CODE_TTL_S, Code, Request, State

COOKIE = "oauth_session"
SCOPES = ("openid", "profile", "offline_access", "orders.read", "orders.write")


def start(http: HttpRequest, state: State, issuer: str) -> Response:
    """GET /authorize. Nobody is sent to a redirect URI that is not registered: such a request ends at a page."""
    parameters = dict(http.query_params)
    if "request_uri" in parameters:
        pushed = state.pushed.drop(parameters["request_uri"])
        if pushed is None or pushed.get("client_id") != parameters.get("client_id"):
            return page("Bad request", "<p>The pushed request is unknown or was used.</p>", 400)
        parameters = dict(pushed)
    client = state.clients.find(parameters.get("client_id", ""))
    uri = parameters.get("redirect_uri", "")
    if client is None or not client.allows_redirect(uri):
        what = "client" if client is None else "redirect URI"
        return page("Bad request", f"<p>The {what} is not registered.</p>", 400)
    request = Request(client, uri, parameters.get("scope", ""), parameters)
    try:
        check(request)
    except Refusal as refusal:
        return send_back(request, issuer, {"error": refusal.code, "error_description": refusal.description})
    name = state.shop.ids.token()
    state.requests.put(name, request)
    user = state.sessions.get(http.cookies.get(COOKIE, ""))
    if user is None:
        return login_page(f"{issuer}/login", {"request": name})
    return consent_page(f"{issuer}/consent", {"request": name}, client.id, request.scope)


def check(request: Request) -> None:
    """What must hold of a request whose redirect URI is right. Raises Refusal."""
    parameters, client = request.parameters, request.client
    if parameters.get("response_type") != "code":
        raise Refusal("unsupported_response_type", "only `code` is spoken here")
    if "authorization_code" not in client.grants:
        raise Refusal("unauthorized_client", "the client may not do that")
    unknown = [each for each in request.scope.split() if each not in SCOPES]
    if unknown:
        raise Refusal("invalid_scope", f"there is no scope {unknown[0]}")
    method = parameters.get("code_challenge_method", "plain")
    if "code_challenge" not in parameters:
        raise Refusal("invalid_request", "a code_challenge is required")
    if method != "S256":
        raise Refusal("invalid_request", "the code_challenge_method must be S256")


async def sign_in(http: HttpRequest, state: State, issuer: str) -> Response:
    """POST /login."""
    form = await read_form(http)
    name = form.get("request", "")
    request = state.requests.get(name)
    if request is None:
        return page("Bad request", "<p>The request is unknown or over.</p>", 400)
    user = state.shop.users.verify_password(form.get("username", ""), form.get("password", ""))
    if user is None:
        return login_page(f"{issuer}/login", {"request": name}, "Name or password is wrong.")
    response = consent_page(f"{issuer}/consent", {"request": name}, request.client.id, request.scope)
    keep_session(response, state, user, issuer)
    return response


def keep_session(response: Response, state: State, user: User, issuer: str) -> None:
    session = state.shop.ids.token()
    state.sessions.put(session, user)
    path = "/" + issuer.partition("://")[2].partition("/")[2]
    response.set_cookie(COOKIE, session, path=path, httponly=True, samesite="lax")


async def decide(http: HttpRequest, state: State, issuer: str) -> Response:
    """POST /consent."""
    form = await read_form(http)
    user = state.sessions.get(http.cookies.get(COOKIE, ""))
    request = state.requests.drop(form.get("request", ""))
    if user is None or request is None:
        return page("Bad request", "<p>The request is unknown or over.</p>", 400)
    if form.get("decision") != "allow":
        return send_back(request, issuer, {"error": "access_denied", "error_description": "the user said no"})
    code = state.shop.ids.token()
    state.codes.put(code, Code(request, user, state.shop.clock() + CODE_TTL_S))
    return send_back(request, issuer, {"code": code})


def send_back(request: Request, issuer: str, parameters: Mapping[str, str]) -> Response:
    """The user goes back to the client, with `state` and `iss` (RFC 9207)."""
    whole = dict(parameters)
    if "state" in request.parameters:
        whole["state"] = request.parameters["state"]
    whole["iss"] = issuer
    if request.parameters.get("response_mode") == "form_post":
        return form_post_page(request.redirect_uri, whole)
    joint = "&" if "?" in request.redirect_uri else "?"
    return RedirectResponse(f"{request.redirect_uri}{joint}{urlencode(whole)}", 303)

"""Logging in and out, by token and by cookie, and who is who."""

from starlette.responses import JSONResponse, Response

from ..dispatch import SESSION_COOKIE
from ..endpoint import ADMIN, FORM, JSON, USER, Answer, Body, Call, Endpoint, path, ref
from ..openapi import problem_answer
from ..problems import FORBIDDEN, NOT_FOUND, RATE_LIMITED, UNAUTHORIZED, Problem
from ..settings import User
from ..users import Door


def user_json(user: User) -> dict[str, object]:
    return {"name": user.name, "role": user.role}


def log_in(call: Call) -> Response:
    user = _identify(call)
    ttl_s = min(call.body.get("ttl_s", call.shop.settings.token_ttl_s), call.shop.settings.token_ttl_s)
    token = call.shop.ids.token()
    call.shop.tokens.grant(token, user, Door.BEARER, call.now_s + ttl_s)
    content = {"access_token": token, "token_type": "Bearer", "expires_in": int(ttl_s)}
    # RFC 6749 section 5.1: tokens must not be stored by caches.
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def log_out(call: Call) -> Response:
    call.shop.tokens.revoke(call.caller.token)
    response = Response(status_code=204)
    if call.caller.door is Door.SESSION:
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return response


def open_session(call: Call) -> Response:
    user = _identify(call)
    ttl_s = call.shop.settings.token_ttl_s
    token = call.shop.ids.token()
    call.shop.tokens.grant(token, user, Door.SESSION, call.now_s + ttl_s)
    response = Response(status_code=303, headers={"Location": "/me", "Cache-Control": "no-store"})
    # No `Secure`: the demo is served over plain HTTP on the loopback interface.
    response.set_cookie(SESSION_COOKIE, token, max_age=int(ttl_s), httponly=True, samesite="strict")
    return response


def show_me(call: Call) -> Response:
    content = user_json(call.caller.user) | {"via": call.caller.door}
    return JSONResponse(content, headers={"Cache-Control": "private, no-store"})


def list_users(call: Call) -> Response:
    return JSONResponse({"items": [user_json(user) for user in call.shop.users.all()]})


def read_user(call: Call) -> Response:
    """Names are no secret, so 403 for somebody else: unlike orders, where a number would tell something."""
    caller, name = call.caller.user, call.values["name"]
    if not caller.is_admin and caller.name != name:
        raise Problem(FORBIDDEN, "only an admin may look at somebody else")
    user = call.shop.users.find(name)
    if user is None:
        raise Problem(NOT_FOUND, f"there is no user {name}")
    return JSONResponse(user_json(user))


def _identify(call: Call) -> User:
    """Raises 401 for a wrong pair, 429 after too many of them; a right one does not help then."""
    shop, name = call.shop, call.body["username"]
    limit, window_s = shop.settings.login_failures, shop.settings.login_window_s
    quota = shop.login_failures.peek(name, limit, window_s, call.now_s)
    if quota.remaining == 0:
        detail = f"{limit} failed logins as this user; wait {quota.retry_after_s} s"
        raise Problem(
            RATE_LIMITED,
            detail,
            headers={"Retry-After": str(quota.retry_after_s)},
            extra={"violated-policies": ["login"]},
        )
    user = shop.users.verify_password(name, call.body["password"])
    if user is None:
        shop.login_failures.take(name, limit, window_s, call.now_s)
        challenge = {"WWW-Authenticate": 'Bearer realm="specrunner demo"'}
        raise Problem(UNAUTHORIZED, "user name or password is wrong", headers=challenge)
    return user


_REFUSED = problem_answer(UNAUTHORIZED, headers=("WWW-Authenticate",))
_TOO_MANY = problem_answer(RATE_LIMITED, headers=("Retry-After",))

ENDPOINTS = (
    Endpoint(
        ("POST",),
        "/login",
        log_in,
        "accounts",
        "Trade name and password for a bearer token",
        {
            200: Answer("A token; `ttl_s` can only shorten its life", ref("Token"), headers=("Cache-Control",)),
            401: _REFUSED,
            429: _TOO_MANY,
        },
        body=Body({JSON: ref("LoginInput")}),
    ),
    Endpoint(
        ("POST",),
        "/logout",
        log_out,
        "accounts",
        "Make the token or session that was sent worthless",
        {204: Answer("Done", media=None, headers=("Set-Cookie",))},
        access=USER,
    ),
    Endpoint(
        ("POST",),
        "/session",
        open_session,
        "accounts",
        "Log in by a form, as a browser does",
        {
            303: Answer("See /me", media=None, headers=("Location", "Set-Cookie", "Cache-Control")),
            401: _REFUSED,
            429: _TOO_MANY,
        },
        body=Body({FORM: ref("Credentials")}),
    ),
    Endpoint(
        ("GET",),
        "/me",
        show_me,
        "accounts",
        "Who am I, and how do you know",
        {200: Answer("You", ref("Me"), headers=("Cache-Control",))},
        access=USER,
    ),
    Endpoint(
        ("GET",),
        "/users",
        list_users,
        "accounts",
        "Everybody",
        {200: Answer("All users", ref("Users"))},
        access=ADMIN,
    ),
    Endpoint(
        ("GET",),
        "/users/{name}",
        read_user,
        "accounts",
        "One user: oneself, or for an admin anybody",
        {200: Answer("The user", ref("User")), 403: problem_answer(FORBIDDEN)},
        (path("name", "Name of the user", maxLength=64),),
        access=USER,
    ),
)

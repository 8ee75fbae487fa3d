"""The demo service as an ASGI application: routes, error answers, and the fields that every answer has."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .dispatch import routes
from .oauth import oauth_routes
from .problems import INTERNAL, METHOD_NOT_ALLOWED, NOT_FOUND, Problem, problem_response
from .routes import ENDPOINTS, SOCKETS
from .schemas import SCHEMAS
from .settings import Clock, Settings, steady_clock
from .shop import Shop
from .validation import Contract

SAFE_REQUEST_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")

# What a browser must not do with answers of an API, whatever they hold.
SAFETY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def create_app(*, clock: Clock | None = None, settings: Settings | None = None) -> Starlette:
    """A new shop with its own state. It needs no lifespan, no event loop of its own and no particular server.

    `clock` gives seconds since the Unix epoch and moves orders, tokens, caches and limits; only routes that
    wait (`/http/delay`, `/http/drip`) use the event loop's clock instead.
    """
    shop = Shop(settings or Settings(), clock or steady_clock(), Contract(SCHEMAS))
    app = Starlette(
        routes=[*routes(ENDPOINTS), *oauth_routes(shop), *SOCKETS],
        middleware=[Middleware(CommonHeaders)],
        exception_handlers={Problem: _on_problem, HTTPException: _on_router, Exception: _on_mistake},
    )
    app.router.redirect_slashes = False
    app.state.shop = shop
    return app


class CommonHeaders:
    """Adds the request's name and the safety fields, unless the answer sets a field itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        shop: Shop = scope["app"].state.shop
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if SAFE_REQUEST_NAME.fullmatch(given) else shop.ids.request_name()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_missing(message, {"X-Request-Id": name} | SAFETY_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _add_missing(message: MutableMapping[str, Any], wanted: dict[str, str]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in wanted.items():
        headers.setdefault(name, value)


async def _on_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return problem_response(error, request.url.path)


async def _on_router(request: Request, error: Exception) -> Response:
    """The router knows two complaints: no such path, and a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    place = f"{request.method} {request.url.path}"
    if error.status_code == METHOD_NOT_ALLOWED.status:
        methods = (error.headers or {}).get("Allow", "")
        allow = ", ".join(sorted(methods.split(", ")))
        problem = Problem(METHOD_NOT_ALLOWED, f"{place}: use {allow}", headers={"Allow": allow})
    else:
        problem = Problem(NOT_FOUND, f"{place}: see /openapi.json for what there is")
    return problem_response(problem, request.url.path)


async def _on_mistake(request: Request, error: Exception) -> Response:
    # Starlette raises the error again after this answer, so the server logs it.
    return problem_response(Problem(INTERNAL, "see the service's log"), request.url.path)

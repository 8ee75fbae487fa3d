"""From a request to a handler: who calls, with which parameters and which body. All checks of the input are here."""

import inspect
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from .endpoint import FORM, Access, Body, Call, Endpoint, Parameter
from .problems import (
    FORBIDDEN,
    MALFORMED,
    NOT_FOUND,
    TOO_LARGE,
    UNAUTHORIZED,
    UNSUPPORTED_MEDIA_TYPE,
    Culprit,
    Problem,
    invalid,
)
from .shop import Shop
from .users import Door, Login
from .validation import from_text

SESSION_COOKIE = "session"
MAX_FIELDS = 1000
PATIENCE_BYTES = 16 * 1024 * 1024


def routes(endpoints: Sequence[Endpoint]) -> list[Route]:
    """One Starlette route a path, so that a wrong method gets all of the path's methods in `Allow`."""
    tables: dict[str, dict[str, Endpoint]] = {}
    for endpoint in endpoints:
        table = tables.setdefault(endpoint.path, {})
        for method in endpoint.methods:
            if method in table:
                raise ValueError(f"{method} {endpoint.path} has two rows")
            table[method] = endpoint
    return [_route(path, table) for path, table in tables.items()]


def _route(path: str, table: Mapping[str, Endpoint]) -> Route:
    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" and "HEAD" not in table else request.method
        return await _answer(table[method], request)

    return Route(path, answer, methods=list(table), name=path)


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    shop: Shop = request.app.state.shop
    try:
        raw = await _read_body(request, shop.settings.max_body_bytes)
    except ClientDisconnect:
        # Nobody is left to read this answer; it only ends the exchange without a traceback.
        return Response(status_code=400)
    now_s = shop.clock()
    login = _authorize(endpoint.access, request, shop, now_s)
    values = _read_parameters(endpoint.parameters, request, shop)
    body = _parse_body(endpoint.body, raw, request, shop) if endpoint.body else None
    answer = endpoint.handle(Call(request, shop, now_s, values, raw, body, login))
    return await answer if inspect.isawaitable(answer) else answer


def _authorize(access: Access, request: Request, shop: Shop, now_s: float) -> Login | None:
    if "bearer" not in access.doors:
        # Open to anyone; or basic, digest and keys, where the route itself is the one that judges them.
        return None
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    login: Login | None = None
    if scheme:
        if scheme.lower() == "bearer":
            login = shop.tokens.look_up(token.strip(), Door.BEARER, now_s)
    else:
        login = shop.tokens.look_up(request.cookies.get(SESSION_COOKIE, ""), Door.SESSION, now_s)
    if login is None:
        # RFC 6750 section 3: no error code when the request had no credentials at all.
        error = ', error="invalid_token"' if scheme else ""
        detail = "the token is unknown or expired: POST /login" if scheme else "POST /login and send the token"
        challenge = {"WWW-Authenticate": f'Bearer realm="specrunner demo"{error}'}
        raise Problem(UNAUTHORIZED, detail, headers=challenge)
    if access.role is not None and login.user.role != access.role:
        raise Problem(FORBIDDEN, f"only the role `{access.role}` may do this, and you are `{login.user.role}`")
    return login


def _read_parameters(parameters: Sequence[Parameter], request: Request, shop: Shop) -> dict[str, Any]:
    values: dict[str, Any] = {}
    culprits: list[Culprit] = []
    for parameter in parameters:
        texts = _texts(parameter, request)
        if not texts:
            if parameter.is_required:
                culprits.append(Culprit("is required", parameter=parameter.name))
            elif "default" in parameter.schema:
                values[parameter.name] = parameter.schema["default"]
            continue
        culprit, value = _convert(parameter, texts, shop)
        if culprit is None:
            values[parameter.name] = value
        elif parameter.where == "path":
            raise Problem(NOT_FOUND, f"`{texts[0][:50]}` in the path {culprit.detail}")
        else:
            culprits.append(culprit)
    if culprits:
        raise invalid(*culprits)
    return values


def _texts(parameter: Parameter, request: Request) -> list[str]:
    match parameter.where:
        case "path":
            return [request.path_params[parameter.name]]
        case "query" if parameter.schema.get("type") == "object":
            # All query parameters together: the route reads them by itself.
            return []
        case "query":
            return request.query_params.getlist(parameter.name)
        case "header":
            return request.headers.getlist(parameter.name)
        case "cookie":
            return [request.cookies[parameter.name]] if parameter.name in request.cookies else []


def _convert(parameter: Parameter, texts: list[str], shop: Shop) -> tuple[Culprit | None, object]:
    value: object
    if parameter.schema.get("type") == "array":
        value = texts
    elif len(texts) > 1 and parameter.where == "query":
        return Culprit("is given more than once", parameter=parameter.name), None
    else:
        value = from_text(parameter.schema, ", ".join(texts))
    return shop.contract.parameter_culprit(parameter.name, parameter.schema, value), value


async def _read_body(request: Request, limit_bytes: int) -> bytes:
    """All of it. Raises 413 for more than `limit_bytes`, after reading on for a while without keeping it."""
    chunks = bytearray()
    size_bytes = 0
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            size_bytes += len(chunk)
            if size_bytes <= limit_bytes:
                chunks += chunk
            # An answer to a client that still sends is lost when the connection is reset: let it finish first.
            elif size_bytes > limit_bytes + PATIENCE_BYTES:
                break
    if size_bytes > limit_bytes:
        raise Problem(TOO_LARGE, f"the body may have up to {limit_bytes} bytes")
    return bytes(chunks)


def _parse_body(body: Body, raw: bytes, request: Request, shop: Shop) -> Any:
    given = request.headers.get("content-type", "")
    media = given.partition(";")[0].strip().lower()
    schema = body.content.get(media)
    if schema is None:
        if not body.is_required:
            return None
        names = ", ".join(body.content)
        detail = f"send {names}, not {media}" if media else f"send {names}, and say so in Content-Type"
        raise Problem(UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept": names})
    value = _fields(raw) if media == FORM else _json(raw)
    culprits = shop.contract.culprits(schema, value)
    if culprits:
        raise invalid(*culprits)
    return value


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise Problem(MALFORMED, f"the body is not JSON: see {place}") from error


def _fields(raw: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Problem(MALFORMED, "the body is not an urlencoded form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Problem(MALFORMED, "the form has a field twice")
    return fields

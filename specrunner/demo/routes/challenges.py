"""The other ways to say who one is: basic (RFC 7617), digest (RFC 7616) and an API key. All answer as /me does."""

import base64
import binascii

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, Response

from ..digest import ALGORITHMS, REALM, Verdict, parse_credentials
from ..endpoint import Access, Answer, Call, Endpoint, Status, query, ref
from ..problems import UNAUTHORIZED, Problem, problem_response
from ..settings import User
from ..users import Door
from .accounts import user_json

API_KEY_HEADER = "X-Api-Key"
API_KEY_NAME = "api_key"


def answer_basic(call: Call) -> Response:
    scheme, _, encoded = call.request.headers.get("authorization", "").partition(" ")
    user: User | None = None
    if scheme.lower() == "basic":
        try:
            name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            name = password = ""
        user = call.shop.users.verify_password(name, password)
    if user is None:
        challenge = {"WWW-Authenticate": f'Basic realm="{REALM}", charset="UTF-8"'}
        raise Problem(UNAUTHORIZED, "send name and password by basic authentication", headers=challenge)
    return _welcome(user, Door.BASIC)


def answer_digest(call: Call) -> Response:
    given = parse_credentials(call.request.headers.get("authorization", ""))
    verdict = Verdict.WRONG
    if given is not None:
        user = call.shop.users.find(given.get("username", ""))
        if user is not None:
            target = call.request.url.path + (f"?{call.request.url.query}" if call.request.url.query else "")
            verdict = call.shop.nonces.judge(given, call.request.method, target, user, call.now_s)
            if verdict is Verdict.RIGHT:
                return _welcome(user, Door.DIGEST)
    problem = Problem(UNAUTHORIZED, "prove by digest authentication that you know the password")
    response = problem_response(problem, call.request.url.path)
    _add_challenges(response.headers, call, is_stale=verdict is Verdict.STALE)
    return response


def answer_api_key(call: Call) -> Response:
    request = call.request
    key = (
        request.headers.get(API_KEY_HEADER)
        or request.query_params.get(API_KEY_NAME)
        or request.cookies.get(API_KEY_NAME)
    )
    user = call.shop.users.verify_api_key(key) if key else None
    if user is None:
        challenge = {"WWW-Authenticate": f'ApiKey realm="{REALM}"'}
        detail = f"send a key: header {API_KEY_HEADER}, query parameter {API_KEY_NAME} or cookie {API_KEY_NAME}"
        raise Problem(UNAUTHORIZED, detail, headers=challenge)
    return _welcome(user, Door.API_KEY)


def _add_challenges(headers: MutableHeaders, call: Call, *, is_stale: bool) -> None:
    """One challenge, or one for each hash with the better first (RFC 7616 section 3.7)."""
    wanted = call.values.get("algorithm")
    qop = None if call.values["qop"] == "none" else "auth"
    for algorithm in (wanted,) if wanted else ("SHA-256", "MD5"):
        nonce = call.shop.ids.token()
        challenge = call.shop.nonces.challenge(nonce, algorithm, qop, call.now_s, is_stale=is_stale)
        headers.append("WWW-Authenticate", challenge)


def _welcome(user: User, door: Door) -> Response:
    return JSONResponse(user_json(user) | {"via": door}, headers={"Cache-Control": "private, no-store"})


_WELCOME: dict[Status, Answer] = {200: Answer("You", ref("Me"), headers=("Cache-Control",))}

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/basic",
        answer_basic,
        "challenges",
        "Behind basic authentication",
        _WELCOME,
        access=Access(("basic",)),
    ),
    Endpoint(
        ("GET",),
        "/digest",
        answer_digest,
        "challenges",
        "Behind digest authentication",
        _WELCOME,
        (
            query("algorithm", "Challenge with this one only", enum=list(ALGORITHMS)),
            query("qop", "`none` leaves it out of the challenge", enum=["auth", "none"], default="auth"),
        ),
        access=Access(("digest",)),
    ),
    Endpoint(
        ("GET",),
        "/apikey",
        answer_api_key,
        "challenges",
        "Behind an API key",
        _WELCOME,
        access=Access(("api_key_header", "api_key_query", "api_key_cookie")),
    ),
)

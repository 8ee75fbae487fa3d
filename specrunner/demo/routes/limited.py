"""A resource with a rate limit that the request itself chooses, so that a test need not wait for minutes."""

import math

from starlette.responses import JSONResponse, Response

from ..conditional import http_date
from ..endpoint import Answer, Call, Endpoint, header, query, ref
from ..limits import Quota
from ..openapi import problem_answer
from ..problems import RATE_LIMITED, Problem

POLICY = "default"


def take_one(call: Call) -> Response:
    values = call.values
    quota = call.shop.limiter.take(_key(call), values["limit"], values["window_s"], call.now_s)
    headers = quota.headers(POLICY, call.now_s) | {"Cache-Control": "no-store"}
    if quota.is_exceeded:
        raise Problem(
            RATE_LIMITED,
            f"the quota of {quota.limit} in {quota.window_s:g} s is used up",
            headers=headers | {"Retry-After": _retry_after(quota, call)},
            extra={"violated-policies": [POLICY]},
        )
    content = {
        "client": values["X-Client-Key"],
        "limit": quota.limit,
        "remaining": quota.remaining,
        "reset_s": round(quota.reset_s, 3),
    }
    return JSONResponse(content, headers=headers)


def forget_client(call: Call) -> Response:
    call.shop.limiter.forget(_key(call))
    return Response(status_code=204)


def _key(call: Call) -> str:
    client: str = call.values["X-Client-Key"]
    return client


def _retry_after(quota: Quota, call: Call) -> str:
    if call.values["retry_after"] == "date":
        return http_date(math.ceil(call.now_s + quota.reset_s))
    return str(quota.retry_after_s)


_CLIENT = header(
    "X-Client-Key", "Whose quota; each key has its own", pattern="^[A-Za-z0-9._-]{1,64}$", default="anonymous"
)
_FIELDS = (
    "RateLimit",
    "RateLimit-Policy",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Cache-Control",
)

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/limited",
        take_one,
        "limits",
        "Use up one request of the quota",
        {
            200: Answer("There was one left", ref("Quota"), headers=_FIELDS),
            429: problem_answer(RATE_LIMITED, headers=(*_FIELDS, "Retry-After")),
        },
        (
            query("limit", "Requests in a window", type="integer", minimum=1, maximum=1000, default=5),
            query("window_s", "Length of a window", type="number", minimum=0.05, maximum=3600, default=10),
            query("retry_after", "How Retry-After says it", enum=["seconds", "date"], default="seconds"),
            _CLIENT,
        ),
    ),
    Endpoint(
        ("DELETE",),
        "/limited",
        forget_client,
        "limits",
        "Begin a new window for this key",
        {204: Answer("Forgotten", media=None)},
        (_CLIENT,),
    ),
)

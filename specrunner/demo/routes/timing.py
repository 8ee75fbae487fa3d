"""Answers that are late, slow, or wrong a number of times: for deadlines and retries."""

from collections.abc import AsyncIterator

import anyio
from starlette.responses import JSONResponse, Response, StreamingResponse

from ..endpoint import Answer, Body, Call, Endpoint, path, query, ref
from ..problems import MEDIA_TYPE, Problem, plain

ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")
WITHOUT_BODY = frozenset({204, 205, 304})
MAX_WAIT_S = 60


async def wait(call: Call) -> Response:
    await anyio.sleep(call.values["seconds"])
    return JSONResponse({"slept_s": call.values["seconds"]})


class _Dots(AsyncIterator[bytes]):
    """`count` dots, evenly over `duration_s`: the first at once, the last at the end.

    No generator: nobody would close one whose client goes away in the middle.
    """

    def __init__(self, count: int, duration_s: float) -> None:
        self._count = count
        self._pause_s = duration_s / max(count - 1, 1)
        self._sent = 0

    async def __anext__(self) -> bytes:
        if self._sent == self._count:
            raise StopAsyncIteration
        if self._sent:
            await anyio.sleep(self._pause_s)
        self._sent += 1
        return b"."


async def drip(call: Call) -> Response:
    count = call.values["bytes"]
    await anyio.sleep(call.values["delay_s"])
    headers = {} if call.values["chunked"] else {"Content-Length": str(count)}
    return StreamingResponse(_Dots(count, call.values["duration_s"]), headers=headers, media_type="text/plain")


def answer_with(call: Call) -> Response:
    status = call.values["code"]
    headers = {"Retry-After": call.values["retry_after"]} if "retry_after" in call.values else {}
    if "location" in call.values:
        headers["Location"] = call.values["location"]
    if status in WITHOUT_BODY:
        return Response(status_code=status, headers=headers)
    if status >= 400:
        raise Problem(plain(status), "as you asked", headers=headers)
    return JSONResponse({"status": status}, status, headers)


def fail_at_first(call: Call) -> Response:
    """Counts the calls of each key; a test takes a key of its own."""
    key, failures = call.values["key"], call.values["failures"]
    attempt = (call.shop.flaky_calls.get(key) or 0) + 1
    call.shop.flaky_calls.put(key, attempt)
    if attempt > failures:
        return JSONResponse({"key": key, "attempt": attempt})
    headers = {"Retry-After": call.values["retry_after"]} if "retry_after" in call.values else {}
    raise Problem(plain(call.values["status"]), f"attempt {attempt} of {key}: {failures} must fail", headers=headers)


_RETRY_AFTER = query("retry_after", "Value of Retry-After, as it is", pattern="^[ -~]{1,60}$")
_SET = ("Retry-After", "Location")
_ANY_BODY = Body({"*/*": {}}, is_required=False)

ENDPOINTS = (
    Endpoint(
        ANY_METHOD,
        "/http/delay/{seconds}",
        wait,
        "plumbing",
        "Nothing at all for a while, then an answer",
        {200: Answer("Slept enough", ref("Slept"))},
        (path("seconds", "How long", type="number", minimum=0, maximum=MAX_WAIT_S),),
        _ANY_BODY,
    ),
    Endpoint(
        ("GET",),
        "/http/drip",
        drip,
        "plumbing",
        "A body that comes byte by byte",
        {200: Answer("Dots", {"type": "string", "pattern": "^[.]*$"}, "text/plain")},
        (
            query("bytes", "How many", type="integer", minimum=1, maximum=10000, default=10),
            query("duration_s", "From first to last", type="number", minimum=0, maximum=MAX_WAIT_S, default=1),
            query("delay_s", "Before the head", type="number", minimum=0, maximum=MAX_WAIT_S, default=0),
            query("chunked", "Send chunks, not a Content-Length", type="boolean", default=False),
        ),
    ),
    Endpoint(
        ANY_METHOD,
        "/http/status/{code}",
        answer_with,
        "plumbing",
        "An answer with any final status",
        {
            "2XX": Answer("As asked", ref("Status"), headers=_SET),
            "3XX": Answer("As asked", ref("Status"), headers=_SET),
            "4XX": Answer("As asked", ref("Problem"), MEDIA_TYPE, _SET),
            "5XX": Answer("As asked", ref("Problem"), MEDIA_TYPE, _SET),
        },
        (
            path("code", "The status", type="integer", minimum=200, maximum=599),
            _RETRY_AFTER,
            query("location", "Value of Location, as it is", pattern="^[!-~]{1,2000}$"),
        ),
        _ANY_BODY,
        description="204, 205 and 304 have no body.",
    ),
    Endpoint(
        ANY_METHOD,
        "/http/flaky/{key}",
        fail_at_first,
        "plumbing",
        "Fails a number of times, then works",
        {
            200: Answer("It works", ref("Attempt")),
            "4XX": Answer("A failure", ref("Problem"), MEDIA_TYPE, ("Retry-After",)),
            "5XX": Answer("A failure", ref("Problem"), MEDIA_TYPE, ("Retry-After",)),
        },
        (
            path("key", "What is counted; take one of your own", pattern="^[A-Za-z0-9._-]{1,64}$"),
            query("failures", "How often", type="integer", minimum=0, maximum=1000, default=2),
            query("status", "Status of a failure", type="integer", minimum=400, maximum=599, default=503),
            _RETRY_AFTER,
        ),
        _ANY_BODY,
    ),
)

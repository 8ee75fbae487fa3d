"""Redirects: chains, a loop, and to anywhere. An open redirect is a hole in a real service; here it is the point."""

from starlette.responses import Response

from ..endpoint import Answer, Body, Call, Endpoint, Status, path, query

ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")
STATUSES = (301, 302, 303, 307, 308)


def go_on(call: Call) -> Response:
    """n, n - 1, ... 1, and then /http/echo, which tells what became of method and body."""
    left, status = call.values["n"] - 1, call.values["status"]
    target = f"/http/redirect/{left}?status={status}" if left else "/http/echo"
    if call.values["absolute"]:
        target = str(call.request.base_url).rstrip("/") + target
    return _redirect(status, target)


def go_to(call: Call) -> Response:
    return _redirect(call.values["status"], call.values["url"])


def go_round(call: Call) -> Response:
    return _redirect(call.values["status"], f"/http/redirect-loop?status={call.values['status']}")


def _redirect(status: int, target: str) -> Response:
    return Response(f"see {target}\n", status, {"Location": target}, "text/plain")


_STATUS = query("status", "Status of each redirect", type="integer", enum=list(STATUSES), default=302)
_ANSWERS: dict[Status, Answer] = {
    status: Answer("Go on there", {"type": "string"}, "text/plain", ("Location",)) for status in STATUSES
}
_ANY_BODY = Body({"*/*": {}}, is_required=False)

ENDPOINTS = (
    Endpoint(
        ANY_METHOD,
        "/http/redirect/{n}",
        go_on,
        "plumbing",
        "A chain of n redirects that ends at /http/echo",
        _ANSWERS,
        (
            path("n", "Redirects in the chain", type="integer", minimum=1, maximum=100),
            _STATUS,
            query("absolute", "Make Location an absolute URL", type="boolean", default=False),
        ),
        _ANY_BODY,
    ),
    Endpoint(
        ANY_METHOD,
        "/http/redirect-to",
        go_to,
        "plumbing",
        "A redirect to any URL, other origins and bad URLs included",
        _ANSWERS,
        (
            query("url", "Location, as it is", is_required=True, pattern="^[!-~]{1,2000}$"),
            _STATUS,
        ),
        _ANY_BODY,
    ),
    Endpoint(
        ANY_METHOD,
        "/http/redirect-loop",
        go_round,
        "plumbing",
        "A redirect to itself",
        _ANSWERS,
        (_STATUS,),
        _ANY_BODY,
    ),
)

"""Validators and Cache-Control to order: weak and strong tags, dates, preconditions."""

from starlette.responses import JSONResponse, Response

from ..conditional import Tag, http_date, is_permitted, is_unchanged
from ..endpoint import Answer, Body, Call, Endpoint, header, path, query, ref
from ..openapi import problem_answer
from ..problems import PRECONDITION_FAILED, Problem


def read_variant(call: Call) -> Response:
    tag, changed_at_s = _tag(call), _changed_at_s(call)
    headers = {"ETag": str(tag), "Cache-Control": call.values["cache_control"]}
    if changed_at_s is not None:
        headers["Last-Modified"] = http_date(changed_at_s)
    for name, parameter in (("Age", "age"), ("Vary", "vary")):
        if parameter in call.values:
            headers[name] = str(call.values[parameter])
    if is_unchanged(call.request.headers, tag, changed_at_s):
        return Response(status_code=304, headers=headers)
    return JSONResponse({"tag": str(tag), "is_weak": tag.is_weak}, headers=headers)


def write_variant(call: Call) -> Response:
    """Changes nothing; only the preconditions are looked at. A weak tag never matches If-Match."""
    tag = _tag(call)
    if not is_permitted(call.request.headers, tag):
        raise Problem(PRECONDITION_FAILED, f"the ETag is {tag}")
    return Response(status_code=204, headers={"ETag": str(tag)})


def _tag(call: Call) -> Tag:
    return Tag(call.values["tag"], call.values["weak"])


def _changed_at_s(call: Call) -> float | None:
    age_s = call.values.get("modified_ago_s")
    return None if age_s is None else call.shop.opened_at_s - age_s


_TAG = path("tag", "Value of the entity tag", pattern="^[A-Za-z0-9._-]{1,64}$")
_WEAK = query("weak", "Make it a weak one", type="boolean", default=False)
_IF_NONE_MATCH = header("If-None-Match", "Entity tags, or `*`")
_FIELDS = ("ETag", "Last-Modified", "Cache-Control", "Age", "Vary")
_VALUE = "^[ -~]{1,200}$"

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/http/cache/{tag}",
        read_variant,
        "plumbing",
        "Something with these validators and this Cache-Control",
        {
            200: Answer("It is new to you", ref("Variant"), headers=_FIELDS),
            304: Answer("It is as you have it", media=None, headers=_FIELDS),
        },
        (
            _TAG,
            _WEAK,
            query("cache_control", "The field, as it is", pattern=_VALUE, default="no-cache"),
            query("age", "The field, in seconds", type="integer", minimum=0, maximum=10**9),
            query("vary", "The field, as it is", pattern=_VALUE),
            query(
                "modified_ago_s",
                "Last-Modified, before the service's start; without it there is none",
                type="integer",
                minimum=0,
                maximum=10**9,
            ),
            _IF_NONE_MATCH,
            header("If-Modified-Since", "An HTTP date"),
        ),
    ),
    Endpoint(
        ("PUT",),
        "/http/cache/{tag}",
        write_variant,
        "plumbing",
        "Try preconditions",
        {
            204: Answer("They are met", media=None, headers=("ETag",)),
            412: problem_answer(PRECONDITION_FAILED),
        },
        (_TAG, _WEAK, header("If-Match", "Entity tags, or `*`"), _IF_NONE_MATCH),
        Body({"*/*": {}}, is_required=False),
    ),
)

"""The service about itself: index, health, its OpenAPI document, the list of problem types."""

from functools import cache
from typing import Any

from starlette.responses import JSONResponse, Response

from ..conditional import iso_date
from ..endpoint import Answer, Call, Endpoint, path, ref
from ..openapi import document
from ..problems import NOT_FOUND, PROBLEM_TYPES, Problem


def show_index(call: Call) -> Response:
    names = ("/health", "/openapi.json", "/skus", "/orders", "/login", "/me", "/limited", "/http/echo")
    links = {name.rpartition("/")[2].removesuffix(".json"): name for name in names}
    return JSONResponse({"name": "specrunner demo shop", "links": links})


def show_health(call: Call) -> Response:
    uptime_s = max(round(call.now_s - call.shop.opened_at_s, 3), 0)
    content = {"status": "ok", "now": iso_date(call.now_s), "uptime_s": uptime_s}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


@cache
def _document() -> dict[str, Any]:
    # Lazy because this module's rows are part of what the document describes.
    from . import ENDPOINTS as ALL_ENDPOINTS

    return document(ALL_ENDPOINTS)


def show_document(call: Call) -> Response:
    return JSONResponse(_document(), headers={"Cache-Control": "public, max-age=60"})


def show_problem_type(call: Call) -> Response:
    for kind in PROBLEM_TYPES:
        if kind.slug == call.values["slug"]:
            content = {"type": kind.type_uri, "title": kind.title, "status": kind.status, "meaning": kind.meaning}
            return JSONResponse(content)
    raise Problem(NOT_FOUND, "there is no such problem type here")


ENDPOINTS = (
    Endpoint(("GET",), "/", show_index, "service", "Where to begin", {200: Answer("Links", ref("Index"))}),
    Endpoint(
        ("GET",),
        "/health",
        show_health,
        "service",
        "Is it up, and what time does it think it is",
        {200: Answer("It is up", ref("Health"), headers=("Cache-Control",))},
    ),
    Endpoint(
        ("GET",),
        "/openapi.json",
        show_document,
        "service",
        "This document",
        {200: Answer("OpenAPI 3.1", {"type": "object"}, headers=("Cache-Control",))},
    ),
    Endpoint(
        ("GET",),
        "/problems/{slug}",
        show_problem_type,
        "service",
        "What a problem type means",
        {200: Answer("The problem type", ref("ProblemType"))},
        (path("slug", "Last part of a problem's `type`"),),
    ),
)

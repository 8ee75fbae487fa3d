"""The request as it came in: to see what a client really sends."""

import base64
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.responses import JSONResponse, Response

from ..dispatch import MAX_FIELDS
from ..endpoint import FORM, MULTIPART, Answer, Body, Call, Endpoint, ref
from ..multipart import MultipartError, Part, parse_multipart
from ..openapi import problem_answer
from ..problems import MALFORMED, Problem


def echo(call: Call) -> Response:
    request = call.request
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    content = {
        "method": request.method,
        "path": request.url.path,
        "query_string": request.scope["query_string"].decode("latin-1"),
        "query": _grouped(request.query_params.multi_items()),
        "http_version": request.scope["http_version"],
        "scheme": request.url.scheme,
        "headers": _named(headers),
        "header": _grouped(headers),
        "cookies": request.cookies,
        "size": len(call.raw),
        "base64": base64.b64encode(call.raw).decode(),
        "text": _text(call.raw),
        "json": _json(call.raw),
        "form": _form(call.raw) if media == FORM else None,
        "parts": _parts(call) if media == MULTIPART else None,
    }
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def _named(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Values by name, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _form(raw: bytes) -> dict[str, list[str]]:
    try:
        return _grouped(parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise Problem(MALFORMED, "the body is not an urlencoded form") from error


def _parts(call: Call) -> list[dict[str, Any]]:
    try:
        parts = parse_multipart(call.raw, call.request.headers["content-type"])
    except MultipartError as error:
        raise Problem(MALFORMED, f"the body is not multipart/form-data: {error}") from error
    return [_part_json(part) for part in parts]


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "filename": part.filename,
        "content_type": part.content_type,
        "headers": _named(part.headers),
        "size": len(part.content),
        "base64": base64.b64encode(part.content).decode(),
        "text": _text(part.content),
    }


ENDPOINTS = (
    Endpoint(
        ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
        "/http/echo",
        echo,
        "plumbing",
        "The request, as it came in",
        {
            200: Answer("Head and body of the request", ref("Echo"), headers=("Cache-Control",)),
            400: problem_answer(MALFORMED),
        },
        body=Body({"*/*": {}}, is_required=False),
        description="A form or a multipart body is taken apart, and refused when it is malformed.",
    ),
)

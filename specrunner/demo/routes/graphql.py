"""GraphQL over HTTP: both media types, GET, batches, files."""

import base64
from typing import Any

import orjson
from starlette.responses import Response

from ..endpoint import MULTIPART, Answer, Body, Call, Endpoint, query
from ..multipart import MultipartError, parse_multipart
from ..openapi import problem_answer
from ..problems import MALFORMED, Problem

RESPONSE = "application/graphql-response+json"
MAX_BATCH = 10


def answer(call: Call) -> Response:
    """`application/graphql-response+json` where it is accepted: then a refusal has a status of its own."""
    # Lazy: graphql-core costs a tenth of a second, and most users of the shop have no use for it.
    from ..graphql import Refused, run

    accepted = call.request.headers.get("accept", "*/*")
    media = RESPONSE if RESPONSE in accepted else "application/json"
    is_get = call.request.method == "GET"
    try:
        asked = _from_url(call) if is_get else _from_body(call)
        if isinstance(asked, list):
            content: Any = [_one_of_batch(call, each) for each in asked[:MAX_BATCH]]
        else:
            content = run(call.shop, asked, may_change=not is_get)
    except Refused as refused:
        status = 405 if refused.is_method else 400 if media == RESPONSE else 200
        headers = {"Allow": "POST"} if refused.is_method else None
        return Response(orjson.dumps({"errors": refused.errors}), status, headers, media_type=media)
    return Response(orjson.dumps(content), media_type=media)


def _one_of_batch(call: Call, asked: Any) -> dict[str, Any]:
    from ..graphql import Refused, run

    try:
        return run(call.shop, asked)
    except Refused as refused:
        return {"errors": refused.errors}


def _from_url(call: Call) -> dict[str, Any]:
    values = {name: call.values[name] for name in ("query", "operationName") if name in call.values}
    return {**values, "variables": _loaded(call.values["variables"])} if "variables" in call.values else values


def _from_body(call: Call) -> Any:
    media = call.request.headers.get("content-type", "")
    return _from_parts(call.raw, media) if media.startswith(MULTIPART) else _loaded(call.raw)


def _from_parts(raw: bytes, media: str) -> Any:
    """The GraphQL multipart request: `operations`, `map`, and the files that it names."""
    try:
        parts = {part.name: part for part in parse_multipart(raw, media)}
        asked, places = _loaded(parts["operations"].content), _loaded(parts["map"].content)
        for name, paths in places.items():
            part = parts[name]
            content = base64.b64encode(part.content).decode()
            file = {"filename": part.filename, "content_type": part.content_type, "base64": content}
            for path in paths:
                _put(asked, path.split("."), file)
    except (MultipartError, KeyError, IndexError, TypeError, ValueError) as error:
        raise Problem(MALFORMED, "the body is no GraphQL multipart request") from error
    return asked


def _put(tree: Any, path: list[str], value: Any) -> None:
    for name in path[:-1]:
        tree = tree[int(name)] if isinstance(tree, list) else tree[name]
    tree[int(path[-1]) if isinstance(tree, list) else path[-1]] = value


def _loaded(text: bytes | str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Problem(MALFORMED, "the body is not JSON") from error


_ANY = {"type": ["object", "array"]}
ENDPOINTS = (
    Endpoint(
        ("GET", "POST"),
        "/graphql",
        answer,
        "graphql",
        "The catalogue, rated and with photos",
        {
            200: Answer("The answer, or a list of them to a batch", _ANY),
            400: problem_answer(MALFORMED),
            405: Answer("A mutation by GET", _ANY),
        },
        parameters=(
            query("query", "For GET: the document"),
            query("variables", "For GET: the variables as JSON"),
            query("operationName", "For GET: which operation to run"),
        ),
        body=Body({"*/*": {}}, is_required=False),
    ),
)

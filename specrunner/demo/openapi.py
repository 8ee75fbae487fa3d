"""The OpenAPI 3.1 document, made from the same rows that the router and the checks of the input are made from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .endpoint import ANYONE, Answer, Endpoint, Parameter, Status, ref
from .problems import (
    FORBIDDEN,
    INVALID,
    MALFORMED,
    MEDIA_TYPE,
    NOT_FOUND,
    TOO_LARGE,
    UNAUTHORIZED,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemType,
)
from .schemas import SCHEMAS
from .validation import Schema

VERSION = "1.0.0"
BODY_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

TAGS = {
    "service": "The service about itself.",
    "skus": "The catalogue, cached, with validators.",
    "orders": "Orders, whose state moves on by itself.",
    "accounts": "Logging in, and who is who.",
    "challenges": "The other ways to say who one is: basic, digest, API key.",
    "admin": "The cache from inside.",
    "limits": "Rate limits.",
    "rpc": "JSON-RPC 2.0.",
    "graphql": "GraphQL.",
    "plumbing": "HTTP by the piece, for testing clients.",
}

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}

# Name: what it says, and the shape of its value.
HEADERS: Mapping[str, tuple[str, Schema]] = {
    "X-Request-Id": (
        "The request's name: the one it came with, or a new one.",
        {"pattern": "^[A-Za-z0-9._-]{1,64}$"},
    ),
    "Location": ("Where to go, or what was made.", _TEXT),
    "ETag": ("Entity tag of what was sent (RFC 9110 section 8.8.3).", {"pattern": '^(W/)?"[^"]*"$'}),
    "Last-Modified": ("When it last changed.", {"pattern": "GMT$"}),
    "Cache-Control": ("RFC 9111.", _TEXT),
    "X-Accel-Buffering": ("`no` asks proxies not to gather the answer.", _TEXT),
    "Vary": ("Request fields that the answer depends on.", _TEXT),
    "Age": ("Seconds since the shop's cache took it in.", _COUNT),
    "X-Cache": ("Whether the shop's cache had it.", {"enum": ["hit", "miss"]}),
    "Link": ("Neighbouring pages (RFC 8288).", _TEXT),
    "Allow": ("Methods that the resource knows.", _TEXT),
    "WWW-Authenticate": ("How to say who one is.", _TEXT),
    "Set-Cookie": ("One cookie a field.", _TEXT),
    "Idempotency-Replayed": ("The order was made by an earlier request with this key.", {"enum": ["true"]}),
    "Retry-After": ("Seconds to wait, or the date to wait for.", _TEXT),
    "RateLimit": ("What is left (draft-ietf-httpapi-ratelimit-headers-10).", _TEXT),
    "RateLimit-Policy": ("The quota and its window in seconds.", _TEXT),
    "X-RateLimit-Limit": ("The quota.", _COUNT),
    "X-RateLimit-Remaining": ("What is left of it.", _COUNT),
    "X-RateLimit-Reset": ("End of the window, as a Unix time in seconds.", _COUNT),
    "Content-Encoding": ("Coding of the body.", _TEXT),
    "Content-Range": ("Which bytes these are.", {"pattern": "^bytes "}),
    "Accept-Ranges": ("Range requests are answered.", {"enum": ["bytes"]}),
}

SECURITY_SCHEMES: Mapping[str, Schema] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Token from POST /login."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "Cookie from POST /session. Ignored where there is an Authorization field.",
    },
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "api_key_header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "api_key_query": {"type": "apiKey", "in": "query", "name": "api_key"},
    "api_key_cookie": {"type": "apiKey", "in": "cookie", "name": "api_key"},
}


def problem_answer(*kinds: ProblemType, headers: tuple[str, ...] = ()) -> Answer:
    """An answer that carries a problem of one of these types, all of one status."""
    return Answer("; ".join(f"{kind.title}. {kind.meaning}" for kind in kinds), ref("Problem"), MEDIA_TYPE, headers)


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        item = paths.setdefault(endpoint.path, {})
        for method in _methods(endpoint, endpoints):
            item[method.lower()] = _operation(endpoint, method)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "specrunner demo shop",
            "version": VERSION,
            "description": "A small shop to try tests on. All of it is in memory. See docs/demo.md.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": dict(SCHEMAS),
            "headers": {
                name: {"description": text, "schema": dict(schema)} for name, (text, schema) in HEADERS.items()
            },
            "securitySchemes": dict(SECURITY_SCHEMES),
        },
    }


def _methods(endpoint: Endpoint, endpoints: Iterable[Endpoint]) -> list[str]:
    methods = list(endpoint.methods)
    has_own_head = any(other.path == endpoint.path and "HEAD" in other.methods for other in endpoints)
    if "GET" in methods and not has_own_head:
        methods.append("HEAD")
    return methods


def _operation(endpoint: Endpoint, method: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(endpoint.path, method),
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.parameters:
        operation["parameters"] = [_parameter(parameter) for parameter in endpoint.parameters]
    if endpoint.body is not None and method in BODY_METHODS:
        operation["requestBody"] = {
            "required": endpoint.body.is_required,
            "content": {media: {"schema": schema} for media, schema in endpoint.body.content.items()},
        }
    operation["responses"] = {
        str(status): _response(answer, has_body=method != "HEAD")
        for status, answer in sorted(_answers(endpoint, method).items(), key=str)
    }
    if endpoint.access != ANYONE:
        roles = [endpoint.access.role] if endpoint.access.role else []
        operation["security"] = [{door: roles} for door in endpoint.access.doors]
    return operation


def _operation_id(path: str, method: str) -> str:
    words = [word.strip("{}").replace("-", "_").replace(".", "_") for word in path.split("/") if word]
    return "_".join([method.lower(), *words]) if words else f"{method.lower()}_index"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.summary,
        "schema": dict(parameter.schema),
    }
    if parameter.is_required:
        shown["required"] = True
    if parameter.schema.get("type") == "object":
        shown |= {"style": "form", "explode": True}
    return shown


def _answers(endpoint: Endpoint, method: str) -> dict[Status, Answer]:
    """The row's own answers, and those that the checks before the handler give."""
    answers: dict[Status, Answer] = {}
    if endpoint.access.doors:
        answers[401] = problem_answer(UNAUTHORIZED, headers=("WWW-Authenticate",))
    if endpoint.access.role is not None:
        answers[403] = problem_answer(FORBIDDEN)
    if any(parameter.where == "path" for parameter in endpoint.parameters):
        answers[404] = problem_answer(NOT_FOUND)
    if any(_can_be_invalid(parameter) for parameter in endpoint.parameters):
        answers[422] = problem_answer(INVALID)
    if method in BODY_METHODS:
        answers[413] = problem_answer(TOO_LARGE)
        if endpoint.body is not None and endpoint.body.is_required:
            answers[400] = problem_answer(MALFORMED)
            answers[415] = problem_answer(UNSUPPORTED_MEDIA_TYPE)
            answers[422] = problem_answer(INVALID)
    return answers | dict(endpoint.answers)


def _can_be_invalid(parameter: Parameter) -> bool:
    """Whether there is a way to give it wrong; in the path that would be 404, and a free field takes any text."""
    match parameter.where:
        case "path":
            return False
        case "query":
            return True
        case _:
            return parameter.is_required or parameter.schema != {"type": "string"}


def _response(answer: Answer, *, has_body: bool) -> dict[str, Any]:
    response: dict[str, Any] = {"description": answer.summary}
    names = ("X-Request-Id", *answer.headers)
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if has_body and answer.media is not None:
        content: dict[str, Any] = {} if answer.schema is None else {"schema": answer.schema}
        response["content"] = {answer.media: content}
    return response

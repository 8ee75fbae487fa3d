"""The document against the routes, against itself, and against what the service does with bad requests.

That each answer to a good request keeps its promise is the doing of `conftest.hold_against_document`, through
which the tests of all routes go.
"""

import json
import re

import jsonschema_rs
import pytest
from starlette.routing import WebSocketRoute

from specrunner.demo import create_app
from specrunner.demo.openapi import BODY_METHODS, HEADERS, SECURITY_SCHEMES, TAGS
from specrunner.demo.schemas import SCHEMAS

from .conftest import DOCUMENT, find_operation

OPERATIONS = [
    (method, path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in ((method.upper(), operation) for method, operation in item.items())
]
EXAMPLES = {
    "slug": "gone",
    "sku": "TEA-1",
    "id": "1001",
    "line": "1",
    "name": "ann",
    "n": "1",
    "seconds": "0",
    "code": "200",
    "key": "k",
    "coding": "gzip",
    "count": "1",
    "tag": "v1",
}


def every(*, where):
    return pytest.mark.parametrize(
        ("method", "path", "operation"),
        [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in OPERATIONS if where(*row)],
    )


def fill(path: str, **other: str) -> str:
    examples = EXAMPLES | ({"name": "utf-8"} if "charset" in path else {}) | other
    return re.sub(r"\{(\w+)\}", lambda match: examples[match[1]], path)


def has_path_parameter(method, path, operation):
    return "{" in path


def needs_login(method, path, operation):
    return any("bearer" in option for option in operation.get("security", []))


def needs_admin(method, path, operation):
    return {"bearer": ["admin"]} in operation.get("security", [])


def needs_body(method, path, operation):
    return operation.get("requestBody", {}).get("required", False)


def refs(tree):
    if isinstance(tree, dict):
        yield from ([tree["$ref"]] if "$ref" in tree else [])
        for value in tree.values():
            yield from refs(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from refs(value)


async def test_the_service_publishes_the_document(demo):
    assert (await demo.get("/openapi.json")).json() == json.loads(json.dumps(DOCUMENT))


def test_the_document_has_each_route_and_method_and_no_other():
    # OpenAPI has no word for a WebSocket.
    served = [route for route in create_app().routes if not isinstance(route, WebSocketRoute)]
    served = {(method, route.path) for route in served for method in route.methods}
    # The authorization server describes itself, by its own metadata.
    served = {(method, path) for method, path in served if "oauth" not in path.split("/")[1:]}
    assert {(method, path) for method, path, _ in OPERATIONS} == served


def test_every_path_parameter_is_described():
    for _, path, operation in OPERATIONS:
        described = [item["name"] for item in operation.get("parameters", []) if item["in"] == "path"]
        assert described == re.findall(r"\{(\w+)\}", path)


def test_every_schema_is_a_schema_and_is_used():
    for schema in SCHEMAS.values():
        jsonschema_rs.meta.validate(schema)
    used = set(refs(DOCUMENT))
    components = DOCUMENT["components"]
    defined = {f"#/components/{part}/{name}" for part in ("schemas", "headers") for name in components[part]}
    assert used - defined == set()
    assert defined - used == {"#/components/headers/Allow"}


def test_every_tag_and_security_scheme_is_described_and_used():
    assert {tag for _, _, operation in OPERATIONS for tag in operation["tags"]} == set(TAGS)
    doors = {door for _, _, op in OPERATIONS for option in op.get("security", []) for door in option}
    assert doors == set(SECURITY_SCHEMES)


def test_every_operation_has_its_own_name():
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_header_schemas_are_schemas():
    for _, schema in HEADERS.values():
        jsonschema_rs.meta.validate(dict(schema))


def test_an_operation_is_found_by_a_path_that_it_serves():
    assert find_operation("GET", "/skus/TEA-1") is DOCUMENT["paths"]["/skus/{sku}"]["get"]
    assert find_operation("GET", "/http/cookies/set") is DOCUMENT["paths"]["/http/cookies/set"]["get"]
    assert find_operation("GET", "/nope") is None


@every(where=needs_login)
async def test_a_stranger_is_refused_where_the_document_says_so(demo, method, path, operation):
    assert (await demo.send(method, fill(path))).status_code == 401


@every(where=lambda *row: not row[2].get("security"))
async def test_a_stranger_is_let_in_everywhere_else(demo, method, path, operation, autojump_clock):
    assert (await demo.send(method, fill(path))).status_code != 401


@every(where=needs_admin)
async def test_a_customer_is_refused_where_the_document_says_so(demo, method, path, operation):
    response = await demo.send(method, fill(path), headers=await demo.log_in("ann"))
    assert response.status_code == 403


@every(where=has_path_parameter)
async def test_a_path_that_cannot_be_is_not_found(demo, method, path, operation):
    headers = await demo.log_in("root")
    impossible = fill(path, **dict.fromkeys(EXAMPLES, "%20" * 70))
    assert (await demo.send(method, impossible, headers=headers)).status_code == 404


@every(where=lambda method, path, operation: method in BODY_METHODS)
async def test_a_body_that_is_too_long_is_refused(demo, method, path, operation):
    response = await demo.send(method, fill(path), content=b"x" * 20_001)
    assert response.status_code == 413


@every(where=needs_body)
async def test_a_body_that_does_not_fit_is_refused(demo, method, path, operation):
    headers = await demo.log_in("root")
    await demo.place(headers)
    headers |= {"If-Match": "*"} if method == "PATCH" else {}
    (media, *_) = operation["requestBody"]["content"]
    is_form = "form" in media
    typed = headers | {"Content-Type": media}
    broken, wrong = (b"\xff", b"zzz=1") if is_form else (b"{", b'{"zzz": 1}')
    answers = [
        await demo.send(method, fill(path), content=b"x", headers=headers | {"Content-Type": "text/x-none"}),
        await demo.send(method, fill(path), content=broken, headers=typed),
        await demo.send(method, fill(path), content=wrong, headers=typed),
    ]
    assert [response.status_code for response in answers] == [415, 400, 422]

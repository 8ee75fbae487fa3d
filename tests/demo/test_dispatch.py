import pytest

from specrunner.demo import create_app
from specrunner.demo.dispatch import routes
from specrunner.demo.endpoint import Endpoint

from .conftest import problem


@pytest.fixture
async def ann(demo):
    return await demo.log_in("ann")


async def test_a_body_that_is_too_long_is_refused(demo):
    response = await demo.post("/http/echo", content=b"x" * 20_001)
    assert response.json() == problem(
        413,
        "Content too large",
        "the body may have up to 20000 bytes",
        "/http/echo",
        type="/problems/too-large",
    )
    assert (await demo.post("/http/echo", content=b"x" * 20_000)).status_code == 200


async def test_a_body_without_end_is_not_read_to_its_end():
    received, sent = 0, []
    scope = {"type": "http", "method": "POST", "path": "/http/echo", "query_string": b"", "headers": []}

    async def receive():
        nonlocal received
        received += 1
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

    async def send(message):
        sent.append(message)

    await create_app()(scope, receive, send)
    assert (sent[0]["status"], received) == (413, 18)


async def test_a_body_of_the_wrong_type_is_refused(demo, ann):
    response = await demo.post("/orders", content=b"a=b", headers=ann | {"Content-Type": "text/csv; header=present"})
    assert response.json() == problem(415, "Unsupported media type", "send application/json, not text/csv", "/orders")
    untyped = await demo.post("/orders", content=b"{}", headers=ann)
    assert untyped.json()["detail"] == "send application/json, and say so in Content-Type"


@pytest.mark.parametrize(("body", "place"), [(b"{", "line 1 column 2"), (b'{"a":\nNaN}', "line 2 column 1")])
async def test_a_body_that_is_not_json_is_refused_with_the_place(demo, ann, body, place):
    response = await demo.post("/orders", content=body, headers=ann | {"Content-Type": "application/json"})
    assert response.json() == problem(
        400,
        "Malformed request",
        f"the body is not JSON: see {place}",
        "/orders",
        type="/problems/malformed",
    )


@pytest.mark.parametrize("body", [b"", b"\xff", b'"\\ud800"', b'{"lines": 1e999}'])
async def test_what_json_does_not_allow_is_refused(demo, ann, body):
    response = await demo.post("/orders", content=body, headers=ann | {"Content-Type": "application/json"})
    assert response.status_code in (400, 422)


async def test_json_nested_without_end_is_refused(demo, ann):
    body = b'{"lines": ' + b"[" * 5000
    response = await demo.post("/orders", content=body, headers=ann | {"Content-Type": "application/json"})
    assert response.status_code == 400


async def test_who_asks_is_settled_before_what_is_asked(demo):
    assert (await demo.post("/orders", json={"lines": "nonsense"})).status_code == 401


async def test_a_parameter_given_twice_is_refused(demo):
    response = await demo.get("/skus?page=1&page=2")
    assert response.json()["errors"] == [{"parameter": "page", "detail": "is given more than once"}]


async def test_an_unknown_query_parameter_is_ignored(demo):
    assert (await demo.get("/skus?colour=blue")).status_code == 200


async def test_a_media_type_with_parameters_is_understood(demo, ann):
    fields = ann | {"Content-Type": "Application/JSON; charset=utf-8"}
    response = await demo.post("/orders", content=b'{"lines": [{"sku": "TEA-1", "qty": 1}]}', headers=fields)
    assert response.status_code == 201


async def test_the_time_of_an_answer_is_the_time_when_its_body_had_come(demo, clock, ann):
    async def slow():
        clock.turn(5)
        yield b'{"lines": [{"sku": "TEA-1", "qty": 1}]}'

    response = await demo.post("/orders", content=slow(), headers=ann | {"Content-Type": "application/json"})
    assert response.json()["created_at"] == "2027-01-15T08:00:05.250Z"


def test_a_route_with_two_rows_for_a_method_is_a_mistake_of_ours():
    row = Endpoint(("GET",), "/x", lambda call: None, "service", "", {})
    with pytest.raises(ValueError, match="GET /x has two rows"):
        routes([row, row])

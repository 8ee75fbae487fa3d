"""The `mock` kind on a log of calls that a test wrote."""

from dataclasses import replace

import pytest

from specrunner.events import Exchange, Headers
from specrunner.plugin import Call, CallLog
from specrunner.plugin.calls import MAX_CALLS
from specrunner.protocols.mock import MOCK, MockAction
from specrunner.values import MISSING
from tests.requests.fakes import FakeFiles, FakeTransport, context


def call(path: str = "/a", route: str | None = "a", body: bytes = b"", **headers: str) -> Call:
    fields = Headers(tuple((name.replace("_", "-"), value) for name, value in headers.items()))
    return Call("POST", f"{path}?v=1", path, {"v": "1"}, fields, body, route, {"id": "7"}, 1.5, 0.5)


async def look(log: CallLog | None, **fields: object) -> Exchange:
    action = MockAction.model_validate({"of": "erp", **fields})
    ctx = replace(context(FakeTransport(), FakeFiles()), calls={"erp": log}.get)
    return await MOCK.runner.run(action, ctx)


def read(exchange: Exchange, name: str) -> object:
    return MOCK.subjects.subjects[name].read(exchange)


def log_of(*calls: Call) -> CallLog:
    log = CallLog(("a", "b"))
    for each in calls:
        log.add(each)
    return log


async def test_a_call_is_seen_whole():
    exchange = await look(log_of(call(body=b'{"x": [1]}', X_Key="k")))
    (seen,) = read(exchange, "calls")
    assert seen["headers"]["x-key"] == "k"
    assert {name: value for name, value in seen.items() if name != "headers"} == {
        "method": "POST",
        "path": "/a",
        "target": "/a?v=1",
        "query": {"v": "1"},
        "path_values": {"id": "7"},
        "at": 1.5,
        "gap": 0.5,
        "route": "a",
        "text": '{"x": [1]}',
        "json": {"x": [1]},
        "size": 10,
    }
    assert read(exchange, "last") == seen
    assert set(seen) | {"form"} == set(MOCK.subjects.subjects["calls"].fields)


async def test_a_form_is_read_and_what_is_no_json_has_none():
    form = call(body=b"a=1&b=2&b=3&c=", Content_Type="application/x-www-form-urlencoded")
    (seen,) = read(await look(log_of(form)), "calls")
    assert seen["form"] == {"a": "1", "b": ["2", "3"], "c": ""}
    assert "json" not in seen


async def test_nothing_came():
    exchange = await look(log_of())
    assert [read(exchange, name) for name in ("calls", "count", "last", "unmatched", "routes", "fault")] == [
        [], 0, MISSING, [], {}, MISSING,
    ]  # fmt: skip


async def test_calls_of_one_route_and_those_of_none():
    log = log_of(call(), call(route="b"), call(path="/gone", route=None), call())
    assert read(await look(log, route="a"), "count") == 2
    exchange = await look(log)
    assert read(exchange, "routes") == {"a": 2, "b": 1}
    assert [each["path"] for each in read(exchange, "unmatched")] == ["/gone"]


async def test_reset_forgets_for_steps_but_not_for_the_report():
    log = log_of(call(), call(path="/gone", route=None))
    assert read(await look(log, reset=True), "count") == 2
    assert read(await look(log), "count") == 0
    assert log.remarks("erp") == (
        "`erp` was asked once for POST /gone, which no route of it fits",
        "the route `b` of `erp` was never called",
    )


@pytest.mark.parametrize(
    ("log", "route", "message"),
    [(None, "a", "the spec has no mock `erp`"), (log_of(), "c", "the mock `erp` has no route `c`")],
)
async def test_a_name_that_only_the_run_can_tell_is_a_fault(log, route, message):
    exchange = await look(log, route=route)
    assert read(exchange, "fault") == {"kind": "request", "message": message}


def test_the_oldest_calls_go_when_there_are_too_many():
    log = log_of(*(call(path=f"/{n}") for n in range(MAX_CALLS + 2)))
    assert (len(log.calls), log.calls[0].path) == (MAX_CALLS, "/2")


@pytest.mark.parametrize(
    ("fields", "title"),
    [({"of": "erp"}, "calls of erp"), ({"of": "erp", "route": "a b"}, "calls of erp: a b")],
)
def test_a_title_says_whose_calls(fields, title):
    assert MOCK.title(MockAction.model_validate(fields)) == title

"""A mock on a real port, asked by a client that knows nothing of it."""

import json
import random
import re
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trio

from specrunner.model import Service
from specrunner.plan.render import compile_tree
from specrunner.services import RunningService, ServiceFailed, define_service, free_port, running_service
from specrunner.services.mock.route import covers
from specrunner.source import SourceText
from specrunner.syntax import compose
from specrunner.values import FunctionContext, Scope, templated

LIMIT_S = 30
NOW = datetime(2026, 11, 22, tzinfo=UTC)
FUNCTIONS = FunctionContext(lambda: NOW, random.Random(1), lambda name: b"", lambda: 0.0)


def bound(routes: str, **names: object) -> Service:
    """The service as a spec has it, templates bound."""
    text = "mock:\n  routes:\n" + textwrap.indent(textwrap.dedent(routes), "    ")
    node = compose(SourceText("a.spec.yaml", text)).node
    tree, problems = templated(node)
    assert problems == []
    service = Service.model_validate(tree)
    render = compile_tree(service)
    return service if render is None else render(Scope(names, functions=FUNCTIONS))


@asynccontextmanager
async def mocking(routes: str, folder: Path = Path(), **names: object) -> AsyncIterator[RunningService]:
    definition = define_service(
        "erp", bound(routes, **names), free_port(), folder, lambda name: (folder / name).read_bytes()
    )
    with trio.fail_after(LIMIT_S):
        async with running_service(definition) as service:
            yield service


async def say(service: RunningService, data: bytes, *, bytewise: bool = False) -> str:
    """All that comes back, the dates of now taken out; a reset is told."""
    stream = await trio.open_tcp_stream(service.host, service.port)
    async with stream:
        for part in [data[i : i + 1] for i in range(len(data))] if bytewise else [data]:
            await stream.send_all(part)
        try:
            found = b"".join([bytes(part) async for part in stream])
        except trio.BrokenResourceError:
            return "reset"
    return re.sub(r"Date: \w{3}, [^\r]+GMT\r\n", "", found.decode("latin-1"))


def get(target: str, *lines: str, method: str = "GET", body: str = "") -> bytes:
    fields = [f"{method} {target} HTTP/1.1", "Host: h", "Connection: close", *lines]
    fields += [f"Content-Length: {len(body)}"] if body else []
    return ("\r\n".join([*fields, "", ""]) + body).encode()


def answer(status: str, body: str = "", *fields: str) -> str:
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines) + body


PLAIN = "Content-Type: text/plain; charset=utf-8"


async def test_an_answer_is_rendered_for_each_call():
    routes = """
        - method: POST
          path: /orders/{id}
          answer:
            status: "${{ request.json.ok ? 201 : 409 }}"
            headers: {X-Id: "${{ request.path_values.id }}", X-Many: [a, b], X-On: true}
            body: "${{ request.method }} ${{ request.query.q }} ${{ request.count }} ${{ v }}"
    """
    async with mocking(routes, v="var") as erp:
        said = await say(erp, get("/orders/a%20b?q=1&r=2&r=3", method="POST", body='{"ok": true}'))
        assert said == answer(
            "201 Created", "POST 1 1 var", "X-Id: a b", "X-Many: a", "X-Many: b", "X-On: true", PLAIN
        )
        assert erp.calls.calls[0].query == {"q": "1", "r": ["2", "3"]}
        said = await say(erp, get("/orders/7?q=", method="POST", body='{"ok": false}'))
        assert said.startswith("HTTP/1.1 409 Conflict\r\nX-Id: 7\r\n")
        assert said.endswith("POST  2 var")


async def test_a_request_is_read_alike_however_it_is_split():
    async with mocking("- {method: PUT, path: /a, answer: {body: '${{ request.text }}'}}") as erp:
        chunked = b"PUT /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        body = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        whole, split = await say(erp, chunked + body), await say(erp, chunked + body, bytewise=True)
        assert whole == split == answer("200 OK", "abcde", PLAIN)
        assert [call.body for call in erp.calls.calls] == [b"abcde", b"abcde"]


async def test_a_connection_is_kept_and_requests_may_be_sent_ahead():
    async with mocking("- {path: '/{n}', answer: {body: '${{ request.path }}'}}") as erp:
        first = b"GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
        said = await say(erp, first + get("/2"))
        assert said.count("HTTP/1.1 200 OK") == 2
        assert said.endswith("/2")


async def test_head_has_no_body_and_neither_has_a_204():
    async with mocking("- {method: any, path: /a, answer: {body: abc}}\n- {path: /b, answer: {status: 204}}") as erp:
        lines = ["HTTP/1.1 200 OK", PLAIN, "Content-Length: 3", "Connection: close", "", ""]
        assert await say(erp, get("/a", method="HEAD")) == "\r\n".join(lines)
        assert await say(erp, get("/b")) == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


async def test_a_client_that_waits_for_100_gets_it():
    async with mocking("- {method: POST, path: /a, answer: {body: '${{ request.text }}'}}") as erp:
        said = await say(erp, get("/a", "Expect: 100-continue", method="POST", body="x"))
        assert said == "HTTP/1.1 100 Continue\r\n\r\n" + answer("200 OK", "x", PLAIN) or said == answer(
            "200 OK", "x", PLAIN
        )


async def test_conditions_decide_and_the_first_route_that_fits_answers():
    routes = """
        - {name: by query, path: /a, query: {v: 1}, answer: {body: query}}
        - {name: by header, path: /a, headers: {X-Key: k}, answer: {body: header}}
        - {name: by json, method: POST, path: /a, json: {a: {b: 1}}, answer: {body: json}}
        - {name: by expression, path: /a, when: '${{ request.query.v == "2" }}', answer: {body: when}}
        - {name: else, method: any, path: /a, answer: {body: else}}
        - {path: '/files/{rest*}', answer: {body: '${{ request.path_values.rest }}'}}
    """
    async with mocking(routes) as erp:
        for data, body in (
            (get("/a?v=1"), "query"),
            (get("/a?v=3", "x-key: k"), "header"),
            (get("/a", method="POST", body='{"a": {"b": 1, "c": 2}}'), "json"),
            (get("/a", method="POST", body='{"a": {"b": true}}'), "else"),
            (get("/a", method="POST", body="{"), "else"),
            (get("/a?v=2"), "when"),
            (get("/files/a/b/c"), "a/b/c"),
        ):
            assert (await say(erp, data)).endswith(f"\r\n\r\n{body}"), data
        assert [call.route for call in erp.calls.calls[:2]] == ["by query", "by header"]


async def test_answers_come_in_turn_and_the_last_stays_or_they_begin_anew():
    routes = """
        - {path: /stays, sequence: [{body: a}, {body: b}]}
        - {path: /turns, cycle: true, sequence: [{body: a}, {body: b}]}
        - {path: /once, times: 1, answer: {body: first}}
        - {name: later, path: /once, answer: {body: later}}
    """
    async with mocking(routes) as erp:
        for path, bodies in (("/stays", "abb"), ("/turns", "aba")):
            assert [(await say(erp, get(path)))[-1] for _ in bodies] == list(bodies)
        assert (await say(erp, get("/once"))).endswith("first")
        assert (await say(erp, get("/once"))).endswith("later")


async def test_events_are_sent_one_by_one_and_the_stream_ends():
    routes = """
        - path: /feed
          answer:
            events:
              - {comment: hi, retry: 1500ms}
              - {event: "e${{ request.query.n }}", id: 7, json: {a: "é"}, pause: 10ms}
              - {data: "x\\ny"}
    """
    async with mocking(routes) as erp:
        said = await say(erp, b"GET /feed?n=1 HTTP/1.0\r\n\r\n")
        head, _, body = said.partition("\r\n\r\n")
        assert head == "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close"
        events = ': hi\nretry: 1500\n\nevent: e1\ndata: {"a":"é"}\nid: 7\n\ndata: x\ndata: y\n\n'
        assert body.encode("latin-1").decode() == events
        chunked = await say(erp, get("/feed?n=1"))
        assert "Transfer-Encoding: chunked" in chunked
        assert chunked.endswith("\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("reset", "reset"),
        ("close", ""),
        ("truncate", f"HTTP/1.1 200 OK\r\n{PLAIN}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nab"),
        ("garbage", "\x16\x03\x01\x00\x05this is no HTTP\r\n\r\n\x00\xff"),
    ],
)
async def test_what_is_to_go_wrong_does(fault, said):
    body = ", body: abcd" if fault == "truncate" else ""
    async with mocking(f"- {{path: /a, answer: {{fault: {fault}{body}}}}}") as erp:
        assert await say(erp, get("/a")) == said
        assert len(erp.calls.calls) == 1


async def test_a_hanging_answer_ends_with_the_client_or_the_service():
    async with mocking("- {path: /a, answer: {fault: hang}}") as erp:
        for _ in range(2):
            stream = await trio.open_tcp_stream(erp.host, erp.port)
            await stream.send_all(get("/a"))
            with trio.move_on_after(0.05) as waiting:
                await stream.receive_some()
            assert waiting.cancelled_caught
            await stream.aclose()
        held = await trio.open_tcp_stream(erp.host, erp.port)
        await held.send_all(get("/a"))
    assert await held.receive_some() == b""
    await held.aclose()


async def test_a_body_may_drip_and_an_answer_may_be_late():
    async with mocking("- {path: /a, answer: {delay: 30ms, body: abcd, drip: {size: 2, every: 30ms}}}") as erp:
        began = trio.current_time()
        assert (await say(erp, get("/a"))).endswith("abcd")
        assert trio.current_time() - began >= 0.06


async def test_a_file_is_the_body(tmp_path):
    (tmp_path / "a.json").write_text("[1]")
    async with mocking("- {path: /a, answer: {file: a.json}}\n- {path: /b, answer: {file: gone}}", tmp_path) as erp:
        assert await say(erp, get("/a")) == answer("200 OK", "[1]", "Content-Type: application/json")
        assert "500 Internal Server Error" in await say(erp, get("/b"))
        (trouble,) = erp.calls.troubles
        assert trouble.startswith("GET /b could not be answered: `")
        assert trouble.endswith("` cannot be read: No such file or directory")


async def test_what_no_route_fits_is_a_404_and_is_told():
    routes = "- {name: here, path: /here}\n- {path: /never, answer: {body: x}}"
    async with mocking(routes) as erp:
        said = await say(erp, get("/gone?x=1"))
        assert said.startswith("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\n")
        detail = "no route of the mock `erp` fits GET /gone"
        assert json.loads(said.partition("\r\n\r\n")[2]) == {"type": "about:blank", "status": 404, "detail": detail}
        await say(erp, get("/gone"))
        await say(erp, get("/here"))
        assert erp.calls.remarks("erp") == (
            "`erp` was asked twice for GET /gone, which no route of it fits",
            "the route `GET /never` of `erp` was never called",
        )


async def test_an_answer_that_cannot_be_rendered_is_a_500_and_is_told():
    async with mocking("- {path: /a, answer: {body: '${{ request.json.id }}'}}") as erp:
        said = await say(erp, get("/a"))
        assert said.startswith("HTTP/1.1 500 Internal Server Error")
        (trouble,) = erp.calls.remarks("erp")
        assert trouble.startswith("`erp`: GET /a could not be answered: ")
        assert re.search(r" \([^ ()]+:\d+\)$", trouble)


async def test_what_is_no_request_is_refused_and_told():
    async with mocking("- {path: /a}") as erp:
        said = await say(erp, b"\x16\x03\x01 nonsense\r\n\r\n")
        assert said == "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        (trouble,) = erp.calls.troubles
        assert trouble.startswith("something came that is no HTTP request: ")


async def test_a_line_break_in_a_value_begins_no_field():
    async with mocking("- {path: /a, answer: {headers: {X-A: '${{ request.query.v }}'}}}") as erp:
        assert "X-A: a  Set-Cookie: b\r\n" in await say(erp, get("/a?v=a%0d%0aSet-Cookie:%20b"))


async def test_a_taken_port_is_told():
    async with mocking("- {path: /a}") as erp:
        definition = define_service("other", bound("- {path: /a}"), erp.port, Path())
        with pytest.raises(ServiceFailed) as raised:
            async with running_service(definition):
                pytest.fail("it started")
    assert raised.value.message == f"`other` cannot listen on 127.0.0.1:{erp.port}: Address already in use"


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        ({}, {"a": 1}, True),
        ({"a": 1}, {"a": 1.0, "b": 2}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": {"b": [1]}}, {"a": {"b": [1], "c": 0}}, True),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]}, False),
        ([1], {"a": 1}, False),
        ({"a": None}, {}, False),
    ],
)
def test_a_body_covers_what_is_wanted(wanted, found, expected):
    assert covers(wanted, found) is expected

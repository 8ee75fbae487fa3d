"""Streamable HTTP against a target that answers as the test says, on virtual time."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest
import trio

from specrunner.events import Fault
from specrunner.protocols.mcp import McpAction
from specrunner.protocols.mcp.client import McpClient
from specrunner.protocols.mcp.handling import Handling
from specrunner.protocols.mcp.http_link import HttpLink
from specrunner.protocols.mcp.wire import Wire
from specrunner.transport import FakeAnswer, FakeTransport
from tests.requests.fakes import FakeFiles

from .server import INFO, read, use

JSON = (("Content-Type", "application/json"),)
EVENTS = (("Content-Type", "text/event-stream"),)
DONE = {"content": [{"type": "text", "text": "done"}]}


def event(value, event_id="", **fields):
    lines = [f"id: {event_id}"] if event_id else []
    lines += [f"{name}: {each}" for name, each in fields.items()]
    data = value if isinstance(value, str) else json.dumps(value)
    return "\n".join([*lines, f"data: {data}", "", ""]).encode()


def answer(id_, result=DONE):
    return {"jsonrpc": "2.0", "id": id_, "result": result}


@asynccontextmanager
async def connected(target, **fields):
    """A client in a session of 2025-11-25, over a transport whose requests `target` answers."""
    transport = FakeTransport(target)
    action = McpAction.model_validate({"url": "http://tools.test/mcp", **fields})
    wire = Wire(transport, transport.new_session(), FakeFiles(), action)
    client = McpClient(
        lambda client: HttpLink(client, wire, action.url, action.max_resumes),
        Handling(tuple(action.handlers), trio.current_time),
        INFO,
        action.capabilities,
        trio.current_time,
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(client.run)
        client.agreed.revision, client.agreed.is_named = "2025-11-25", True
        client.agreed.capabilities, client.agreed.session_id = {"tools": {}}, "s-1"
        yield client, transport
        nursery.cancel_scope.cancel()


async def test_a_json_answer_is_the_result_and_the_request_carries_the_session(autojump_clock):
    async with connected(lambda asked: FakeAnswer(200, json.dumps(answer(1)).encode(), JSON)) as (client, transport):
        exchange = await use(client, call_tool="t")
    headers = dict(transport.requests[0].headers)
    assert (headers["MCP-Protocol-Version"], headers["Mcp-Session-Id"]) == ("2025-11-25", "s-1")
    assert headers["Accept"] == "application/json, text/event-stream"
    assert (read(exchange, "text"), read(exchange, "http")["status"]) == ("done", 200)


async def test_what_the_step_gives_replaces_what_the_protocol_sends(autojump_clock):
    async with connected(lambda asked: FakeAnswer(404)) as (client, transport):
        exchange = await use(client, ping=True, headers={"mcp-session-id": "made-up", "MCP-Protocol-Version": None})
    headers = {name.lower(): value for name, value in transport.requests[0].headers}
    assert headers["mcp-session-id"] == "made-up"
    assert "mcp-protocol-version" not in headers
    assert read(exchange, "error") == {"message": "HTTP 404, and no JSON-RPC answer", "http_status": 404}


async def test_an_error_without_an_id_refuses_the_request_on_whose_answer_it_came(autojump_clock):
    body = json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "no session"}}).encode()
    async with connected(lambda asked: FakeAnswer(400, body, JSON)) as (client, _):
        exchange = await use(client, ping=True)
    assert read(exchange, "error") == {"code": -32600, "message": "no session", "http_status": 400}
    assert read(exchange, "violations") == []


async def test_a_stream_is_heard_while_it_comes(autojump_clock):
    told = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "x"}}

    def target(asked):
        pieces = ((1.0, event(told, "7")), (1.0, b": keep-alive\n\n"), (1.0, event(answer(1), "8")))
        return FakeAnswer(200, event("", "6", retry=250), EVENTS, pieces=pieces)

    async with connected(target) as (client, _):
        client.agreed.capabilities = {"tools": {}, "logging": {}}
        exchange = await use(client, call_tool="t")
    (heard,) = read(exchange, "notifications")
    assert (heard["at"], heard["stream"], heard["event_id"]) == (pytest.approx(1.0), "post", "7")
    assert read(exchange, "time") == pytest.approx(3.0)
    assert read(exchange, "http")["retry"] == 0.25


async def test_the_answer_may_come_before_our_own_answer_was_taken(autojump_clock):
    # D21: the POST of our reply is still open when the result arrives on the stream of the call.
    question = {"jsonrpc": "2.0", "id": 0, "method": "roots/list"}

    def target(asked):
        if b"roots/list" in asked.body or b'"method"' in asked.body:
            return FakeAnswer(200, event(question), EVENTS, pieces=((0.5, event(answer(1))),))
        return FakeAnswer(202, delay_s=30)

    async with connected(target, capabilities={"roots": {}}) as (client, transport):
        exchange = await use(client, call_tool="t")
    assert (read(exchange, "text"), read(exchange, "time")) == ("done", pytest.approx(0.5))
    assert json.loads(transport.requests[1].body) == {"jsonrpc": "2.0", "id": 0, "result": {"roots": []}}


async def test_a_stream_that_ends_early_is_asked_for_again_after_the_time_it_named(autojump_clock):
    asked_at = []

    def target(asked):
        asked_at.append(trio.current_time())
        if asked.attributes["method"] == "GET":
            return FakeAnswer(200, event(answer(1), "e-2"), EVENTS)
        return FakeAnswer(200, event("", "e-1", retry=400), EVENTS)

    async with connected(target) as (client, transport):
        exchange = await use(client, call_tool="t")
    assert dict(transport.requests[1].headers)["Last-Event-ID"] == "e-1"
    assert asked_at[1] - asked_at[0] == pytest.approx(0.4)
    assert (read(exchange, "text"), read(exchange, "resumes"), read(exchange, "stream")) == ("done", 1, "resume")


async def test_it_is_asked_for_only_so_often(autojump_clock):
    async with connected(lambda asked: FakeAnswer(200, event("", "e-1"), EVENTS), max_resumes=2) as (
        client,
        transport,
    ):
        exchange = await use(client, call_tool="t")
    assert len(transport.requests) == 3
    assert exchange.fault == Fault("protocol", "body", "the stream ended without an answer to `tools/call`")


async def test_a_stream_without_ids_cannot_be_asked_for_again(autojump_clock):
    async with connected(lambda asked: FakeAnswer(200, b": nothing\n\n", EVENTS)) as (client, transport):
        exchange = await use(client, call_tool="t")
    assert len(transport.requests) == 1
    assert exchange.fault == Fault("protocol", "body", "the stream ended without an answer to `tools/call`")


async def test_a_request_that_is_taken_and_never_answered_is_a_fault(autojump_clock):
    async with connected(lambda asked: FakeAnswer(202)) as (client, _):
        exchange = await use(client, call_tool="t")
    assert exchange.fault == Fault("protocol", "body", "HTTP 202 came without an answer to `tools/call`")


async def test_an_answer_on_the_stream_of_another_request_is_said(autojump_clock):
    def target(asked):
        id_ = json.loads(asked.body)["id"]
        if id_ == 1:
            return FakeAnswer(200, b": wait\n\n", EVENTS, pieces=((60.0, b": still\n\n"),))
        return FakeAnswer(200, event(answer(1)) + event(answer(2)), EVENTS)

    async with connected(target) as (client, _):
        await use(client, call_tool="slow", background="slow")
        await use(client, call_tool="quick")
        exchange = await use(client, wait_for="slow")
    assert read(exchange, "violations") == ["the answer to `tools/call` came on the stream of another request"]


async def test_a_flood_without_an_end_of_its_event_is_a_fault(autojump_clock):
    pieces = tuple((0.0, b"x" * 500_000) for _ in range(4))
    async with connected(lambda asked: FakeAnswer(200, b"data: ", EVENTS, pieces=pieces), max_resumes=0) as (
        client,
        _,
    ):
        exchange = await use(client, call_tool="t")
    assert exchange.fault == Fault("limit", "body", "one event is larger than 1048576 bytes")

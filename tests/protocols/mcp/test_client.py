"""The client against a server that says exactly what the test wants, on virtual time."""

import pytest
import trio

from specrunner.events import Fault
from specrunner.protocols.mcp import McpAction
from specrunner.protocols.mcp.work import use_server
from specrunner.values import MISSING
from tests.requests.fakes import FakeFiles, context

from .server import Script, read, result, talking, use

DONE = {"content": [{"type": "text", "text": "done"}]}


def notification(method, **params):
    return {"jsonrpc": "2.0", "method": method, "params": params}


async def test_an_answer_is_the_result_and_nothing_is_wrong(autojump_clock):
    async with talking(Script(lambda asked: [(0.5, result(asked, DONE))])) as client:
        exchange = await use(client, call_tool="t", arguments={"a": 1})
    assert (read(exchange, "text"), read(exchange, "is_error"), read(exchange, "stream")) == ("done", False, "post")
    assert (read(exchange, "schema_errors"), read(exchange, "violations")) == ([], [])
    assert read(exchange, "time") == pytest.approx(0.5)
    assert [message.summary for message in exchange.received] == ["result of tools/call t"]


async def test_ids_and_shapes_that_are_wrong_are_violations(autojump_clock):
    def answer(asked):
        return [(0, {"jsonrpc": "2.0", "id": str(asked["id"]), "result": DONE}), (0, result(asked, DONE))]

    async with talking(Script(answer)) as client:
        exchange = await use(client, call_tool="t")
    assert read(exchange, "violations") == ['the id integer 1 came back as text "1"']


async def test_a_line_that_is_no_message_is_a_violation_and_stops_nothing(autojump_clock):
    async with talking(Script(lambda asked: [(0, b"Listening..."), (0, result(asked, DONE))])) as client:
        exchange = await use(client, call_tool="t")
    assert read(exchange, "text") == "done"
    assert read(exchange, "violations") == ["what came is not JSON: expected a value, found `L` (line 1, column 1)"]


async def test_a_result_that_breaks_the_schema_is_said_with_its_place(autojump_clock):
    async with talking(Script(lambda asked: [(0, result(asked, {"content": [{"type": "text"}]}))])) as client:
        exchange = await use(client, call_tool="t")
    (problem,) = read(exchange, "schema_errors")
    assert problem.startswith("result.content.0: ")


async def test_a_batch_is_a_violation_where_the_revision_has_none(autojump_clock):
    async with talking(Script(lambda asked: [(0, [result(asked, DONE)])])) as client:
        exchange = await use(client, call_tool="t")
    assert read(exchange, "text") == "done"
    assert read(exchange, "violations") == ["the server sent a batch, which the revision 2025-11-25 does not have"]


async def test_progress_belongs_to_the_call_with_its_token_and_must_grow(autojump_clock):
    def answer(asked):
        token = asked["params"]["_meta"]["progressToken"]
        told = [notification("notifications/progress", progressToken=token, progress=n) for n in (1, 3, 2)]
        stray = notification("notifications/progress", progressToken="other", progress=1)
        return [(0.1, each) for each in (*told, stray, result(asked, DONE))]

    async with talking(Script(answer)) as client:
        exchange = await use(client, call_tool="t", progress=True)
    assert read(exchange, "progress") == [1, 3, 2]
    assert read(exchange, "violations") == ["progress went from integer 3 to integer 2; it must grow"]
    assert read(exchange, "schema_errors") == [
        "notifications/progress: progress of `tools/call` with the token 'other', which is not the one that was sent"
    ]
    gaps = [each["gap"] for each in read(exchange, "notifications")]
    assert gaps == [pytest.approx(0.1)] * 4


async def test_a_request_of_the_server_is_answered_by_the_first_handler_that_fits(autojump_clock):
    question = {"jsonrpc": "2.0", "id": 1, "method": "roots/list"}
    script = Script(lambda asked: [(0, question), (2, result(asked, DONE))])
    handlers = [
        {"method": "elicitation/create", "ignore": True},
        {"method": "roots/list", "times": 1, "delay": "1s", "reply": {"roots": [{"uri": "file:///a"}]}},
        {"error": {"code": -1, "message": "no more"}},
    ]
    async with talking(script, handlers=handlers, roots={}) as client:
        first = await use(client, call_tool="t")
        second = await use(client, call_tool="t")
    assert script.told[0] == {"jsonrpc": "2.0", "id": 1, "result": {"roots": [{"uri": "file:///a"}]}}
    assert script.told[1] == {"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "no more"}}
    assert read(first, "handled")[0]["handler"] == 1
    assert read(second, "handled")[0]["error"] == {"code": -1, "message": "no more"}
    assert read(second, "schema_errors") == ["roots/list: the server used the id 1 for a second request"]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("ping", {"result": {}}),
        ("roots/list", {"result": {"roots": []}}),
        ("elicitation/create", {"error": {"code": -32601, "message": "no handler for elicitation/create"}}),
    ],
)
async def test_without_handlers_a_client_answers_what_every_client_can(autojump_clock, method, answer):
    question = {"jsonrpc": "2.0", "id": "q", "method": method}
    script = Script(lambda asked: [(0, question), (1, result(asked, DONE))])
    async with talking(script, roots={}) as client:
        await use(client, call_tool="t")
    assert script.told == [{"jsonrpc": "2.0", "id": "q", **answer}]


async def test_what_the_client_did_not_declare_may_not_be_asked(autojump_clock):
    question = {
        "jsonrpc": "2.0",
        "id": 0,
        "method": "sampling/createMessage",
        "params": {"messages": [], "maxTokens": 1},
    }
    async with talking(Script(lambda asked: [(0, question), (1, result(asked, DONE))])) as client:
        exchange = await use(client, call_tool="t")
    assert read(exchange, "schema_errors") == [
        "`sampling/createMessage` needs the capability `sampling`, which the client did not declare"
    ]


async def test_a_call_that_was_taken_back_must_stay_silent(autojump_clock):
    script = Script(lambda asked: [(0.4, result(asked, DONE))])
    async with talking(script) as client:
        exchange = await use(client, call_tool="t", cancel_after="300ms", silence="1s")
    assert script.told[0]["method"] == "notifications/cancelled"
    assert script.told[0]["params"]["requestId"] == 1
    assert read(exchange, "is_cancelled") is True
    assert read(exchange, "violations") == ["the answer to `tools/call` came although it was cancelled"]


async def test_a_call_that_keeps_silent_has_no_result_and_no_fault(autojump_clock):
    async with talking(Script(lambda asked: [(60, result(asked, DONE))])) as client:
        exchange = await use(client, call_tool="t", cancel_after="300ms")
    assert (exchange.fault, read(exchange, "result"), read(exchange, "violations")) == (None, MISSING, [])
    assert read(exchange, "time") == pytest.approx(0.6)


async def test_a_call_in_the_background_can_be_waited_for(autojump_clock):
    async with talking(Script(lambda asked: [(5, result(asked, DONE))])) as client:
        sent = await use(client, call_tool="t", background="slow")
        answered = await use(client, wait_for="slow")
        again = await use(client, wait_for="slow")
    assert (read(sent, "time"), read(sent, "result")) == (0, MISSING)
    assert read(answered, "text") == "done"
    assert again.fault == Fault(
        "request",
        "",
        "no call named `slow` is in the background",
        "a call gets a name by `background: name`; `listen` has the name `listen` unless it has another",
    )


async def test_a_list_is_walked_to_its_end_and_a_circle_is_a_violation(autojump_clock):
    def answer(asked):
        cursor = (asked.get("params") or {}).get("cursor")
        tools = [{"name": f"after-{cursor}", "inputSchema": {"type": "object"}}]
        following = {None: "a", "a": "b", "b": "a"}[cursor]
        return [(0, result(asked, {"tools": tools, "nextCursor": following}))]

    async with talking(Script(answer)) as client:
        whole = await use(client, list_tools=True)
        some = await use(client, list_tools={"pages": 1, "cursor": "a"})
    assert read(whole, "names") == ["after-None", "after-a", "after-b"]
    assert read(whole, "violations") == ["the cursor 'a' leads in a circle"]
    assert (read(some, "names"), read(some, "pages")) == (["after-a"], 1)


async def test_a_result_is_held_against_the_schema_that_the_tool_gave(autojump_clock):
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}

    def answer(asked):
        if asked["method"] == "tools/list":
            tool = {"name": "t", "inputSchema": {"type": "object"}, "outputSchema": schema}
            return [(0, result(asked, {"tools": [tool]}))]
        return [(0, result(asked, {**DONE, "structuredContent": {"n": "1"}}))]

    async with talking(Script(answer)) as client:
        await use(client, list_tools=True)
        exchange = await use(client, call_tool="t")
    assert read(exchange, "schema_errors") == ['structuredContent.n: "1" is not of type "integer"']


async def test_an_error_has_no_result(autojump_clock):
    error = {"code": -32602, "message": "no such tool", "data": 7}

    def answer(asked):
        return [(0, {"jsonrpc": "2.0", "id": asked["id"], "error": error})]

    async with talking(Script(answer)) as client:
        exchange = await use(client, call_tool="t")
    assert read(exchange, "error") == error


async def test_a_request_without_a_session_says_who_asks_and_mirrors_itself(autojump_clock):
    script = Script(lambda asked: [(0, result(asked, {**DONE, "resultType": "complete"}))])
    async with talking(script) as client:
        client.agreed.revision, client.agreed.is_named = "2026-07-28", True
        await use(client, call_tool="t", meta={"io.modelcontextprotocol/clientInfo": None})
    assert script.asked[0]["params"]["_meta"] == {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    assert script.headers[0] == (
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "t"),
    )


async def test_a_connection_that_is_gone_is_a_fault_for_who_waits_and_who_comes_after(autojump_clock):
    gone = Fault("disconnected", "body", "the process ended with code 1")
    async with talking(Script(lambda asked: [(60, result(asked, DONE))])) as client:
        await use(client, call_tool="t", background="slow")
        client.fail(gone)
        assert (await use(client, wait_for="slow")).fault == gone
        assert (await use(client, ping=True)).fault == gone


async def test_what_is_told_is_received_once(autojump_clock):
    changed = notification("notifications/tools/list_changed")
    del changed["params"]
    async with talking(Script(lambda asked: [(0, changed), (0, result(asked, DONE))]), name="stdio") as client:
        client.agreed.capabilities = {"tools": {"listChanged": True}}
        await use(client, call_tool="t")
        exchange = await use(client, receive="notifications/tools/list_changed")
        assert [each["method"] for each in read(exchange, "notifications")] == ["notifications/tools/list_changed"]
        assert client.unread("any") is None


async def test_a_call_that_is_cut_off_leaves_what_was_said_and_heard(autojump_clock):
    script = Script(lambda asked: [(0.1, notification("notifications/message", level="info", data="soon"))])
    ctx = context(None, FakeFiles())
    async with talking(script) as client:
        with trio.move_on_after(1):
            await use_server(McpAction.model_validate({"on": "server", "call_tool": "t"}), client, ctx)
    assert [message.summary for message in ctx.progress.sent] == ["tools/call t"]
    assert [message.summary for message in ctx.progress.received] == ["notifications/message"]

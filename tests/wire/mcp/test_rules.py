import pytest

from specrunner.wire.jsonrpc import read_rpc_message
from specrunner.wire.mcp import (
    error_problems,
    notification_problems,
    output_problems,
    progress_problems,
    request_problems,
    result_problems,
    subscription_problems,
    tool_problems,
)

TEXT = {"type": "text", "text": "hi"}
TOOL = {"name": "t", "inputSchema": {"type": "object"}}


def problems(revision, method, result, client=None):
    return list(result_problems(revision, method, result, client or {}))


@pytest.mark.parametrize(
    ("revision", "method", "result"),
    [
        ("2024-11-05", "tools/call", {"content": [TEXT]}),
        ("2025-11-25", "tools/call", {"content": [TEXT], "isError": True, "structuredContent": {"a": 1}}),
        ("2025-11-25", "ping", {}),
        (
            "2025-06-18",
            "tools/list",
            {"tools": [TOOL], "nextCursor": "x"},
        ),
        ("2026-07-28", "tools/call", {"content": [TEXT], "resultType": "complete"}),
        (
            "2026-07-28",
            "tools/list",
            {"tools": [], "resultType": "complete", "ttlMs": 0, "cacheScope": "public"},
        ),
        (
            "2025-11-25",
            "initialize",
            {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}},
        ),
    ],
)
def test_a_good_result_has_no_problem(revision, method, result):
    assert problems(revision, method, result) == []


@pytest.mark.parametrize(
    ("revision", "method", "result", "problem"),
    [
        ("2025-11-25", "tools/list", {}, 'result: "tools" is a required property'),
        (
            "2025-11-25",
            "tools/list",
            {"tools": [], "nextCursor": None},
            'result.nextCursor: null is not of type "string"',
        ),
        ("2026-07-28", "tools/call", {"content": []}, 'result: "resultType" is a required property'),
        (
            "2026-07-28",
            "tools/list",
            {"tools": [], "resultType": "complete", "ttlMs": 0},
            'result: "cacheScope" is a required property',
        ),
        (
            "2024-11-05",
            "tools/call",
            {"content": [{"type": "audio", "data": "", "mimeType": "audio/wav"}]},
            "result.content.0: `audio` is younger than the revision 2024-11-05",
        ),
        (
            "2025-03-26",
            "tools/call",
            {"content": [], "structuredContent": {}},
            "result.structuredContent is younger than the revision 2025-03-26",
        ),
        (
            "2026-07-28",
            "tools/call",
            {"content": [], "resultType": "later"},
            'result.resultType: text "later" is none that the revision knows',
        ),
        (
            "2026-07-28",
            "tools/call",
            {"resultType": "input_required"},
            "an `input_required` result needs `inputRequests`, `requestState` or both",
        ),
        ("2026-07-28", "tools/list", {"resultType": "input_required", "requestState": "x"}, None),
        (
            "2026-07-28",
            "tools/call",
            {"resultType": "input_required", "inputRequests": {"r": {"method": "roots/list"}}},
            "inputRequests.r asks for `roots`, which the client did not declare",
        ),
    ],
)
def test_what_is_wrong_with_a_result_is_said_with_its_place(revision, method, result, problem):
    expected = problem or "`tools/list` may not be answered by `input_required`"
    assert problems(revision, method, result) == [expected]


def test_a_broken_image_is_seen():
    image = {"type": "image", "data": "not base64!", "mimeType": "image/png"}
    found = problems("2025-11-25", "tools/call", {"content": [image]})
    assert len(found) == 1
    assert found[0].startswith("result.content.0: ")


def test_errors_of_another_revision_are_said():
    def of(revision, code):
        answer = read_rpc_message({"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": "m"}})
        return list(error_problems(revision, answer.error))

    assert of("2025-11-25", -32002) == []
    assert of("2026-07-28", -32002) == ["the error -32002 (resource not found) is none of the revision 2026-07-28"]
    assert of("2026-07-28", -32020) == []
    assert of("2026-07-28", -32050) == ["the error -32050 is reserved for the protocol, which does not define it"]
    assert of("2025-11-25", -32050) == []


def test_a_server_asks_only_what_the_client_can_do():
    sampling = {
        "jsonrpc": "2.0",
        "id": 0,
        "method": "sampling/createMessage",
        "params": {"messages": [], "maxTokens": 5},
    }
    request = read_rpc_message(sampling)
    assert request_problems("2025-11-25", request, {"sampling": {}}) == ()
    assert request_problems("2025-11-25", request, {}) == (
        "`sampling/createMessage` needs the capability `sampling`, which the client did not declare",
    )
    assert request_problems("2026-07-28", request, {"sampling": {}}) == (
        "the server sent a request `sampling/createMessage`; since 2026-07-28 it may not",
    )


def test_a_request_that_is_younger_than_the_revision_is_said():
    asked = {
        "jsonrpc": "2.0",
        "id": 0,
        "method": "elicitation/create",
        "params": {"message": "who?", "requestedSchema": {"type": "object", "properties": {}}},
    }
    assert request_problems("2025-03-26", read_rpc_message(asked), {"elicitation": {}}) == (
        "`elicitation/create` is not in the revision 2025-03-26",
    )


def test_a_notification_needs_the_capability_that_announces_it():
    told = read_rpc_message({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"})
    assert notification_problems("2025-11-25", told, {"tools": {"listChanged": True}}) == ()
    assert notification_problems("2025-11-25", told, {"tools": {"listChanged": False}}) == (
        "`notifications/tools/list_changed` needs the capability `tools.listChanged`, "
        "which the server did not declare itself",
    )


def test_progress_must_grow():
    assert progress_problems([1, 2, 2.5]) == ()
    assert progress_problems([1, 1]) == ("progress went from integer 1 to integer 1; it must grow",)


def test_a_subscription_begins_with_its_acknowledgement_and_names_itself():
    def told(method, subscription):
        meta = {"io.modelcontextprotocol/subscriptionId": subscription}
        return read_rpc_message({"jsonrpc": "2.0", "method": method, "params": {"_meta": meta}})

    acknowledged = told("notifications/subscriptions/acknowledged", 3)
    changed = told("notifications/tools/list_changed", 3)
    assert subscription_problems(3, acknowledged, is_first=True) == ()
    assert subscription_problems(3, changed, is_first=False) == ()
    assert subscription_problems(3, changed, is_first=True) == (
        "`notifications/tools/list_changed` came before the subscription was acknowledged",
    )
    assert subscription_problems(4, changed, is_first=False) == (
        "`notifications/tools/list_changed` names the subscription integer 3, not integer 4",
    )


def test_structured_content_is_held_against_the_tools_own_schema():
    tool = {
        "name": "t",
        "outputSchema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
    }
    assert output_problems(tool, {"content": [], "structuredContent": {"n": 1}}) == ()
    assert output_problems(tool, {"content": [], "structuredContent": {"n": "1"}}) == (
        'structuredContent.n: "1" is not of type "integer"',
    )
    assert output_problems(tool, {"content": []}) == (
        "the tool has an `outputSchema`, and its result no `structuredContent`",
    )
    assert output_problems(tool, {"content": [], "isError": True}) == ()
    assert output_problems({"name": "t"}, {"content": []}) == ()


def test_no_schema_is_fetched_from_anywhere():
    tool = {"name": "t", "outputSchema": {"$ref": "http://169.254.169.254/x"}}
    (problem,) = output_problems(tool, {"structuredContent": {}})
    assert problem.startswith("the schema itself is broken: ")
    assert tool_problems("2025-11-25", tool) == (f"tool `t`: outputSchema: {problem}",)

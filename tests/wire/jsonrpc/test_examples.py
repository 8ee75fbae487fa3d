"""The examples of the specification (section 7), as data: what is sent, what comes back, and what answers what."""

import pytest

from specrunner.wire.jsonrpc import RpcPayload, match_rpc_answers, read_rpc_payload, rpc_error_range

NOTHING = ""
INVALID = '{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}'
UNREADABLE = '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}'
SUBTRACT = '{"jsonrpc": "2.0", "method": "subtract", "params": %s, "id": %d}'
SENT_MIXED = """[
    {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
    {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
    {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
    {"foo": "boo"},
    {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
    {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
]"""
RECEIVED_MIXED = f"""[
    {{"jsonrpc": "2.0", "result": 7, "id": "1"}},
    {{"jsonrpc": "2.0", "result": 19, "id": "2"}},
    {INVALID},
    {{"jsonrpc": "2.0", "error": {{"code": -32601, "message": "Method not found"}}, "id": "5"}},
    {{"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}}
]"""

EXAMPLES = {
    "positional parameters": (SUBTRACT % ("[42, 23]", 1), '{"jsonrpc": "2.0", "result": 19, "id": 1}', {0: 19}),
    "positional parameters, turned round": (
        SUBTRACT % ("[23, 42]", 2),
        '{"jsonrpc": "2.0", "result": -19, "id": 2}',
        {0: -19},
    ),
    "named parameters": (
        SUBTRACT % ('{"subtrahend": 23, "minuend": 42}', 3),
        '{"jsonrpc": "2.0", "result": 19, "id": 3}',
        {0: 19},
    ),
    "named parameters, in another order": (
        SUBTRACT % ('{"minuend": 42, "subtrahend": 23}', 4),
        '{"jsonrpc": "2.0", "result": 19, "id": 4}',
        {0: 19},
    ),
    "a notification": ('{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', NOTHING, {}),
    "a notification without parameters": ('{"jsonrpc": "2.0", "method": "foobar"}', NOTHING, {}),
    "a method that does not exist": (
        '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
        '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}',
        {0: "method_not_found"},
    ),
    "invalid JSON": ('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', UNREADABLE, {}),
    "an invalid request": ('{"jsonrpc": "2.0", "method": 1, "params": "bar"}', INVALID, {0: "invalid_request"}),
    "a batch of invalid JSON": (
        '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]',
        UNREADABLE,
        {},
    ),
    "an empty batch": ("[]", INVALID, {}),
    "a batch of nonsense": ("[1]", f"[{INVALID}]", {0: "invalid_request"}),
    "a batch of more nonsense": (
        "[1,2,3]",
        f"[{INVALID},{INVALID},{INVALID}]",
        dict.fromkeys(range(3), "invalid_request"),
    ),
    "a mixed batch": (
        SENT_MIXED,
        RECEIVED_MIXED,
        {0: 7, 2: 19, 3: "invalid_request", 4: "method_not_found", 5: ["hello", 5]},
    ),
    "a batch of notifications": (
        '[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]}, '
        '{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]',
        NOTHING,
        {},
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_specifications_example_is_matched_without_a_problem(name):
    sent, received, expected = EXAMPLES[name]
    answers = read_rpc_payload(received.encode()) if received else RpcPayload()
    match = match_rpc_answers(read_rpc_payload(sent.encode()), answers)
    shown = {
        index: rpc_error_range(each.error.code) if each.error is not None else each.result
        for index, each in match.answers.items()
    }
    assert (shown, match.problems) == (expected, ())
    if received:
        assert answers.all_problems() == ()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_answers_of_an_example_may_come_in_any_order(name):
    sent, received, expected = EXAMPLES[name]
    answers = read_rpc_payload(received.encode()) if received else RpcPayload()
    turned = RpcPayload(tuple(reversed(answers.messages)), answers.is_batch)
    match = match_rpc_answers(read_rpc_payload(sent.encode()), turned)
    assert (sorted(match.answers), match.problems) == (sorted(expected), ())

import pytest

from specrunner.values import MISSING
from specrunner.wire.jsonrpc import (
    RpcMalformed,
    RpcNotification,
    RpcRequest,
    RpcResponse,
    read_rpc_message,
    read_rpc_payload,
    rpc_error,
    rpc_error_range,
    rpc_id_key,
    rpc_result,
    wants_answer,
)


@pytest.mark.parametrize(
    ("value", "type_", "problems"),
    [
        ({"jsonrpc": "2.0", "id": 1, "method": "m"}, RpcRequest, []),
        ({"jsonrpc": "2.0", "id": None, "method": "m"}, RpcRequest, []),
        ({"jsonrpc": "2.0", "method": "m", "params": {}}, RpcNotification, []),
        ({"jsonrpc": "2.0", "id": "a", "result": None}, RpcResponse, []),
        ({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": ""}}, RpcResponse, []),
        ({"id": 1, "method": "m"}, RpcRequest, ['`jsonrpc: "2.0"` is missing']),
        ({"jsonrpc": 2.0, "method": "m"}, RpcNotification, ['`jsonrpc` is number 2.0, not text "2.0"']),
        (
            {"jsonrpc": "2.0", "id": True, "method": "m"},
            RpcRequest,
            ["`id` is a text, a number or null, not boolean true"],
        ),
        (
            {"jsonrpc": "2.0", "method": "m", "params": "x"},
            RpcNotification,
            ['`params` is a list or a map, not text "x"'],
        ),
        ({"jsonrpc": "2.0", "id": 1, "method": "m", "result": 1}, RpcRequest, ["a call has no `result`"]),
        ({"jsonrpc": "2.0", "method": 1}, RpcMalformed, ["`method` is a text, not integer 1"]),
        (
            {"jsonrpc": "2.0", "id": 1, "result": 1, "error": {"code": 1, "message": ""}},
            RpcResponse,
            ["a response has either `result` or `error`, and this has both"],
        ),
        (
            {"jsonrpc": "2.0", "result": 1},
            RpcResponse,
            ["a response needs an `id`, null where that of the request is not known"],
        ),
        (
            {"jsonrpc": "2.0", "id": None, "result": 1},
            RpcResponse,
            ["the `id` of a result is that of its request, not null"],
        ),
        (
            {"jsonrpc": "2.0", "id": 1, "error": {"code": "-1"}},
            RpcResponse,
            ['`error.code` is an integer, not text "-1"', "`error.message` is a text, not nothing"],
        ),
        (
            {"jsonrpc": "2.0", "id": 1, "error": "no"},
            RpcResponse,
            ['`error` is a map with `code` and `message`, not text "no"'],
        ),
        (
            {"jsonrpc": "2.0", "id": 1},
            RpcMalformed,
            ["a message has `method`, `result` or `error`, and this has none of them"],
        ),
        (7, RpcMalformed, ["a message is a map, not integer 7"]),
    ],
)
def test_a_message_is_read_as_it_is_and_what_is_wrong_is_said(value, type_, problems):
    message = read_rpc_message(value)
    assert (type(message), list(message.problems)) == (type_, problems)


def test_a_result_of_null_is_there_and_an_absent_one_is_not():
    assert read_rpc_message(rpc_result(1, None)).result is None
    assert read_rpc_message(rpc_error(1, -1, "no", data=None)).result is MISSING


def test_what_is_sent_is_what_is_read_back():
    request = RpcRequest("a", "m", {"x": 1})
    assert request.present() == {"jsonrpc": "2.0", "id": "a", "method": "m", "params": {"x": 1}}
    assert RpcNotification("m").present() == {"jsonrpc": "2.0", "method": "m"}
    assert rpc_error(1, -32000, "no", {"a": 1}) == {
        "jsonrpc": "2.0",
        "id": 1,
        "error": {"code": -32000, "message": "no", "data": {"a": 1}},
    }


def test_ids_are_looked_up_by_type_and_value():
    assert len({rpc_id_key(each) for each in (1, "1", 1.0, None, True, 0, "", [1])}) == 8


def test_only_what_may_be_a_request_wants_an_answer():
    values = ({"jsonrpc": "2.0", "method": "m"}, {"jsonrpc": "2.0", "id": None, "method": "m"}, 7, rpc_result(1, 1))
    assert [wants_answer(read_rpc_message(value)) for value in values] == [False, True, True, False]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (-32700, "parse_error"),
        (-32600, "invalid_request"),
        (-32601, "method_not_found"),
        (-32602, "invalid_params"),
        (-32603, "internal_error"),
        (-32000, "server"),
        (-32099, "server"),
        (-32100, "reserved"),
        (-32768, "reserved"),
        (-32769, "application"),
        (-31999, "application"),
        (0, "application"),
        (True, None),
        ("-32700", None),
    ],
)
def test_every_code_lies_in_one_range(code, name):
    assert rpc_error_range(code) == name


def test_problems_of_a_payload_name_the_place_in_the_batch():
    payload = read_rpc_payload(b'\xef\xbb\xbf[{"jsonrpc":"2.0","method":"m"},{"method":"m","method":"n"}]')
    assert payload.all_problems() == (
        "the JSON starts with a byte order mark, which RFC 8259 section 8.1 forbids to send",
        '`$[1]["method"]` stands twice; the last one counts',
        'message 1 of the batch: `jsonrpc: "2.0"` is missing',
    )


def test_json_that_breaks_is_a_problem_and_no_exception():
    assert read_rpc_payload(b"{").all_problems() == (
        "this is not JSON: expected a name in double quotes, but the text ends (line 1, column 2)",
    )

from specrunner.wire.mcp import input_requests, retry_params, with_meta

CLIENT = {"name": "c", "version": "1"}


def test_a_request_without_a_session_says_who_asks():
    assert with_meta("2026-07-28", {"name": "t"}, CLIENT, {"roots": {}}, {"progressToken": 1}) == {
        "name": "t",
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": CLIENT,
            "io.modelcontextprotocol/clientCapabilities": {"roots": {}},
            "progressToken": 1,
        },
    }


def test_a_request_in_a_session_carries_only_what_was_given():
    assert with_meta("2025-11-25", {"name": "t"}, CLIENT, {}, {}) == {"name": "t"}
    assert with_meta("2025-11-25", {"_meta": {"a": 1}}, CLIENT, {}, {"progressToken": 1}) == {
        "_meta": {"progressToken": 1, "a": 1}
    }


def test_null_takes_a_member_out_so_that_its_absence_can_be_tested():
    meta = {"io.modelcontextprotocol/protocolVersion": None, "io.modelcontextprotocol/clientInfo": None}
    assert with_meta("2026-07-28", {"_meta": meta}, CLIENT, {}, {}) == {
        "_meta": {"io.modelcontextprotocol/clientCapabilities": {}}
    }


def test_an_input_required_result_is_answered_on_the_next_try_with_the_state_as_it_came():
    result = {
        "resultType": "input_required",
        "inputRequests": {"who": {"method": "elicitation/create"}, "odd": 7},
        "requestState": "opaque",
    }
    assert input_requests(result) == {"who": {"method": "elicitation/create"}}
    assert retry_params({"name": "t", "requestState": "old"}, result, {"who": {"action": "accept"}}) == {
        "name": "t",
        "inputResponses": {"who": {"action": "accept"}},
        "requestState": "opaque",
    }
    assert retry_params({"name": "t", "requestState": "old"}, {"resultType": "input_required"}, {}) == {"name": "t"}


def test_any_other_result_asks_nothing():
    assert input_requests({"resultType": "complete", "inputRequests": {}}) is None
    assert input_requests(None) is None

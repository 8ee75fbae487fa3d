import pytest

from specrunner.wire.mcp import encode_header_value, header_parameter_problems, message_headers


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("us-west1", "us-west1"),
        ("two words", "two words"),
        ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
        (" padded ", "=?base64?IHBhZGRlZCA=?="),
        ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
        ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ("", "=?base64??="),
    ],
)
def test_a_value_that_no_header_can_hold_goes_in_base64(value, encoded):
    # The rows but the last two are the specification's examples.
    assert encode_header_value(value) == encoded


SCHEMA = {
    "type": "object",
    "properties": {
        "region": {"type": "string", "x-mcp-header": "Region"},
        "limit": {"type": "object", "properties": {"rows": {"type": "integer", "x-mcp-header": "Rows"}}},
        "dry": {"type": "boolean", "x-mcp-header": "Dry"},
        "query": {"type": "string"},
    },
}


def call(**arguments):
    return {"method": "tools/call", "params": {"name": "sql", "arguments": arguments}}


def test_a_call_is_mirrored_with_the_marked_arguments_that_are_there():
    message = call(region="eu", limit={"rows": 7}, dry=True, query="x")
    assert message_headers("2026-07-28", message, SCHEMA) == (
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "sql"),
        ("Mcp-Param-Region", "eu"),
        ("Mcp-Param-Rows", "7"),
        ("Mcp-Param-Dry", "true"),
    )
    assert message_headers("2026-07-28", call(region=None), SCHEMA) == (
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "sql"),
    )


def test_a_resource_is_named_by_its_address_and_a_list_by_nothing():
    read = {"method": "resources/read", "params": {"uri": "demo://é"}}
    assert message_headers("2026-07-28", read) == (
        ("Mcp-Method", "resources/read"),
        ("Mcp-Name", "=?base64?ZGVtbzovL8Op?="),
    )
    assert message_headers("2026-07-28", {"method": "tools/list"}) == (("Mcp-Method", "tools/list"),)


def test_the_revisions_with_sessions_mirror_nothing():
    assert message_headers("2025-11-25", call(region="eu"), SCHEMA) == ()


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (
            {"properties": {"a": {"type": "string", "x-mcp-header": "a b"}}},
            '`x-mcp-header` of `a` is no name of a header field: text "a b"',
        ),
        (
            {"properties": {"a": {"type": "number", "x-mcp-header": "A"}}},
            '`x-mcp-header: A` of `a` marks text "number", no plain type',
        ),
        (
            {"properties": {"a": {"items": {"type": "string", "x-mcp-header": "A"}}}},
            "`x-mcp-header: A` stands where `properties` alone do not lead to",
        ),
        (
            {"anyOf": [{"properties": {"a": {"type": "string", "x-mcp-header": "A"}}}]},
            "`x-mcp-header: A` stands where `properties` alone do not lead to",
        ),
        (
            {
                "properties": {
                    "a": {"type": "string", "x-mcp-header": "A"},
                    "b": {"type": "string", "x-mcp-header": "a"},
                }
            },
            "`x-mcp-header: a` stands twice",
        ),
    ],
)
def test_a_mark_that_may_not_be_there_is_said(schema, problem):
    assert header_parameter_problems(schema) == (problem,)


def test_good_marks_are_no_problem():
    assert header_parameter_problems(SCHEMA) == ()

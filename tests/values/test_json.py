"""HOSTILE row 39: what other readers guess, change or crash on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.values import JsonError, dump_json, parse_json

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(json_values, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")]))
def test_whatever_json_says_is_read_as_the_standard_library_reads_it(value, ascii_only, separators):
    body = json.dumps(value, ensure_ascii=ascii_only, separators=separators).encode("utf-8", "surrogatepass")
    try:
        body.decode()
    except UnicodeDecodeError:
        return

    document = parse_json(body)

    assert document.value == value
    assert document.duplicates == ()


@given(json_values)
def test_what_is_dumped_is_read_again(value: object):
    assert parse_json(dump_json(value)).value == value


@pytest.mark.parametrize(
    ("body", "message", "offset", "line", "column"),
    [
        (b"[NaN]", "`NaN` is not JSON: RFC 8259 section 6 has no such number", 1, 1, 2),
        (b'{"a": -Infinity}', "`-Infinity` is not JSON: RFC 8259 section 6 has no such number", 6, 1, 7),
        (b"[1,\n 1e400]", "`1e400` is larger than a double can hold", 5, 2, 2),
        (b'{"a": "\xff"}', "byte 0xff is not valid UTF-8", 7, 1, 8),
        ('{"é": "\xff"}'.encode("latin-1"), "byte 0xe9 is not valid UTF-8", 2, 1, 3),
        (b"9" * 5_000, "an integer of 5,000 digits; at most 4,300 are read", 0, 1, 1),
        (b"[" * 1_000_000, "more than 256 levels of lists and maps", 256, 1, 257),
        (b"[" * 257 + b"]" * 257, "more than 256 levels of lists and maps", 256, 1, 257),
        (b"", "there is no JSON here: the text is empty", 0, 1, 1),
        (b"  \n ", "there is no JSON here: the text is empty", 0, 1, 1),
        (b"[1,]", "expected a value, found `]`; JSON knows no trailing comma", 3, 1, 4),
        (b'{"a": 1,}', "expected a name in double quotes, found `}`; JSON knows no trailing comma", 8, 1, 9),
        (b"{'a': 1}", "expected a name in double quotes, found `'`", 1, 1, 2),
        (b'{"a" 1}', "expected `:` after the name, found `1`", 5, 1, 6),
        (b"[1 2]", "expected `,` or the closing bracket, found `2`", 3, 1, 4),
        (b'{"a": 1', "expected `,` or the closing bracket, but the text ends", 7, 1, 8),
        (b"{} x", "expected the end of the JSON, found `x`", 3, 1, 4),
        (b'["abc', "this text has no closing quote", 1, 1, 2),
        (b'["a\nb"]', "a control character must be escaped inside a text", 3, 1, 4),
        (b'["\\x"]', "this backslash escapes nothing that JSON knows", 2, 1, 3),
        (b"<html>", "expected a value, found `<`", 0, 1, 1),
        (b"01", "expected the end of the JSON, found `1`", 1, 1, 2),
        ('["ééé", x]'.encode(), "expected a value, found `x`", 11, 1, 9),
        ('{"a":1}'.encode("utf-16"), "this is not UTF-8; it looks like UTF-16 or UTF-32", 0, 1, 1),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(body: bytes, message: str, offset: int, line: int, column: int):
    with pytest.raises(JsonError) as refused:
        parse_json(body)

    error = refused.value
    assert (error.message, error.offset, error.line, error.column) == (message, offset, line, column)
    assert str(error) == f"{message} (line {line}, column {column})"


def test_a_byte_order_mark_is_skipped_with_a_notice():
    document = parse_json(b'\xef\xbb\xbf{"a": 1}')

    assert document.value == {"a": 1}
    assert document.notices == ("the JSON starts with a byte order mark, which RFC 8259 section 8.1 forbids to send",)


def test_after_a_byte_order_mark_offsets_still_count_from_the_first_byte():
    with pytest.raises(JsonError) as refused:
        parse_json(b"\xef\xbb\xbf[x]")

    assert (refused.value.offset, refused.value.column) == (4, 2)


@pytest.mark.parametrize(
    ("body", "value", "duplicates"),
    [
        (b'{"a":1,"a":2}', {"a": 2}, ('$["a"]',)),
        (b'{"a" :1,"a":2}', {"a": 2}, ('$["a"]',)),
        (b'{"a":1,"\\u0061":"\\u003a"}', {"a": ":"}, ('$["a"]',)),
        (
            b'{"a":{"b":1,"b":1,"b":[{"c":1,"c":2}]}}',
            {"a": {"b": [{"c": 2}]}},
            ('$["a"]["b"]', '$["a"]["b"][0]["c"]'),
        ),
        (b'{"a":{"x":1,"x":2},"a":0}', {"a": 0}, ('$["a"]',)),
    ],
)
def test_a_name_that_stands_twice_is_flagged_with_its_path(body: bytes, value: object, duplicates: tuple[str, ...]):
    document = parse_json(body)

    assert document.value == value
    assert document.duplicates == duplicates


@pytest.mark.parametrize(
    "number", [2**63, -(2**63) - 1, 2**64, 12345678901234567890123, 10**4_000, -(10**30), 9007199254740993]
)
def test_integers_stay_exact_however_long(number: int):
    assert parse_json(str(number).encode()).value == number
    assert parse_json(f'{{"id": [{number}]}}'.encode()).value == {"id": [number]}


def test_256_levels_are_read():
    value = parse_json(b"[" * 256 + b"]" * 256).value

    for _ in range(255):
        assert isinstance(value, list)
        value = value[0]
    assert value == []


def test_a_lone_surrogate_is_read_and_escaped_again_on_output():
    value = parse_json(b'{"a": "\\ud800"}').value

    assert value == {"a": "\ud800"}
    assert dump_json(value) == b'{"a":"\\ud800"}'


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ({"a": [1, None, "é"]}, '{"a":[1,null,"\\u00e9"]}'),
        ("é", '"é"'),
        (2**70, "1180591620717411303424"),
        ((1, 2), "[1,2]"),
    ],
)
def test_values_are_dumped_compactly(value: object, body: str):
    assert json.loads(dump_json(value)) == json.loads(body)
    assert b" " not in dump_json(value)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (float("nan"), ValueError, "Out of range float values are not JSON compliant"),
        ([float("inf")], ValueError, "Out of range float values are not JSON compliant"),
        ({1: 2}, TypeError, "a JSON name must be text, not 1"),
        ({"a": [{2: 1}]}, TypeError, "a JSON name must be text, not 2"),
        (b"x", TypeError, "Object of type bytes is not JSON serializable"),
    ],
)
def test_what_json_cannot_say_is_not_dumped(value: object, error: type[Exception], message: str):
    with pytest.raises(error, match=message):
        dump_json(value)

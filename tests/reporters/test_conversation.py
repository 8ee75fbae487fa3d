"""Bodies are shown as far as they help, and with every token as it came."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.events import Exchange, Headers, Message
from specrunner.reporters.conversation import DEFAULT_LIMITS, Limits, body_lines, message_lines, sending_lines
from specrunner.reporters.paint import plain_line, plain_text
from specrunner.reporters.record import Sending


def shown(body, *, limits=DEFAULT_LIMITS, size=None):
    return [plain_line(line) for line in body_lines(Message("200 OK", body=body, body_size_bytes=size), limits)]


def test_json_has_one_member_a_line_and_keeps_its_digits_and_duplicates():
    body = b'{"a":1.10,"a":12345678901234567890123,"list":[1,{"b":null}],"empty":{ },"none":[],"text":"x,{y"}'
    assert shown(body) == [
        "{",
        '  "a": 1.10,',
        '  "a": 12345678901234567890123,',
        '  "list": [',
        "    1,",
        "    {",
        '      "b": null',
        "    }",
        "  ],",
        '  "empty": {},',
        '  "none": [],',
        '  "text": "x,{y"',
        "}",
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.lists(json_values) | st.dictionaries(st.text(), json_values))
def test_laid_out_json_is_the_same_json(value):
    lines = shown(json.dumps(value).encode(), limits=Limits(body_lines=10_000, width=10_000))
    assert json.loads("\n".join(lines)) == value


def test_what_is_not_valid_json_is_shown_as_it_came():
    assert shown(b'{"a": 1,,}\nnext') == ['{"a": 1,,}', "next"]


def test_json_that_was_cut_for_the_record_is_still_laid_out():
    assert shown(b'{"a": [1, "tex', size=5000) == ["{", '  "a": [', "    1,", '    "tex', "… (4.9 KiB in all)"]


def test_a_long_body_is_cut_and_its_size_told():
    assert shown(b"a\nb\nc\nd\n", limits=Limits(body_lines=2)) == ["a", "b", "… (8 bytes in all)"]


def test_a_deep_body_is_cut_too():
    lines = shown(b"[" * 50_000 + b"]" * 50_000, limits=Limits(body_lines=3))
    assert lines == ["[", "  [", "    [", "… (97.7 KiB in all)"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"", []),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ["(10 bytes that are no text, starting with 89 50 4e 47 0d 0a 1a 0a 00 00)"]),
        (b"\x00\x01\x02\x03", ["(4 bytes that are no text, starting with 00 01 02 03)"]),
        ("день\n".encode(), ["день"]),
        (b"a\x1b[2Jb", ["a\\x1b[2Jb"]),
    ],
)
def test_a_body_is_shown_as_what_it_is(body, lines):
    assert shown(body) == lines


def test_a_body_that_was_not_recorded_says_its_size():
    assert shown(b"", size=5000) == ["(4.9 KiB, not recorded)"]


def test_a_character_cut_in_two_does_not_make_a_body_binary():
    assert shown("день".encode()[:-1], size=5000) == ["ден", "… (4.9 KiB in all)"]


def test_many_headers_are_counted():
    headers = Headers(tuple((f"h{number}", "x" * 500) for number in range(33)))
    lines = [plain_line(line) for line in message_lines(Message("200 OK", headers), Limits(width=20))]
    assert lines[:2] == ["  │ 200 OK", "  │ h0: xxxxxxxxxxxxxxxxxxx…"]
    assert lines[-1] == "  │ … 3 more headers"


def test_earlier_answers_are_told_by_their_first_lines():
    chain = tuple(Message(f"302 Found {number}") for number in range(14))
    exchange = Exchange("http", (Message("GET /"),), (*chain, Message("200 OK")), notices=("a remark",))
    text = plain_text(sending_lines(Sending(1, exchange, ""), Limits(message_count=3)))
    assert text.split("\n") == [
        "  request",
        "  │ GET /",
        "  response",
        "  │ … 12 earlier messages",
        "  │ 302 Found 12",
        "  │ 302 Found 13",
        "  │ 200 OK",
        "  notice    a remark",
    ]

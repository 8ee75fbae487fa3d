from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest

from specrunner.values import MISSING, describe, described, quoted, type_name


@pytest.mark.parametrize(
    ("value", "text", "type_text"),
    [
        (7, "integer 7", "integer"),
        (7.0, "number 7.0", "number"),
        (1e300, "number 1e+300", "number"),
        (True, "boolean true", "boolean"),
        (None, "null", "null"),
        (MISSING, "nothing", "nothing"),
        ("7", 'text "7"', "text"),
        ("", 'text ""', "text"),
        ([], "empty list", "list"),
        ([1, 2, 3], "list of 3", "list"),
        ((1,), "list of 1", "list"),
        ({}, "empty map", "map"),
        ({"a": 1}, "map with 1 key", "map"),
        (MappingProxyType({"a": 1, "b": 2}), "map with 2 keys", "map"),
        (b"abc", "3 bytes", "bytes"),
        (b"a", "1 byte", "bytes"),
        (date(2026, 3, 1), "date 2026-03-01", "date"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "date and time 2026-03-01T12:00:00+00:00", "date and time"),
        (timedelta(seconds=90), "duration 1m30s", "duration"),
        (ValueError("x"), "a value of type ValueError", "a value of type ValueError"),
    ],
)
def test_a_value_is_described_with_its_type(value: object, text: str, type_text: str):
    assert describe(value) == text
    assert type_name(value) == type_text


@pytest.mark.parametrize(
    ("value", "text"),
    [([1, 2], "a list of 2"), ({"a": 1}, "a map with 1 key"), ({}, "an empty map"), (7, "integer 7")],
)
def test_in_a_sentence_lists_and_maps_get_their_article(value: object, text: str):
    assert described(value) == text


def test_a_long_text_is_cut_and_its_length_named():
    assert describe("x" * 5_000, 10) == 'text "xxxxxxxxxx…" (5,000 characters)'


def test_what_a_terminal_would_obey_is_spelled_out():
    # HOSTILE row 60
    assert quoted('a\n\x1b[31m"\u202e\ud800') == r'"a\n\u001b[31m\"\u{202e}\u{d800}"'


def test_an_endless_integer_is_not_spelled_out():
    assert describe(10**5_000) == "integer of about 5,001 digits"

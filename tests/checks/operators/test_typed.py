"""Types and formats."""

from __future__ import annotations

import pytest

from ..conftest import holds, problem, why


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("string", ["", "7"]), ("integer", [7, -1]), ("number", [7, 1.5]), ("boolean", [True, False]),
        ("null", [None]),
        ("list", [[], [1]]), ("map", [{}]), ("any", [None, 1, "a"]), ("string|null", ["a", None]),
    ],
)  # fmt: skip
def test_a_value_has_its_type(type_, values):
    assert all(holds(f"{{type: {type_}}}", value) for value in values)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{type: integer}", True, "boolean true is not of type integer"),
        ("{type: integer}", 7.0, "number 7.0 is not of type integer"),
        ("{type: number}", True, "boolean true is not of type number"),
        ("{type: string|null}", 7, "integer 7 is not of type string or null"),
        ("{format: uuid}", "x", 'text "x" is not uuid'),
        ("{format: ipv4|ipv6}", "x", 'text "x" is not ipv4 or ipv6'),
        ("{format: date}", 20260501, "integer 20260501 is not text"),
        ("{format: email}", " a@b.c", 'text " a@b.c" is not email (there is white space at its start or end)'),
        ("{format: datetime}", "2026-05-01T12:00:00", 'text "2026-05-01T12:00:00" is not datetime '
         "(it has no offset: RFC 3339 wants one, such as `Z`)"),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {type: strng}", "1:13 SR0409 unknown type `strng` (did you mean `string`?)"),
        ("$.v: {type: array}", "1:13 SR0409 unknown type `array` (did you mean `list`?)"),
        ("$.v: {type: uuid}", "1:13 SR0409 unknown type `uuid` (formats have their own operator: `format: uuid`)"),
        ("$.v: {type: [string]}", "1:13 SR0405 `type` takes the name of a type, not list of 1 "
         "(several are written `string|null`)"),
        ("$.v: {format: date-time}", "1:15 SR0409 unknown format `date-time` (did you mean `datetime`?)"),
        ("$.v: {format: 7}", "1:15 SR0405 `format` takes the name of a format, not integer 7"),
        ("status: {format: uuid}", "1:10 SR0407 `status` is an integer; `format` judges a date or text"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

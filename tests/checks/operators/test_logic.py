"""Operators that join matchers."""

from __future__ import annotations

import pytest

from ..conftest import holds, problem, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{all_of: [{gt: 1}, {lt: 9}]}", 5), ("{any_of: [1, {gt: 5}]}", 7), ("{any_of: [{gt: 5}, abc]}", "abc"),
        ("{one_of: [{multiple_of: 3}, {multiple_of: 5}]}", 9), ("{one_of: [{gt: 5}, {starts_with: a}]}", "abc"),
        ("{not: {gt: 5}}", 5), ("{not: 7}", "7"), ("{not: {type: integer, gt: 5}}", "x"), ("{not: {not: 7}}", 7),
        ("{not: {any_of: [1, {gt: 5}]}}", 3), ("{not: {matches: a}}", "b"), ("{not: {each: 1}}", [1, 2]),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{all_of: [{gt: 1}, {lt: 9}]}", 9, "integer 9 is not less than 9"),
        ("{any_of: [1, {gt: 5}]}", 3, "none of 2 alternatives holds: (1) integer 3 is not integer 1; "
         "(2) integer 3 is not more than 5"),
        ("{one_of: [{multiple_of: 3}, {multiple_of: 5}]}", 15, "the alternatives 1 and 2 hold, and only one should"),
        ("{one_of: [1, 2]}", 3, "none of 2 alternatives holds: (1) integer 3 is not integer 1; "
         "(2) integer 3 is not integer 2"),
        ("{not: {gt: 5}}", 7, "integer 7 is what it must not be: more than 5"),
        ("{not: {gt: 5}}", "7", 'text "7" is not a number (the answer has a text: numbers come without quotes)'),
        ("{not: {each: {gt: 5}}}", ["a"], '$.v[0]: text "a" is not a number '
         "(the answer has a text: numbers come without quotes)"),
        ("{not: {any_of: [{gt: 5}, {matches: a}]}}", None, "none of 2 alternatives holds: "
         "(1) null is not a number; (2) null is not text"),
        ("{not: {length: 3}}", 7, "integer 7 is not a text, a list or a map"),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {one_of: []}", "1:15 SR0405 `one_of` with an empty list asks nothing (add matchers, or leave it out)"),
        ("$.v: {any_of: 7}", "1:15 SR0405 `any_of` takes a list of matchers (write `any_of: [{...}, {...}]`)"),
        ("$.v: {all_of: [{gtt: 1}]}", "1:17 SR0403 unknown operator `gtt` (did you mean `gt`?)"),
        ("status: {not: abc}", '1:15 SR0407 `status` is an integer; text "abc" is none'),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

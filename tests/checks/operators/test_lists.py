"""Operators about a list as a whole."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{unique: true}", [1, "1", True, None, [1], {"a": 1}]), ("{unique: false}", [1, 1.0]),
        ("{sorted: ascending}", [1, 1, 2.5]), ("{sorted: descending}", ["b", "a", "a"]), ("{sorted: ascending}", [7]),
        ("{eq_ignoring_order: [1, 2, 2]}", [2, 1.0, 2]), ("{eq_ignoring_order: []}", []),
        ("{eq_ignoring_order: [{a: 1, b: 2}]}", [{"b": 2, "a": 1}]), ("{superset_of: [1, 2]}", [3, 2, 1]),
        ("{subset_of: [1, 2, 3]}", [3, 3]), ("{subset_of: [1], allow_empty: true}", []),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{unique: true}", [1, 2, 1.0], "$.v[2]: element 2 repeats element 0: number 1.0"),
        ("{unique: false}", [1, 2], "no element comes twice"),
        ("{sorted: ascending}", [1, 3, 2], "$.v[2]: integer 2 comes after integer 3, so it is not ascending"),
        ("{sorted: descending}", ["a", "b"], '$.v[1]: text "b" comes after text "a", so it is not descending'),
        ("{sorted: ascending}", [1, "2"], '$.v[1]: text "2" is not comparable with integer 1'),
        ("{sorted: ascending}", [1, None], "$.v[1]: null is not a number or a text, which have an order"),
        ("{sorted: ascending}", "abc", 'text "abc" is not a list'),
        ("{eq_ignoring_order: [1, 2, 2]}", [2, 1, 1], "the list lacks integer 2 and has integer 1 too much"),
        ("{eq_ignoring_order: [1]}", [], "the list lacks integer 1"),
        ("{superset_of: [1, 2]}", [1, "2"], "the list lacks integer 2"),
        ("{subset_of: [a, b]}", ["a", "c"], '$.v[1]: text "c" should not be in the list'),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


def test_what_a_list_lacks_and_has_too_much_is_listed():
    (result,) = ask("$.v: {eq_ignoring_order: [1, 2]}", {"v": [2, 3]})
    assert result.diff == ("- $.v: integer 1", "+ $.v[1]: integer 3")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {unique: maybe}", '1:15 SR0405 `unique` is `true` or `false`, not text "maybe"'),
        ("$.v: {sorted: true}", "1:15 SR0405 `sorted` is `ascending` or `descending`, not boolean true "
         "(did you mean `ascending`?)"),
        ("$.v: {superset_of: []}", "1:20 SR0406 every list holds what an empty list holds"),
        ("$.v: {subset_of: []}", "1:18 SR0406 only an empty list is a part of an empty one (write `empty: true`)"),
        ("$.v: {eq_ignoring_order: 7}", "1:26 SR0405 `eq_ignoring_order` takes a list, not integer 7 "
         "(write `eq_ignoring_order: [...]`)"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

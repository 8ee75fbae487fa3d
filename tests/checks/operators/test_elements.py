"""Operators that go through a list."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, told, why

EMPTY = (
    "the list is empty, so there is nothing to check "
    "(`allow_empty: true` beside the operator says that nothing is fine)"
)


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{each: {gte: 1}}", [1, 2]), ("{each: a}", ["a", "a"]), ("{each: {each: {type: integer}}}", [[1], [2, 3]]),
        ("{any: {gt: 1}}", [1, "x", 2]), ("{any: admin}", ["user", "admin"]), ("{none: {gt: 5}}", [1, 5]),
        ("{none: x}", [1, "y"]), ("{at_least: {count: 2, of: {gt: 1}}}", [1, 2, 3]),
        ("{at_most: {count: 1, of: {gt: 2}}}", [1, 2, 3]), ("{at_most: {count: 0, of: x}}", [1]),
        ("{each: 1, allow_empty: true}", []), ("{none: 1, any: 2, allow_empty: true}", []),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{each: {gte: 1}}", [1, 0, "x", -1], "$.v[1]: integer 0 is not at least 1 (3 of 4 elements do not hold)"),
        ("{each: {gte: 1}}", [1, 0], "$.v[1]: integer 0 is not at least 1 (1 of 2 elements does not hold)"),
        ("{each: {gte: 1}}", [0], "$.v[0]: integer 0 is not at least 1"),
        ("{each: {eq: {a: 1}}}", [{"a": 1}, {"a": 2}], "$.v[1].a: integer 2 is not integer 1 "
         "(1 of 2 elements does not hold)"),
        ("{each: 1}", {"a": 1}, "map with 1 key is not a list "
         "(to go through the values of a map, write a path that ends with `.*`)"),
        ("{each: 1}", [], EMPTY), ("{any: 1}", [], EMPTY), ("{none: 1}", [], EMPTY),
        ("{at_least: {count: 1, of: 1}}", [], EMPTY), ("{at_most: {count: 1, of: 1}}", [], EMPTY),
        ("{each: 1, allow_empty: false}", [], EMPTY), ("{not: {any: 1}}", [], EMPTY),
        ("{any: {gt: 5}}", [1, 2], "none of 2 elements holds; first: integer 1 is not more than 5"),
        ("{any: {gt: 5}}", [1], "the only element does not hold: integer 1 is not more than 5"),
        ("{none: {gt: 5}}", [1, 7], "$.v[1]: 1 of 2 elements holds, and none should: more than 5"),
        ("{none: {gt: 5}}", [1, "7"], '$.v[1]: text "7" is not a number '
         "(the answer has a text: numbers come without quotes)"),
        ("{at_least: {count: 2, of: {gt: 1}}}", [1, 2],
         "1 of 2 elements hold, not at least 2 of the elements: more than 1"),
        ("{at_most: {count: 1, of: {gt: 1}}}", [2, 3],
         "2 of 2 elements hold, not at most 1 of the elements: more than 1"),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


def test_each_over_a_path_that_finds_nothing_fails():
    assert told(ask('"$.lines[*].idd": {each: {gt: 0}}', {"lines": [{"id": 1}]})) == (
        "`$.lines[*].idd` finds nothing, so there is nothing to check "
        "(`allow_empty: true` beside the operator says that nothing is fine)"
    )


@pytest.mark.parametrize("matcher", ["any: 1", "none: 1", "unique: true", "sorted: ascending", "not_contains: 1",
                                     "subset_of: [1]", "at_most: {count: 1, of: 1}"])  # fmt: skip
def test_nothing_found_never_passes_by_itself(matcher):
    (result,) = ask(f"'$.nope[*]': {{{matcher}}}", {"lines": []})
    assert str(result.outcome) == "failed"


def test_nothing_found_passes_where_the_check_says_that_it_is_fine():
    (result,) = ask("'$.lines[*]': {each: {gt: 0}, allow_empty: true}", {"lines": []})
    assert str(result.outcome) == "passed"


def test_all_failing_elements_are_listed():
    (result,) = ask('"$.lines[*].n": {each: {gt: 0}}', {"lines": [{"n": 1}, {"n": 0}, {"x": 1}, {"n": "a"}]})
    assert result.location == "$.lines[1].n"
    assert result.diff == (
        "- $.lines[1].n: more than 0",
        "+ $.lines[1].n: integer 0",
        "- $.lines[3].n: more than 0",
        '+ $.lines[3].n: text "a" is not a number',
    )


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {at_least: 3}", "1:17 SR0405 `at_least` takes a count and a matcher for the elements "
         "(write `at_least: {count: 2, of: ...}`; a number is compared with `gte`)"),
        ("$.v: {at_most: {count: -1, of: 1}}", "1:24 SR0405 a count is a whole number, 0 or more"),
        ("$.v: {at_least: {count: 0, of: 1}}", "1:25 SR0406 at least 0 is always true"),
        ("status: {each: 1}", "1:10 SR0407 `status` is an integer; `each` judges a list"),
        ("$.v: {each: {id: 1}}", "1:13 SR0404 `{id: 1}` is a map without operators "
         "(`eq: {...}` wants exactly this map, `like: {...}` these keys and allows others)"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

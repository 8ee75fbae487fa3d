"""Presence and size."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, told, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{exists: true}", None), ("{exists: true}", []), ("{empty: true}", ""), ("{empty: true}", []),
        ("{empty: true}", {}), ("{empty: false}", "a"), ("{length: 3}", "äöü"), ("{length: {gte: 1, lt: 3}}", [1, 2]),
        ("{length: 1}", {"a": 1}), ("{count: 0}", []), ("{count: {between: [1, 2]}}", [1]),
        ('{length: "${{ n }}"}', "abc"),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value, n=3)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{exists: false}", None, "null is there, and nothing should be"),
        ("{empty: true}", [1], "list of 1 is not empty"),
        ("{empty: false}", "", 'text "" is empty'),
        ("{empty: true}", None, "null is not a text, a list or a map"),
        ("{empty: true}", 0, "integer 0 is not a text, a list or a map"),
        ("{length: 3}", "ab", "its length is 2: integer 2 is not integer 3"),
        ("{length: {gt: 3}}", 7, "integer 7 is not a text, a list or a map"),
        ("{count: {gte: 1}}", [], "its count is 0: integer 0 is not at least 1"),
        ("{count: 1}", "a", 'text "a" is not a list'),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        ("$.a: {exists: true}", "passed"), ("$.b: {exists: true}", "failed"), ("$.b: {exists: false}", "passed"),
        ("'$.l[*].x': {exists: true}", "failed"), ("'$.l[*].x': {exists: false}", "passed"),
        ("'$.l[*]': {exists: true}", "passed"), ("'$.l[*]': {exists: false}", "failed"),
        ("headers.x-none: {exists: false}", "passed"), ("jmespath(b): {exists: false}", "passed"),
        ("$.b: {any_of: [{exists: false}, {type: integer}]}", "passed"),
        ("$.a: {any_of: [{exists: false}, {type: integer}]}", "passed"),
        ("$.b: {not: {exists: true}}", "failed"), ("$.b: {not: 7}", "failed"), ("$.b: {ne: 7}", "failed"),
        ("$.b: {not_in: [7]}", "failed"), ("$.b: {empty: true}", "failed"), ("$.b: {length: 0}", "failed"),
        ("$.b: {none: 1, allow_empty: true}", "failed"), ("$.b: null", "failed"),
    ],
)  # fmt: skip
def test_only_those_who_ask_for_nothing_are_content_with_it(check, outcome):
    (result,) = ask(check, {"a": 7, "l": [{}]})
    assert str(result.outcome) == outcome


def test_what_does_not_exist_says_what_there_is_instead():
    assert told(ask("$.b: {exists: true}", {"a": 7})) == "nothing at $.b; keys there: `a`"
    assert told(ask("'$.b[*]': {exists: true}", {"a": 7})) == "the path finds nothing"


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {exists: yes}", '1:15 SR0405 `exists` is `true` or `false`, not text "yes"'),
        ("$.v: {empty: 1}", "1:14 SR0405 `empty` is `true` or `false`, not integer 1"),
        ("$.v: {length: -1}", "1:15 SR0406 no length is below 0"),
        ("$.v: {count: {gt: a}}", '1:19 SR0405 text "a" is not a number'),
        ("status: {length: 3}", "1:10 SR0407 `status` is an integer; `length` judges a list or a map or text"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

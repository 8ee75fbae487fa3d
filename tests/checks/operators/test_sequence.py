"""Operators that look for several elements of a list."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{in_order: [a, b]}", ["a", "b"]), ("{in_order: [a, b]}", ["x", "a", "x", "b", "x"]),
        ("{in_order: [a, a]}", ["a", "b", "a"]), ("{in_order: [{type: integer}, 2]}", [1, 2]),
        ("{in_order: [{like: {k: 1}}, {like: {k: 2}}]}", [{"k": 1, "z": 0}, {"k": 2}]),
        ("{any_order: [b, a]}", ["a", "x", "b"]), ("{any_order: [a, a]}", ["a", "a"]),
        # The first matcher takes the first element it fits, unless another one needs it.
        ("{any_order: [{type: integer}, 1]}", [1, 2]), ("{any_order: [{gte: 1}, {gte: 2}, 3]}", [3, 1, 2]),
        ("{in_order: ['${{ x }}']}", ["a", "b"]),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value, x="b")


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{in_order: [a, b]}", ["b", "a"],
         'matcher 2 (text "b") holds for element 0, which is not behind element 1; '
         "the matchers before it were met by element 1"),
        ("{in_order: [a, c]}", ["a", "b"],
         'no element holds for matcher 2: text "c"; the matchers before it were met by element 0'),
        ("{in_order: [a, a]}", ["a", "b"],
         'no further element behind element 0 holds for matcher 2: text "a"; '
         "the matchers before it were met by element 0"),
        ("{in_order: [a]}", [], 'no element holds for matcher 1: text "a"'),
        ("{in_order: [a]}", 7, "integer 7 is not a list"),
        ("{any_order: [a, c]}", ["a", "b"], 'no element holds for matcher 2: text "c" (1 of 2 matchers are not met)'),
        ("{any_order: [a, a]}", ["a"],
         'matcher 2 (text "a") has no element of its own: element 0 met another one (1 of 2 matchers are not met)'),
        ("{any_order: [a]}", [], 'no element holds for matcher 1: text "a"'),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("matcher", "reason"),
    [
        ("{in_order: a}", "`in_order` takes a list of matchers"),
        ("{any_order: []}", "`any_order` takes a list of matchers"),
        ("{any_order: [{kind: a}]}", "unknown operator `kind`"),
    ],
)
def test_what_it_does_not_take(matcher, reason):
    assert reason in problem(f"$.v: {matcher}")


@pytest.mark.parametrize(
    ("matcher", "column"),
    [("{in_order: [a, c]}", 21), ("{any_order: [a, c]}", 22), ("{in_order: [a, {like: {k: 1}}]}", 21)],
)
def test_the_caret_stands_at_the_matcher_that_found_nothing(matcher, column):
    (result,) = ask(f"$.v: {matcher}", {"v": ["a", "b"]})
    assert (result.span.line, result.span.column) == (1, column)

"""Equality, order, membership."""

from __future__ import annotations

import pytest

from ..conftest import an_exchange, ask, holds, problem, told, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("7", 7), ("7", 7.0), ("7.0", 7), ("abc", "abc"), ("null", None), ("true", True), ("[1, 2]", [1, 2.0]),
        ("{eq: {b: 1, a: 2}}", {"a": 2, "b": 1}), ("{eq: {}}", {}), ("{ne: 8}", 7), ('{ne: "7"}', 7),
        ("{ne: 1}", True),
        ("{gt: 6}", 7), ("{gte: 7}", 7.0), ("{lt: 7.5}", 7), ("{lte: 7}", 7), ("{between: [7, 9]}", 7),
        ("{between: [7, 9]}", 9), ("{in: [7, 8]}", 8), ("{not_in: [7, 8]}", 9), ("{in: [[1], null]}", None),
        ("{close_to: {value: 0.2, within: 0.1}}", 0.3), ("{close_to: {value: 200, within: 5%}}", 209),
        ("{close_to: {value: -200, within: 5%}}", -210), ("{multiple_of: 3}", 9), ("{multiple_of: 0.05}", 1.15),
        ("{multiple_of: 3}", 0), ("9007199254740993", 9007199254740993),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("7", "7"), ("7", True), ("1", True), ("0", False), ("true", 1), ("null", ""), ("null", False),
        ("[1, 2]", [2, 1]),
        ("{eq: {a: 1}}", {"a": 1, "b": 2}), ("{ne: 7}", 7.0), ("{gt: 7}", 7), ("{gt: 6}", "7"), ("{gt: 0}", True),
        ("{lt: 6}", None), ("{between: [7, 9]}", 9.5), ("{between: [0, 2]}", True), ("{in: [7]}", "7"),
        ("{in: [1]}", True), ("{not_in: [7]}", 7.0), ("{multiple_of: 3}", 10), ("{multiple_of: 3}", True),
        ("{multiple_of: 3}", "9"), ("{close_to: {value: 0.2, within: 0.1}}", 0.31),
        ("{lte: 9007199254740992}", 9007199254740993),
    ],
)  # fmt: skip
def test_does_not_hold(matcher, value):
    assert not holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("7", "7", 'text "7" is not integer 7 (the answer has a text: write `"7"`, or mend the service)'),
        ('"7"', 7, 'integer 7 is not text "7" (the answer has an integer: write `7` without quotes)'),
        ('"true"', True, 'boolean true is not text "true" (the answer has a boolean: write `true` without quotes)'),
        ("true", "true", 'text "true" is not boolean true (the answer has a text: write `"true"`, or mend the '
         'service)'),
        ("null", "null", 'text "null" is not null (the answer has a text: write `"null"`, or mend the service)'),
        ("Abc", "aBC", 'text "aBC" is not text "Abc" (only letter case differs: `eq_ignoring_case` allows any)'),
        ("abc", " abc", 'text " abc" is not text "abc" (only white space at the start or the end differs)'),
        ("a b", "a  b", 'text "a  b" is not text "a b" (only white space differs)'),
        ("a", ["a", "b"], 'list of 2 is not text "a" (it is an element of the list: `contains` looks for one)'),
        ("[1, 2]", [2, 1], "$.v[0]: integer 2 is not integer 1, the first of 2 differences "
         "(only the order differs: `eq_ignoring_order` allows any)"),
        ("[1]", [1, 2], "$.v[1]: integer 2 should not be there"),
        ("[1, 2]", [1], "$.v[1]: the list ends before its element 1"),
        ("{eq: {idd: 1}}", {"id": 1}, "$.v.idd: there is no `idd`, the first of 2 differences (there is `id`)"),
        ("{eq: {a: 1}}", [1], "list of 1 is not map with 1 key"),
        ("{ne: 7}", 7, "the value is integer 7, which it must not be"),
        ("{gt: 0}", -1, "integer -1 is not more than 0"),
        ("{gt: 0}", "1", 'text "1" is not a number (the answer has a text: numbers come without quotes)'),
        ("{between: [1, 5]}", 9, "integer 9 is not between 1 and 5"),
        ("{in: [a, b]}", "A", 'text "A" is none of text "a", text "b" '
         "(only letter case differs: `eq_ignoring_case` allows any)"),
        ("{not_in: [a]}", "a", 'text "a" is one of those that it must not be'),
        ("{close_to: {value: 10, within: 5%}}", 11, "integer 11 is not within 0.5 of 10"),
        ("{multiple_of: 3}", 10, "integer 10 is not a multiple of 3"),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {gt: abc}", '1:11 SR0405 text "abc" is not a number'),
        ('$.v: {gt: "5"}', '1:11 SR0405 text "5" is not a number (write `5` without quotes)'),
        ("$.v: {gt: 2026-01-01}", '1:11 SR0405 text "2026-01-01" is not a number '
         "(dates are compared with `before` and `after`)"),
        ("$.v: {lt: 500ms}", '1:11 SR0405 text "500ms" is not a number '
         "(this value is a plain number: only subjects such as `time` and `size` have a unit)"),
        ("$.v: {gt: .inf}", "1:11 SR0405 nothing can be compared with inf"),
        ("$.v: {close_to: {value: .nan, within: 1}}", "1:25 SR0405 nothing can be compared with nan"),
        ("$.v: {gt: true}", "1:11 SR0405 boolean true is not a number"),
        ("$.v: {between: [1]}", "1:16 SR0405 `between` takes two numbers, not list of 1 (write `[lowest, highest]`)"),
        ("$.v: {between: [1, x]}", '1:20 SR0405 text "x" is not a number'),
        ("$.v: {between: [9, 1]}", "1:16 SR0406 nothing is between these (did you mean `[1, 9]`?)"),
        ("$.v: {in: 7}", "1:11 SR0405 `in` takes a list, not integer 7 (write `in: [7]`)"),
        ("$.v: {in: []}", "1:11 SR0406 nothing is in an empty list"),
        ("$.v: {multiple_of: 0}", "1:20 SR0405 `multiple_of` takes a number above 0, not integer 0"),
        ("$.v: {close_to: 3}", "1:17 SR0405 `close_to` takes a value and a distance, not integer 3 "
         "(write `{value: 3.14, within: 0.01}`; `within` may be a percentage)"),
        ("$.v: {close_to: {value: 3, within: -1}}", "1:36 SR0406 a distance cannot be negative"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message


@pytest.mark.parametrize(
    ("check", "outcome", "expected", "actual"),
    [
        ("time: {lt: 500ms}", "passed", "less than 500ms", "250ms"),
        ("time: {lt: 200ms}", "failed", "less than 200ms", "250ms"),
        ("time: 250ms", "passed", "250ms", "250ms"),
        ("time: {between: [100ms, 1s]}", "passed", "between 100ms and 1s", "250ms"),
        ("time: {close_to: {value: 200ms, within: 10%}}", "failed", "within 20ms of 200ms", "250ms"),
        ("size: {lte: 2KiB}", "passed", "at most 2KiB", "2KiB"),
        ("size: 2048", "passed", "2KiB", "2KiB"),
        ("error_rate: {lt: 5%}", "failed", "less than 5%", "7%"),
        ("throughput: {gte: 49/s}", "passed", "at least 49/s", "50/s"),
        ("timing.total: {gt: 1s}", "failed", "more than 1s", "500ms"),
        ("tls.not_after: 2027-01-31", "passed", "date and time 2027-01-31T00:00:00+00:00",
         'text "2027-01-31T00:00:00Z"'),
    ],
)  # fmt: skip
def test_a_subject_with_a_unit_is_compared_and_shown_in_it(check, outcome, expected, actual):
    exchange = an_exchange(
        error_rate=0.07, throughput=50.0, timing={"total": 0.5}, tls={"not_after": "2027-01-31T00:00:00Z"}
    )
    (result,) = ask(check, exchange=exchange)
    assert (str(result.outcome), result.expected, result.actual) == (outcome, expected, actual)


def test_nan_equals_and_compares_with_nothing():
    exchange = an_exchange(raw=b'{"v": NaN}')
    for matcher in (
        "{gt: 0}",
        "{lt: 0}",
        "{between: [0, 1]}",
        "0",
        "{multiple_of: 1}",
        "{close_to: {value: 1, within: 1}}",
    ):
        assert "is not" in told(ask(f"$.v: {matcher}", exchange=exchange))


def test_several_lines_of_text_are_compared_line_by_line():
    (result,) = ask('$.v: {eq: "one\\ntwo\\nthree"}', {"v": "one\n2\nthree"})
    assert result.diff == ("@@ -1,3 +1,3 @@", " one", "-two", "+2", " three")


def test_a_tree_lists_every_difference_with_its_place():
    (result,) = ask("body: {eq: {a: 1, b: {c: [1, 2]}}}", {"a": 2, "b": {"c": [1, "2"]}, "d": None})
    assert result.diff == (
        "- body.a: integer 1",
        "+ body.a: integer 2",
        "- body.b.c[1]: integer 2",
        '+ body.b.c[1]: text "2"',
        "+ body.d: null",
    )

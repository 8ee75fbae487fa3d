"""Operators about texts."""

from __future__ import annotations

import pytest

from ..conftest import holds, problem, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{matches: b+}", "abbc"), ('{matches: "^a.*c$"}', "abbc"), ("{matches: (?i)B}", "abc"),
        ("{not_matches: x}", "abc"),
        ("{contains: bb}", "abbc"), ("{contains: 1}", [2, 1.0]), ("{contains: [1]}", [[1]]),
        ("{not_contains: x}", "abc"),
        ("{not_contains: x}", ""), ("{not_contains: 1}", [2, "1", True]), ("{starts_with: ab}", "abc"),
        ("{ends_with: bc}", "abc"), ("{eq_ignoring_case: STRASSE}", "straße"), ('{eq_ignoring_case: ""}', ""),
        ("{matches: \ufffd}", "\ud800"),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{matches: ^b}", "abc", 'text "abc" does not match `^b`'),
        ("{not_matches: b}", "abc", 'text "abc" matches `b`'),
        ("{matches: 1}".replace("1", '"1"'), 1, "integer 1 is not text"),
        ("{not_matches: x}", None, "null is not text"),
        ("{contains: B}", "abc", 'text "abc" does not contain text "B" '
         "(only letter case differs: `matches: (?i)...` allows any)"),
        ("{contains: 1}", ["1"], "list of 1 does not contain integer 1 "
         "(an element reads the same, but has another type)"),
        ("{contains: {a: 1}}", [{"a": 1, "b": 2}], "list of 1 does not contain map with 1 key "
         "(`contains` wants an equal element; `any: {like: {...}}` one with these keys)"),
        ("{contains: a}", {"a": 1}, "map with 1 key is not a text or a list (`like: {...}` looks for keys of a map)"),
        ("{not_contains: a}", {"b": 1},
         "map with 1 key is not a text or a list (`like: {...}` looks for keys of a map)"),
        ("{contains: 1}", "1", 'text "1" is not a list that could hold integer 1'),
        ("{not_contains: a}", [], "the list is empty, so there is nothing to check "
         "(`allow_empty: true` beside the operator says that nothing is fine)"),
        ("{starts_with: AB}", "abc", 'text "abc" does not start with text "AB" '
         "(only letter case differs: `matches: (?i)...` allows any)"),
        ("{ends_with: x}", 7, "integer 7 is not text"),
        ("{eq_ignoring_case: b}", "a", 'text "a" is not text "b"'),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {matches: 7}", '1:16 SR0405 `matches` takes a text, not integer 7 (write `matches: "7"`)'),
        ("$.v: {matches: (a}", "1:16 SR0365 the regular expression cannot be read: a `(` is never closed "
         "(a literal bracket is written `\\(`)"),
        ("$.v: {matches: (?!a)}", "1:16 SR0366 the regular expression uses look-ahead (`(?!`), which RE2 does "
         "not have "
         "(say it the other way round with `not_matches`)"),
        ('$.v: {contains: ""}', "1:17 SR0406 every text satisfies `contains` with an empty text"),
        ('$.v: {starts_with: ""}', "1:20 SR0406 every text satisfies `starts_with` with an empty text"),
        ("text: {contains: 7}", '1:18 SR0405 `contains` takes a text, not integer 7 (write `contains: "7"`)'),
        ("$.v: {eq_ignoring_case: 7}", "1:25 SR0405 `eq_ignoring_case` takes a text, not integer 7 "
         '(write `eq_ignoring_case: "7"`)'),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message


def test_a_regex_that_backtracking_engines_choke_on_is_judged_at_once():
    assert not holds('{matches: "^(a+)+$"}', "a" * 50_000 + "b")

"""Text functions at their edges."""

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("split('a,b,c', ',', 2)", ["a", "b,c"]),
        ("split('a,b', ',', 0)", []),
        ("split('abc', '')", ["a", "b", "c"]),
        ("split('abc', '', 2)", ["a", "bc"]),
        ("join([1, 'a', true, 2.5], '-')", "1-a-true-2.5"),
        ("join([])", ""),
        ("replace('aaa', 'a', 'b', 2)", "bba"),
        ("repeat('ab', 0)", ""),
        ("substring('abc', 1, 2)", "b"),
        ("substring('abc', 3)", ""),
        ("lines('a\\r\\nb\\n\\n')", ["a", "b", ""]),
        ("lines('')", []),
        ("extract('id=42', r'\\d+')", "42"),
        ("extract('id=42;id=43', r'id=(\\d+)')", "42"),
        ("matches('a\\nb', '^b')", False),
    ],
)
def test_text_functions_at_their_edges(evaluate, text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("substring('abc', 2, 1)", "a text of 3 characters has no part from 2 to 1"),
        ("substring('abc', 4)", "a text of 3 characters has no part from 4 to 3"),
        ("repeat('a', -1)", "a text cannot be repeated -1 times"),
        ("join([1, null])", "item 1: null cannot stand inside text"),
        ("extract('abc', r'\\d+')", 'the pattern matches nowhere in text "abc"'),
        ("extract('ac', 'a(b)?c')", 'the pattern matches in text "ac", but its group takes no part in it'),
        ("matches('a', '(?=a)')", "the regular expression uses look-ahead (`(?=`), which RE2 does not have"),
    ],
)
def test_what_cannot_be_done_is_said(refused, text, message):
    assert refused(text).splitlines()[0].endswith(f": {message}")


def test_a_regex_that_backtracking_cannot_finish_is_quick(evaluate):
    assert evaluate("matches(x, '(a+)+$')", x="a" * 5000 + "!") is False

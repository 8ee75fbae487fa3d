import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire.fields import delta_seconds, is_token, parameters, quote, split_directive, split_list, unquote


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("", []),
        (" , ,", []),
        ("a, b ,c", ["a", "b", "c"]),
        ('a="x,y", b', ['a="x,y"', "b"]),
        (r'a="x\",y", b', [r'a="x\",y"', "b"]),
        ('a="x, b', ['a="x', "b"]),
        ('"a","b"', ['"a"', '"b"']),
    ],
)
def test_commas_separate_outside_quotes_only(text, members):
    assert split_list(text) == members


def test_a_field_full_of_quotes_that_are_never_closed_costs_linear_time():
    started_s = time.process_time()
    split_list(r"\"" * 50_000)
    assert time.process_time() - started_s < 1


@pytest.mark.parametrize(("text", "value"), [("a", "a"), ('"a b"', "a b"), (r'"a\"b\\"', 'a"b\\'), ('"a', '"a')])
def test_a_quoted_string_is_unquoted_and_all_else_kept(text, value):
    assert unquote(text) == value


def test_a_directive_without_a_value_has_none_and_an_empty_value_is_empty():
    assert [split_directive(text) for text in ("No-Store", "max-age=5", 'a="b c"', "x=")] == [
        ("no-store", None),
        ("max-age", "5"),
        ("a", "b c"),
        ("x", ""),
    ]


def test_parameters_end_at_the_first_thing_that_is_none():
    assert list(parameters('; Charset=utf-8; q="a;b" ;; x=1 y; z=2')) == [
        ("charset", "utf-8"),
        ("q", "a;b"),
        ("x", "1"),
    ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("60", 60), ("007", 7), ("2147483648", 2**31), ("9" * 5000, 2**31), ("0" * 5000 + "7", 7),
     ("", None), ("-1", None), ("+1", None), ("1.5", None), ("1_0", None), ("٣", None), (" 1", None)],
)  # fmt: skip
def test_seconds_are_ascii_digits_and_capped(text, seconds):
    assert delta_seconds(text) == seconds


def test_a_token_has_no_blanks_and_no_separators():
    assert [is_token(text) for text in ("Content-Type", "x!#$%&'*+-.^_`|~9", "", "a b", "a:", "ä", "a\n")] == [
        True, True, False, False, False, False, False
    ]  # fmt: skip


@given(st.text())
def test_quoting_reads_back(text):
    assert unquote(quote(text)) == text


@given(st.text(alphabet='a",\\;= \t\n') | st.text())
def test_no_text_makes_the_grammar_raise(text):
    for member in split_list(text):
        split_directive(member)
        unquote(member)
    list(parameters(text))
    delta_seconds(text)

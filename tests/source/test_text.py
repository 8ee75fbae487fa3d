from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.source import SourceSpan, SourceText


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("\r\r\n\n", ["", "", "", ""]),
        ("a\u2028b\u0085c\x0bd", ["a\u2028b\u0085c\x0bd"]),
    ],
)
def test_lines_end_at_lf_cr_and_crlf_only(text: str, lines: list[str]):
    source = SourceText("a", text)
    assert [source.line(number) for number in range(1, source.line_count + 1)] == lines


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_line_that_is_not_there_is_empty(number: int):
    assert SourceText("a", "x\ny").line(number) == ""


def test_columns_count_code_points():
    assert SourceText("a", "😀é\nx").position(2) == (1, 3)


def test_a_span_may_cross_lines():
    assert SourceText("a", "one\r\ntwo").span(1, 7) == SourceSpan("a", 1, 2, 2, 3)


@given(st.text(st.sampled_from("ab\r\n😀"), max_size=20), st.data())
def test_an_offset_survives_the_way_to_line_and_column_and_back(text: str, data: st.DataObject):
    source = SourceText("a", text)
    offset = data.draw(st.integers(0, len(text)))
    assert source.offset(*source.position(offset)) == offset

from __future__ import annotations

import pytest

from specrunner.source import Code, Related, SourceSpan, SourceText, printable, render_diagnostic, snippet_lines

MISTAKE = Code("SR9901", "A mistake", "What it is.")


def shown(text: str, span: SourceSpan, label: str = "") -> str:
    source = SourceText("a.spec.yaml", text)
    return "\n".join(snippet_lines(span, lambda file: source if file == "a.spec.yaml" else None, label))


def on_line(line: int, column: int, end_column: int) -> SourceSpan:
    return SourceSpan("a.spec.yaml", line, column, line, end_column)


def test_a_whole_message_has_place_line_caret_related_place_and_hint():
    source = SourceText("a.spec.yaml", "expect:\n  status: 200\n  status: 201\n")
    diagnostic = MISTAKE.at(
        on_line(3, 3, 9),
        "the key `status` stands twice",
        hint="remove one",
        label="again here",
        related=[Related("first here", on_line(2, 3, 9))],
    )
    assert render_diagnostic(diagnostic, lambda file: source) == (
        "a.spec.yaml:3:3: error SR9901: the key `status` stands twice\n"
        "    3 |   status: 201\n"
        "      |   ^^^^^^ again here\n"
        "  a.spec.yaml:2:3: first here\n"
        "    2 |   status: 200\n"
        "      |   ^^^^^^\n"
        "   hint: remove one"
    )


def test_without_the_text_there_is_no_snippet():
    diagnostic = MISTAKE.at(on_line(1, 1, 2), "a mistake")
    assert render_diagnostic(diagnostic, lambda file: None) == "a.spec.yaml:1:1: error SR9901: a mistake"


def test_a_line_past_the_end_has_no_snippet():
    assert shown("a\n", on_line(9, 1, 2)) == ""


def test_an_empty_span_has_one_caret():
    assert shown("abc", on_line(1, 2, 2)) == "    1 | abc\n      |  ^"


def test_a_span_over_several_lines_marks_the_first_to_its_end():
    assert shown("ab\ncd\n", SourceSpan("a.spec.yaml", 1, 2, 2, 2)) == "    1 | ab\n      |  ^"


def test_carets_stand_under_wide_characters():
    assert shown("漢字: x", on_line(1, 1, 3)) == "    1 | 漢字: x\n      | ^^^^"


def test_a_tab_is_one_cell_wide():
    assert shown("\ta", on_line(1, 2, 3)) == "    1 |  a\n      |  ^"


def test_a_long_line_is_cut_around_the_mark():
    first, second = shown("x" * 500 + "HERE" + "y" * 500, on_line(1, 501, 505)).split("\n")
    assert len(first) < 180
    assert first.startswith("    1 | …x")
    assert first.endswith("y…")
    assert first[second.index("^") : second.rindex("^") + 1] == "HERE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢 😀", "plain é 漢 😀"),
        ("a\tb\nc\r", "a b c "),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb", "a\\u{202e}b"),
        ("\ud800", "\\u{d800}"),
        ("\u2028", "\\u{2028}"),
    ],
)
def test_what_a_terminal_would_obey_is_spelled_out(text: str, expected: str):
    assert printable(text) == expected


def test_carets_stand_under_characters_that_are_spelled_out():
    assert shown("a\x07b", on_line(1, 3, 4)) == "    1 | a\\x07b\n      |      ^"


def test_a_message_cannot_smuggle_escape_codes():
    diagnostic = MISTAKE.at(on_line(1, 1, 2), "\x1b[2J", hint="\x1b[2J")
    assert "\x1b" not in render_diagnostic(diagnostic, lambda file: SourceText(file, "\x1b[2J"))

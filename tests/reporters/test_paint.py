"""Text from servers is shown and never obeyed, on whatever console there is."""

import io

import pytest

from specrunner.reporters.paint import Ink, encodable, plain_line, red, safe, without_commands


def ascii_stream():
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii")


def test_glyphs_have_stand_ins_of_one_cell_where_the_console_lacks_them():
    assert encodable("✓ ✗ ○ ● │ ── › … ·", "ascii") == "+ x - * | -- > ~ -"


def test_other_characters_that_a_console_lacks_are_spelled_out():
    assert encodable("при ✓", "latin-1") == "\\u043f\\u0440\\u0438 +"
    assert encodable("é ok", "latin-1") == "é ok"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("  ::stop-commands::x", "  : :stop-commands::x"),
        ("body ::error::x", "body ::error::x"),
        ("##[add-mask]x", "# #[add-mask]x"),
        ("a ##vso[task.setvariable]b", "a # #vso[task.setvariable]b"),
        ("##teamcity[testFailed]", "# #teamcity[testFailed]"),
        ("## Heading", "## Heading"),
    ],
)
def test_no_line_is_an_order_to_a_ci_server(line, shown):
    assert without_commands(line) == shown
    assert Ink(io.StringIO()).text((line,)) == shown


def test_a_command_put_together_from_two_pieces_is_none():
    assert Ink(io.StringIO()).text(("#", red("#[error]x"))) == "# #[error]x"


def test_colours_are_codes_only_where_they_are_wanted():
    line = (red("✗"), " plain")
    assert Ink(io.StringIO(), has_colour=True).text(line) == "\x1b[31m✗\x1b[0m plain"
    assert Ink(io.StringIO()).text(line) == "✗ plain"
    assert plain_line(line) == "✗ plain"
    assert Ink(ascii_stream(), has_colour=True).text(line) == "\x1b[31mx\x1b[0m plain"


def test_escape_codes_and_directions_are_spelled_out():
    assert safe("\x1b]0;owned\x07 \u202e \ud800\n.") == "\\x1b]0;owned\\x07 \\u{202e} \\u{d800} ."


def test_a_long_line_is_cut():
    assert safe("x" * 30, 10) == "xxxxxxxxx…"

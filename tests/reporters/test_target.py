"""A console gets what it can show: motion and colours only where someone watches."""

import io

import pytest

from specrunner.reporters import console_target


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("environ", "is_terminal", "has_colour"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"CI": "true"}, False, True),
        ({"CI": "false"}, True, True),
    ],
)
def test_a_terminal_moves_in_colours_unless_told_otherwise(environ, is_terminal, has_colour):
    target = console_target(Terminal(), environ)
    assert (target.is_terminal, target.has_colour) == (is_terminal, has_colour)


@pytest.mark.parametrize(
    ("environ", "has_colour"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_a_pipe_stands_still_and_is_plain_unless_told_otherwise(environ, has_colour):
    target = console_target(io.StringIO(), environ, verbosity=2)
    assert (target.is_terminal, target.has_colour, target.verbosity) == (False, has_colour, 2)


@pytest.mark.parametrize(
    ("stream", "columns", "width"),
    [
        (io.StringIO(), "", 100),
        (io.StringIO(), "132", 132),
        (io.StringIO(), "3", 40),
        (io.StringIO(), "wide", 100),
        (Terminal(), "", 100),
    ],
)
def test_the_width_is_the_one_of_the_console_or_a_sensible_one(stream, columns, width):
    assert console_target(stream, {"COLUMNS": columns}).width == width

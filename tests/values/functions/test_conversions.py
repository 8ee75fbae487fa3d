"""Conversions: what is taken, what is refused."""

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int('-42')", -42),
        ("int(-7.9)", -7),
        ("int(timestamp('1970-01-01T00:01:00.9Z'))", 60),
        ("double('1e3')", 1000.0),
        ("double(2)", 2.0),
        ("string(1.5)", "1.5"),
        ("string(true)", "true"),
        ("string(b'\\xc3\\xa9')", "é"),
        ("string(timestamp('2027-01-31T12:00:00.25+02:00'))", "2027-01-31T10:00:00.250Z"),
        ("string(duration('1h1.5s'))", "3601.5s"),
        ("string(double('NaN')) + string(1.0 / 0.0)", "NaNInfinity"),
        ("string(type([]))", "list"),
        ("bool('FALSE')", False),
    ],
)
def test_conversions_follow_cel(evaluate, text, value):
    found = evaluate(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("int('7.5')", 'text "7.5" is not an integer'),
        ("int(' 7')", 'text " 7" is not an integer'),
        ("int(1e19)", "number 1e+19 does not fit into a 64-bit integer"),
        ("int('9223372036854775808')", 'text "9223372036854775808" does not fit into a 64-bit integer'),
        ("double('7,5')", 'text "7,5" is not a number'),
        ("double('1_0')", 'text "1_0" is not a number'),
        ("bool('yes')", 'text "yes" is neither true nor false'),
        ("string(b'\\xff')", "the bytes are not UTF-8: byte 0xff at 0"),
        (
            "string(null)",
            "`string` takes boolean, number, text, bytes, date and time, duration or type as `value`, not null",
        ),
        ("int(true)", "`int` takes number, text or date and time as `value`, not boolean true"),
    ],
)
def test_nothing_is_converted_by_guessing(refused, text, message):
    assert refused(text).splitlines()[0].partition(": error SR03")[2][4:] == message

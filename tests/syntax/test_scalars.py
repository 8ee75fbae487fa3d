"""YAML 1.2.2 section 10.3.2, table of the core schema."""

from __future__ import annotations

import math

import pytest

from specrunner.source import SourceText
from specrunner.syntax import NumberOutOfRangeError, ScalarNode, compose, locate, resolve_plain


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_has_five_forms(text: str):
    assert resolve_plain(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_booleans_have_three_forms_each(text: str, value: bool):
    assert resolve_plain(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-19", -19),
        ("+12", 12),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("0xfF", 255),
        ("-0", 0),
        ("12345678901234567890123", 12345678901234567890123),
    ],
)
def test_integers_are_decimal_octal_or_hexadecimal(text: str, value: int):
    found = resolve_plain(text)
    assert type(found) is int
    assert found == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.", 0.0),
        ("-0.0", 0.0),
        (".5", 0.5),
        ("+12e03", 12000.0),
        ("-2E+05", -200000.0),
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("6.", 6.0),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("+.INF", math.inf),
    ],
)
def test_floats_have_a_point_or_an_exponent(text: str, value: float):
    found = resolve_plain(text)
    assert type(found) is float
    assert found == value


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_has_three_forms(text: str):
    found = resolve_plain(text)
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "on", "off", "y", "n", "No", "tRUE", "nULL", "12:30", "1:30:00", "2024-01-31",
     "2024-01-31T10:00:00Z", "1_000", "0b11", "0o8", "+0o7", "-0x1", "0x", "0o", "1e", "1e+", "e3", ".", "-", "+",
     "--1", "+-1", "1.2.3", ".e3", "inf", "nan", "Infinity", ".iNF", "+.nan", "1,5", "1 2", "١٢", "500ms",
     "~x", "nullx", "truest"],
)  # fmt: skip
def test_everything_else_is_text(text: str):
    assert resolve_plain(text) == text


@pytest.mark.parametrize("text", ["'1'", '"1"', "|-\n  1", ">-\n  1"])
def test_only_plain_scalars_are_typed(text: str):
    node = locate(compose(SourceText("a.yaml", f"a: {text}\n")).node, ["a"])
    assert isinstance(node, ScalarNode)
    assert node.value == "1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e400", "`1e400` is beyond the largest number, about 1.8e308"),
        ("-1e999", "`-1e999` is beyond the largest number, about 1.8e308"),
        ("9" * 5000, "a number of 5,000 characters, more than 1,000"),
        ("0x" + "f" * 5000, "a number of 5,002 characters, more than 1,000"),
        ("0." + "1" * 5000, "a number of 5,002 characters, more than 1,000"),
    ],
)
def test_a_number_that_cannot_be_held_is_refused(text: str, message: str):
    with pytest.raises(NumberOutOfRangeError) as raised:
        resolve_plain(text)
    assert str(raised.value) == message

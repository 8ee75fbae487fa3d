import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.values import (
    format_duration,
    format_size,
    parse_duration,
    parse_percent,
    parse_rate,
    parse_size,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("200ms", 0.2),
        ("1s", 1.0),
        ("1.5s", 1.5),
        ("1m30s", 90.0),
        ("2h", 7_200.0),
        ("1d", 86_400.0),
        ("1d2h3m4s5ms", 93_784.005),
        ("10min", 600.0),
        ("350µs", 0.00035),
        ("350us", 0.00035),
        ("0s", 0.0),
        (" 5s ", 5.0),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", "`5` has no unit; did you mean `5s`?"),
        ("0.5", "`0.5` has no unit; did you mean `0.5s`?"),
        ("5S", "`5S` is not a duration; did you mean `5s`?"),
        ("-5s", "a duration cannot be negative, as `-5s` is"),
        ("30s1m", "`30s1m` names its units out of order: the larger one comes first, and each once"),
        ("1s1s", "`1s1s` names its units out of order: the larger one comes first, and each once"),
        (
            "soon",
            "`soon` is not a duration; write a number and a unit, such as `200ms`, `1s`, `1m30s`, `2h` or `1d`",
        ),
        ("", "`` is not a duration; write a number and a unit, such as `200ms`, `1s`, `1m30s`, `2h` or `1d`"),
        (
            "1s and more text than one wants to read in a message",
            "`1s and more text than one wants to read…` is not a duration; "
            "write a number and a unit, such as `200ms`, `1s`, `1m30s`, `2h` or `1d`",
        ),
    ],
)
def test_what_is_no_duration_is_refused_with_a_mend(text: str, message: str):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        parse_duration(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512B", 512),
        ("1KB", 1_000),
        ("1kB", 1_000),
        ("1KiB", 1_024),
        ("10MB", 10_000_000),
        ("10MiB", 10_485_760),
        ("1.5 GiB", 1_610_612_736),
        ("0B", 0),
    ],
)
def test_a_size_is_read_in_bytes(text: str, size: int):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10", "`10` has no unit; did you mean `10B`?"),
        ("10mb", "`10mb` is not a size; did you mean `10MB`?"),
        ("10mib", "`10mib` is not a size; did you mean `10MiB`?"),
        ("-1KB", "a size cannot be negative, as `-1KB` is"),
        ("big", "`big` is not a size; write a number and a unit, such as `512B`, `1KB`, `10MB` or `10MiB`"),
    ],
)
def test_what_is_no_size_is_refused_with_a_mend(text: str, message: str):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        parse_size(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(("text", "fraction"), [("5%", 0.05), ("0.1%", 0.001), ("100%", 1.0), ("0 %", 0.0)])
def test_a_percentage_is_read_as_a_fraction(text: str, fraction: float):
    assert parse_percent(text) == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", "`5` has no unit; did you mean `5%`?"),
        ("half", "`half` is not a percentage; write a number and `%`, such as `5%` or `0.1%`"),
    ],
)
def test_what_is_no_percentage_is_refused_with_a_mend(text: str, message: str):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        parse_percent(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(("text", "rate"), [("50/s", 50.0), ("30/min", 0.5), ("36 / h", 0.01)])
def test_a_rate_is_read_per_second(text: str, rate: float):
    assert parse_rate(text) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("50", "`50` has no unit; did you mean `50/s`?"),
        (
            "50/m",
            "`50/m` is not a rate; write a number, `/` and a unit of time, such as `50/s` or `10/min`",
        ),
    ],
)
def test_what_is_no_rate_is_refused_with_a_mend(text: str, message: str):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        parse_rate(text)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.0000004, "0.4µs"),
        (0.00035, "350µs"),
        (0.0123, "12.3ms"),
        (0.9999, "1s"),
        (1.5, "1.5s"),
        (59.96, "1m"),
        (90, "1m30s"),
        (3_661, "1h1m"),
        (86_400, "1d"),
        (-2, "-2s"),
    ],
)
def test_a_duration_is_shown_short(seconds: float, text: str):
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0B"),
        (512, "512B"),
        (1_023.9, "1KiB"),
        (1_536, "1.5KiB"),
        (10_485_760, "10MiB"),
        (2**50, "1024TiB"),
        (-512, "-512B"),
    ],
)
def test_a_size_is_shown_short(size: float, text: str):
    assert format_size(size) == text


@given(st.floats(1e-6, 3e7))
def test_a_shown_duration_is_read_again_as_nearly_the_same(seconds: float):
    assert parse_duration(format_duration(seconds)) == pytest.approx(seconds, rel=0.06)


@given(st.integers(0, 10**13))
def test_a_shown_size_is_read_again_as_nearly_the_same(size: int):
    assert parse_size(format_size(size)) == pytest.approx(size, rel=0.01)

"""Numbers are said as people say them."""

import pytest

from specrunner.events import Outcome
from specrunner.reporters.quantity import count_text, duration_text, outcomes_text, percentile, size_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"),
        (0.0004, "0.4 ms"),
        (0.0124, "12 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (125.0, "2 min 5 s"),
        (3 * 3600 + 125, "3 h 2 min"),
    ],
)
def test_a_duration_has_the_unit_that_suits_it(seconds, text):
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (5 << 20, "5.0 MiB")]
)
def test_a_size_has_the_unit_that_suits_it(size, text):
    assert size_text(size) == text


def test_one_thing_is_singular():
    assert [count_text(number, "spec") for number in (0, 1, 2)] == ["0 specs", "1 spec", "2 specs"]


def test_only_outcomes_that_occurred_are_told():
    assert outcomes_text({Outcome.FAILED: 1, Outcome.PASSED: 2, Outcome.SKIPPED: 0}) == "2 passed, 1 failed"


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7.0], 0.5, 7.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([float(n) for n in range(1, 21)], 0.95, 19.0),
        ([1.0, 2.0], 1.0, 2.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_a_percentile_is_a_value_that_occurred(values, share, expected):
    assert percentile(values, share) == expected

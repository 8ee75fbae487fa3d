"""Times and durations as text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.values.moments import (
    format_cel_duration,
    format_timestamp,
    parse_cel_duration,
    parse_timestamp,
    parse_zone,
)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_survives_its_text(moment):
    assert parse_timestamp(format_timestamp(moment)) == moment


@given(st.timedeltas(min_value=timedelta(days=-100_000), max_value=timedelta(days=100_000)))
def test_a_duration_survives_its_text(duration):
    assert abs(parse_cel_duration(format_cel_duration(duration)) - duration) <= timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("1h30m", 5400), ("-1.5s", -1.5), ("+2d", 172_800), ("1w", 604_800), (".5s", 0.5), ("1m1ms", 60.001)],
)
def test_durations_add_their_parts(text, seconds):
    assert parse_cel_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "5", "s", "1 h", "1h-1m", "1y", "--1s", "1.2.3s", "１s"])
def test_anything_else_is_no_duration(text):
    with pytest.raises(ValueError, match="it has not the form `1h30m`, `90s` or `250ms`"):
        parse_cel_duration(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z"),
        ("2027-01-31t12:00:00.5z", "2027-01-31T12:00:00.500Z"),
        ("2027-01-31 12:00:00+0530", "2027-01-31T06:30:00Z"),
        ("2027-01-31T12:00:00.123456789-02:00", "2027-01-31T14:00:00.123456Z"),
    ],
)
def test_times_are_read_in_any_zone_and_written_in_utc(text, shown):
    assert format_timestamp(parse_timestamp(text)) == shown


@pytest.mark.parametrize(
    "text", ["2027-01-31", "2027-01-31T12:00:00", "27-01-31T12:00:00Z", "２027-01-31T12:00:00Z", ""]
)
def test_a_time_without_its_zone_is_none(text):
    with pytest.raises(ValueError, match="it has not the form"):
        parse_timestamp(text)


def test_zones_are_signed_hours_and_minutes():
    assert parse_zone("-09:30").utcoffset(datetime.now(UTC)) == timedelta(hours=-9, minutes=-30)
    with pytest.raises(ValueError, match="`\\+24:00` is no time zone"):
        parse_zone("+24:00")

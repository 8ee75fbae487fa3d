from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import format_http_date, parse_cookie_date, parse_http_date

RFC_MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ],
)
def test_the_three_forms_of_rfc_9110_name_the_same_moment(text):
    assert parse_http_date(text) == RFC_MOMENT


def test_a_date_is_written_in_the_preferred_form():
    assert format_http_date(RFC_MOMENT) == "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "1994-11-06T08:49:37Z",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, ٠٦ Nov 1994 08:49:37 GMT",
    ],
)
def test_anything_else_is_no_http_date(text):
    assert parse_http_date(text) is None


def test_a_leap_second_is_the_second_after():
    assert parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(2017, 1, 1, tzinfo=UTC)


def test_a_leap_second_at_the_end_of_all_time_is_no_date():
    assert parse_http_date("Fri, 31 Dec 9999 23:59:60 GMT") is None


def test_a_two_digit_year_more_than_fifty_years_ahead_is_of_the_century_before():
    now = datetime(2026, 11, 1, tzinfo=UTC)
    in_2076 = parse_http_date("Sunday, 06-Nov-76 08:49:37 GMT", now)
    in_1977 = parse_http_date("Sunday, 06-Nov-77 08:49:37 GMT", now)
    assert (in_2076 and in_2076.year, in_1977 and in_1977.year) == (2076, 1977)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wed, 09 Jun 2021 10:18:14 GMT", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("Wednesday, 09-Jun-21 10:18:14 GMT", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("Wed Jun  9 10:18:14 2021", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("9 June 2021 1:2:3", datetime(2021, 6, 9, 1, 2, 3, tzinfo=UTC)),
        ("Sat, 15-Apr-17 21:01:22 GMT", datetime(2017, 4, 15, 21, 1, 22, tzinfo=UTC)),
        ("Thu, 01-Jan-1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Mon, 10-Dec-2007 17:02:24 GMT", datetime(2007, 12, 10, 17, 2, 24, tzinfo=UTC)),
        ("Thu, 10-Apr-1980 16:33:12 GMT", datetime(1980, 4, 10, 16, 33, 12, tzinfo=UTC)),
        ("Mon, 10-Dec-69 17:02:24 GMT", datetime(2069, 12, 10, 17, 2, 24, tzinfo=UTC)),
    ],
)
def test_a_cookie_date_is_read_as_loosely_as_rfc_6265bis_wants(text, expected):
    assert parse_cookie_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "Wed, 09 Jun 2021", "09 Jun 10:18:14", "Jun 2021 10:18:14", "09 Jun 1600 10:18:14", "31 Feb 2021 10:18:14",
     "09 Jun 2021 24:18:14", "09 Jun 2021 10:60:14", "09 Xyz 2021 10:18:14"],
)  # fmt: skip
def test_a_cookie_date_that_lacks_a_part_or_is_no_moment_is_none(text):
    assert parse_cookie_date(text) is None


@given(st.text())
def test_no_text_makes_the_readers_raise(text):
    parse_http_date(text)
    parse_http_date(text, RFC_MOMENT)
    parse_cookie_date(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_reads_back_to_the_second(moment):
    assert parse_http_date(format_http_date(moment)) == moment.replace(microsecond=0)

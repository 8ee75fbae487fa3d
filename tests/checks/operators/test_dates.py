"""Points in time; now is 2026-05-01T12:00:00Z."""

from __future__ import annotations

import pytest

from ..conftest import an_exchange, ask, holds, problem, why


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        ("{before: now}", "2026-05-01T11:59:59Z"), ("{after: now}", "2026-05-01T14:00:01+02:00"),
        ("{before: 2026-05-01}", "2026-04-30"), ("{after: 2026-05-01T00:00:00Z}", "Fri, 01 May 2026 00:00:01 GMT"),
        ("{within_last: 5m}", "2026-05-01T11:55:00Z"), ("{within_last: 5m}", "2026-05-01T12:00:01Z"),
        ('{before: "${{ limit }}"}', "2026-01-01"), ('{within_last: "${{ n }}"}', "2026-05-01T11:56:00.123456789Z"),
    ],
)  # fmt: skip
def test_holds(matcher, value):
    assert holds(matcher, value, limit="2026-02-01", n=300)


@pytest.mark.parametrize(
    ("matcher", "value", "reason"),
    [
        ("{before: now}", "2026-05-01T12:00:00Z",
         'text "2026-05-01T12:00:00Z" is not before now, but the same moment'),
        ("{after: 2026-05-01}", "2026-04-30T23:00:00Z", 'text "2026-04-30T23:00:00Z" is not after '
         "2026-05-01T00:00:00+00:00, but 1h before it"),
        ("{within_last: 5m}", "2026-05-01T11:00:00Z",
         'text "2026-05-01T11:00:00Z" is 1h ago, not within the last 5m'),
        ("{within_last: 5m}", "2026-05-01T12:00:05Z",
         'text "2026-05-01T12:00:05Z" is 5s ahead, not within the last 5m'),
        ("{before: now}", "yesterday", 'text "yesterday" is not a date '
         "(dates are texts such as `2027-01-31T08:00:00Z` or `2027-01-31`)"),
        ("{not: {before: now}}", 7, "integer 7 is not a date "
         "(dates are texts such as `2027-01-31T08:00:00Z` or `2027-01-31`)"),
        ("{after: now}", "2026-02-30", 'text "2026-02-30" is not a date '
         "(dates are texts such as `2027-01-31T08:00:00Z` or `2027-01-31`)"),
    ],
)  # fmt: skip
def test_says_why(matcher, value, reason):
    assert why(matcher, value) == reason


def test_a_subject_that_is_a_date_is_compared_as_one():
    exchange = an_exchange(tls={"not_after": "Sun, 31 Jan 2027 00:00:00 GMT"})
    results = ask(
        "tls.not_after: {after: now, before: 2028-01-01, eq: 2027-01-31, not_in: [2027-02-01]}", exchange=exchange
    )
    assert [str(result.outcome) for result in results] == ["passed"] * 4


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {before: soon}", '1:15 SR0405 `before` takes a date, not text "soon" '
         "(write `2027-01-31T08:00:00Z`, `2027-01-31` or `now`)"),
        ("$.v: {after: 7}", "1:14 SR0405 `after` takes a date, not integer 7 "
         "(write `2027-01-31T08:00:00Z`, `2027-01-31` or `now`)"),
        ("$.v: {within_last: 5}", "1:20 SR0408 `within_last` takes a duration, not integer 5 (write `5m`)"),
        ("status: {before: now}", "1:10 SR0407 `status` is an integer; `before` judges a date or text"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message

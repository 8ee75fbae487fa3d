from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.events import Headers
from specrunner.wire import RateLimit, read_rate_limits, retry_after_s, tightest

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


def read(*pairs: tuple[str, str], now: datetime | None = NOW) -> list[RateLimit]:
    return list(read_rate_limits(Headers(tuple(pairs)).all, now))


@pytest.mark.parametrize(
    ("text", "delay_s"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("1.5", None),
        ("-1", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(text, delay_s):
    assert retry_after_s(text, NOW) == delay_s


def test_a_date_says_nothing_to_those_who_do_not_know_the_time():
    assert retry_after_s("Sun, 22 Nov 2026 12:00:30 GMT", None) is None


def test_the_lists_of_the_current_draft_are_read():
    limits = read(
        ("RateLimit-Policy", '"burst";q=100;w=60,"daily";q=1000;w=86400;qu="content-bytes"'),
        ("RateLimit", '"burst";r=50;t=30, "daily";r=7'),
    )
    assert limits == [
        RateLimit(limit=100, remaining=50, reset_s=30.0, policy="burst", window_s=60),
        RateLimit(limit=1000, remaining=7, policy="daily", window_s=86400, unit="content-bytes"),
    ]


def test_a_policy_without_a_state_tells_its_limit():
    assert read(("RateLimit-Policy", '"default";q=100;w=10')) == [RateLimit(limit=100, policy="default", window_s=10)]


def test_a_state_without_a_policy_tells_what_is_left():
    assert read(("RateLimit", '"default";r=50;t=30')) == [RateLimit(remaining=50, reset_s=30.0, policy="default")]


def test_several_fields_of_one_name_are_one_list():
    limits = read(("RateLimit", '"a";r=1'), ("RateLimit", '"b";r=2'))
    assert [limit.policy for limit in limits] == ["a", "b"]


def test_names_that_are_tokens_count_as_well():
    assert read(("RateLimit", "burst;r=5")) == [RateLimit(remaining=5, policy="burst")]


def test_the_dictionary_of_draft_7_is_read():
    limits = read(("RateLimit", "limit=100, remaining=50, reset=5"), ("RateLimit-Policy", "10;w=1, 100;w=60"))
    assert limits == [RateLimit(limit=100, remaining=50, reset_s=5.0, policy="100;w=60", window_s=60)]


def test_the_three_fields_of_draft_6_are_read():
    limits = read(
        ("RateLimit-Limit", "100"),
        ("RateLimit-Remaining", "50"),
        ("RateLimit-Reset", "5"),
        ("RateLimit-Policy", '100;w=60;comment="fixed window"'),
    )
    assert limits == [
        RateLimit(limit=100, remaining=50, reset_s=5.0, policy='100;w=60;comment="fixed window"', window_s=60)
    ]


def test_policies_inside_the_limit_of_older_drafts_are_read():
    limits = read(("RateLimit-Limit", "10, 10;w=1, 50;w=60"), ("RateLimit-Remaining", "9"), ("RateLimit-Reset", "1"))
    assert limits == [RateLimit(limit=10, remaining=9, reset_s=1.0, policy="10;w=1", window_s=1)]


@pytest.mark.parametrize(
    ("reset", "reset_s"),
    [
        ("30", 30.0),
        ("0.5", 0.5),
        (str(EPOCH + 45), 45.0),
        (str(EPOCH - 45), 0.0),
        (str((EPOCH + 45) * 1000), 45.0),
        ("2026-11-22T12:01:00Z", 60.0),
        ("2026-11-22T12:01:00", 60.0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("later", None),
        ("1.²", None),
        ("9" * 400, None),
    ],
)
def test_a_reset_is_a_delay_a_unix_time_or_a_date(reset, reset_s):
    (limit,) = read(("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset))
    assert limit == RateLimit(limit=60, remaining=0, reset_s=reset_s)


def test_a_unix_time_says_nothing_to_those_who_do_not_know_the_time():
    assert read(("X-RateLimit-Reset", str(EPOCH)), now=None) == [RateLimit()]


def test_the_spelling_with_two_hyphens_counts_too():
    assert read(("x-rate-limit-limit", "15"), ("x-rate-limit-remaining", "3")) == [RateLimit(limit=15, remaining=3)]


def test_the_newest_generation_counts():
    limits = read(("X-RateLimit-Remaining", "1"), ("RateLimit", '"default";r=50;t=30'), ("RateLimit-Remaining", "2"))
    assert limits == [RateLimit(remaining=50, reset_s=30.0, policy="default")]


def test_a_malformed_field_falls_back_to_the_older_one():
    assert read(("RateLimit", "50 of 100"), ("X-RateLimit-Remaining", "1")) == [RateLimit(remaining=1)]


def test_without_such_fields_there_is_no_limit():
    assert read(("Content-Type", "text/plain")) == []


def test_the_tightest_has_least_left_and_takes_longest():
    limits = [
        RateLimit(policy="unknown"),
        RateLimit(remaining=5, reset_s=60, policy="many"),
        RateLimit(remaining=0, reset_s=1, policy="soon"),
        RateLimit(remaining=0, reset_s=30, policy="late"),
    ]
    found = tightest(limits)
    assert found is not None
    assert found.policy == "late"


def test_of_no_limits_none_is_the_tightest():
    assert tightest([]) is None


FIELDS = [
    "RateLimit",
    "RateLimit-Policy",
    "RateLimit-Limit",
    "RateLimit-Reset",
    "X-RateLimit-Limit",
    "X-RateLimit-Reset",
]
PIECES = st.lists(
    st.sampled_from(['"a"', ";", "r=1", "q=", "t=-5", ",", "limit=3", "(", ")", "?1", ":YQ==:", "@1", "=", " "])
)


@given(st.lists(st.tuples(st.sampled_from(FIELDS), st.text(max_size=30) | PIECES.map("".join)), max_size=4))
def test_no_field_makes_the_reader_raise(pairs):
    limits = read(*pairs)
    assert tightest(limits) in [*limits, None]
    for limit in limits:
        limit.present()
    for _, value in pairs:
        retry_after_s(value, NOW)

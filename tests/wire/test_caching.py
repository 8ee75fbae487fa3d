from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import (
    DIRECTIVES,
    age_s,
    current_age_s,
    freshness_lifetime_s,
    parse_cache_control,
    read_lifetime,
    vary_fields,
)

T0 = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DATE = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("values", "present"),
    [
        ([], {}),
        (["max-age=3600"], {"max_age": 3600}),
        (["Max-Age=3600, S-MAXAGE=10"], {"max_age": 3600, "s_maxage": 10}),
        (["no-store"], {"no_store": True}),
        (["no-cache", "private"], {"no_cache": True, "private": True}),
        (
            ['private="Set-Cookie, X-Id", no-cache="set-cookie"'],
            {"private": ["set-cookie", "x-id"], "no_cache": ["set-cookie"]},
        ),
        (["public, immutable, must-revalidate"], {"public": True, "immutable": True, "must_revalidate": True}),
        (
            ["stale-while-revalidate=30, stale-if-error=60"],
            {"stale_while_revalidate": 30, "stale_if_error": 60},
        ),
        (["max-stale"], {"max_stale": True}),
        (["max-stale=5, min-fresh=6, only-if-cached"], {"max_stale": 5, "min_fresh": 6, "only_if_cached": True}),
        (['max-age="60"'], {"max_age": 60}),  # RFC 9111 section 5.2: recipients ought to accept both forms
        (["proxy-revalidate, must-understand, no-transform"],
         {"proxy_revalidate": True, "must_understand": True, "no_transform": True}),
        (["max-age=99999999999999999999"], {"max_age": 2**31}),
    ],
)  # fmt: skip
def test_directives_become_typed_values(values, present):
    control = parse_cache_control(values)
    assert (control.present(), control.problems) == (present, ())


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("max-age", "`max-age` needs a number of seconds"),
        ("max-age=soon", "`max-age` needs a number of seconds, not `soon`"),
        ("max-age=-1", "`max-age` needs a number of seconds, not `-1`"),
        ("max-age=1, max-age=2", "`max-age` is given twice, with different values"),
        ("no-store=1", "`no-store` takes no value, but has `1`"),
        ("max age=1", "`max age=1` is no directive"),
        ("max-stale=x", "`max-stale` needs a number of seconds, not `x`"),
    ],
)
def test_a_malformed_directive_is_told(value, problem):
    assert parse_cache_control([value]).problems == (problem,)


def test_of_a_directive_given_twice_the_first_counts():
    assert parse_cache_control(["max-age=1", "max-age=2"]).max_age == 1


def test_an_unknown_directive_is_kept_as_an_extension():
    control = parse_cache_control(['community="UCI", x-flag, max_age=7'])
    assert (dict(control.extensions), control.present(), control.problems) == (
        {"community": "UCI", "x-flag": True, "max_age": "7"},
        {},
        (),
    )


@pytest.mark.parametrize(
    ("value", "date", "expires", "is_shared", "lifetime_s"),
    [
        ("max-age=60", DATE, None, False, 60.0),
        ("max-age=60, s-maxage=10", DATE, None, False, 60.0),
        ("max-age=60, s-maxage=10", DATE, None, True, 10.0),
        ("max-age=60", DATE, "Sun, 22 Nov 2026 13:00:00 GMT", False, 60.0),
        ("", DATE, "Sun, 22 Nov 2026 13:00:00 GMT", False, 3600.0),
        ("", DATE, "Sun, 22 Nov 2026 11:00:00 GMT", False, 0.0),
        ("", DATE, "0", False, 0.0),
        ("", None, "Sun, 22 Nov 2026 13:00:00 GMT", False, None),
        ("no-store", DATE, None, False, None),
    ],
)
def test_the_freshness_lifetime_follows_rfc_9111(value, date, expires, is_shared, lifetime_s):
    control = parse_cache_control([value])
    assert freshness_lifetime_s(control, date=date, expires=expires, is_shared=is_shared) == lifetime_s


def test_an_age_is_a_number_of_seconds_or_nothing():
    assert [age_s(value) for value in (None, "0", " 17 ", "-1", "x")] == [None, 0, 17, None, None]


def test_the_current_age_adds_the_age_field_the_delay_and_the_time_since():
    age = current_age_s(
        age=10,
        date=T0 - timedelta(seconds=5),
        request_at=T0,
        response_at=T0 + timedelta(seconds=2),
        now=T0 + timedelta(seconds=30),
    )
    assert age == 10 + 2 + 28


def test_the_current_age_is_at_least_the_apparent_one():
    age = current_age_s(age=None, date=T0 - timedelta(seconds=100), request_at=T0, response_at=T0, now=T0)
    assert age == 100


@given(st.lists(st.text(), max_size=3))
def test_no_field_makes_the_reader_raise(values):
    control = parse_cache_control(values)
    assert control.present().keys() <= set(DIRECTIVES)
    freshness_lifetime_s(control, date=values[0] if values else None, expires=values[-1] if values else None)


MEMBERS = st.sampled_from(["max-age=1", 'no-cache="a,b', "private", "s-maxage=x", '="', "a=b=c", ",", '"']).map(str)


@given(st.lists(MEMBERS).map(", ".join))
def test_no_mixture_of_good_and_bad_directives_makes_the_reader_raise(value):
    parse_cache_control([value]).present()


CHANGED = "Sun, 22 Nov 2026 11:50:00 GMT"
LATER = "Sun, 22 Nov 2026 12:01:00 GMT"


def lifetime(text: str = "", *, is_shared: bool = False, status: int = 200, **fields: str | None):
    given = {"date": DATE, "expires": None, "last_modified": None, **fields}
    found = read_lifetime(parse_cache_control([text]), status=status, is_shared=is_shared, **given)
    return None if found is None else (found.seconds, found.source)


def test_a_lifetime_comes_from_the_first_that_says_one():
    assert lifetime("max-age=60, s-maxage=10", expires=LATER) == (60.0, "max-age")
    assert lifetime("max-age=60, s-maxage=10", is_shared=True) == (10.0, "s-maxage")
    assert lifetime("max-age=60", is_shared=True) == (60.0, "max-age")
    assert lifetime("public", expires=LATER) == (60.0, "expires")
    assert lifetime(expires="0") == (0.0, "expires")


def test_where_nothing_says_one_a_tenth_of_the_time_since_the_change_is_guessed():
    assert lifetime(last_modified=CHANGED) == (60.0, "heuristic")
    assert lifetime(last_modified=LATER) == (0.0, "heuristic")
    assert lifetime("max-age=5", last_modified=CHANGED) == (5.0, "max-age")


def test_nothing_is_guessed_for_a_status_that_no_cache_keeps_by_itself():
    assert lifetime(last_modified=CHANGED, status=201) is None
    assert lifetime("public", last_modified=CHANGED, status=201) == (60.0, "heuristic")
    assert lifetime() is None
    assert lifetime(last_modified=CHANGED, date=None) is None


def test_vary_names_fields_once_and_in_lower_case():
    assert vary_fields(["Accept, accept-ENCODING", "ACCEPT"]) == ("accept", "accept-encoding")
    assert vary_fields(["Accept, *"]) == ("*",)
    assert vary_fields([""]) == ()

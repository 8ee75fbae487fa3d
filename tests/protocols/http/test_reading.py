"""Every subject, from headers and bodies as they come."""

import pytest

from specrunner.checks import Unreadable
from specrunner.events import Exchange, Fault
from specrunner.protocols.http.subjects import SUBJECTS
from specrunner.values import MISSING
from tests.requests.fakes import answer, exchange


def read(name: str, one: Exchange) -> object:
    return SUBJECTS.subjects[name].read(one)


def of_headers(name: str, *headers: tuple[str, str], status: int = 200, body: bytes = b"") -> object:
    return read(name, exchange(answer(status, body, headers)))


FULL = exchange(
    answer(
        201,
        b"\xc3\xbc",
        [("Content-Type", "Text/Plain; charset=utf-8"), ("X-A", "1"), ("x-a", "2"), ("X-B", "b")],
        url="http://shop.test/a",
        reason="Created",
        remote_address="127.0.0.1:80",
        reused=True,
        wire_size=7,
        tls={"version": "TLSv1.3", "subject": "CN=shop", "alpn": None},
        trailers=[["X-Sum", "1"], ["x-sum", "2"], ["Y", "3"]],
        interim=[{"status": 103, "reason": "Early Hints", "headers": []}],
    ),
    timing_s={"connect": 0.1, "first_byte": 0.2, "total": 0.3},
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", 201),
        ("reason", "Created"),
        ("http_version", "HTTP/1.1"),
        ("body", "ü"),
        ("text", "ü"),
        ("bytes", b"\xc3\xbc"),
        ("size", 2),
        ("wire_size", 7),
        ("media_type", "text/plain"),
        ("url", "http://shop.test/a"),
        ("redirects", []),
        ("links", {}),
        ("time", 0.3),
        ("timing", {"connect": 0.1, "first_byte": 0.2, "total": 0.3}),
        ("tls", {"version": "TLSv1.3", "subject": "CN=shop"}),
        ("remote_address", "127.0.0.1:80"),
        ("is_reused", True),
        ("interim", [{"status": 103, "reason": "Early Hints", "headers": []}]),
        ("trailers", {"x-sum": ["1", "2"], "y": "3"}),
        ("not_modified", False),
        ("cookies", {}),
        ("set_cookies", {}),
        ("etag", MISSING),
        ("last_modified", MISSING),
        ("cache_control", MISSING),
        ("age", MISSING),
        ("fresh_for", MISSING),
        ("freshness", MISSING),
        ("vary", MISSING),
        ("cache_status", MISSING),
        ("retry_after", MISSING),
        ("ratelimit", MISSING),
        ("problem", MISSING),
        ("fault", MISSING),
        ("error", MISSING),
    ],
)
def test_an_answer_is_read(name, value):
    assert read(name, FULL) == value


def test_headers_ignore_case_and_a_repeated_one_is_a_list():
    headers = read("headers", FULL)
    assert (headers["X-A"], headers["X-b"]) == (["1", "2"], "b")


def test_nothing_is_read_of_what_an_answer_lacks():
    bare = exchange(answer(reason="", http_version="HTTP/2"))
    assert [read(name, bare) for name in ("reason", "tls", "media_type", "time", "interim", "trailers")] == [
        MISSING, MISSING, MISSING, MISSING, MISSING, {}
    ]  # fmt: skip


def test_every_subject_but_the_fault_says_that_there_is_no_answer():
    nothing = exchange()
    found, reasons = {}, set()
    for name, subject in SUBJECTS.subjects.items():
        try:
            found[name] = subject.read(nothing)
        except Unreadable as reason:
            reasons.add(str(reason))
    assert reasons == {"there is no answer"}
    assert found == {
        "cookies": {}, "set_cookies": {}, "redirects": [], "time": MISSING, "timing": {},
        "retry_after": MISSING, "fault": MISSING, "error": MISSING,
    }  # fmt: skip


def test_cookies_are_those_of_all_hops_and_the_last_one_counts():
    one = exchange(
        answer(302, headers=[("Set-Cookie", "sid=1; HttpOnly; Path=/"), ("Set-Cookie", "a=b")]),
        answer(200, headers=[("Set-Cookie", "sid=2; Secure; SameSite=Lax; Max-Age=60")]),
    )
    assert read("cookies", one) == {"sid": "2", "a": "b"}
    assert read("set_cookies", one)["sid"] == {
        "value": "2", "secure": True, "http_only": False, "partitioned": False, "same_site": "Lax", "max_age": 60
    }  # fmt: skip


def test_redirects_are_the_hops_that_were_followed():
    one = exchange(
        answer(401, url="http://h/a", headers=[("WWW-Authenticate", "Digest")]),
        answer(302, url="http://h/a", headers=[("Location", "/b")]),
        answer(307, url="http://h/b", headers=[("Location", "http://h/c")]),
        answer(200, url="http://h/c"),
    )
    assert read("redirects", one) == [
        {"status": 302, "url": "http://h/a", "location": "/b"},
        {"status": 307, "url": "http://h/b", "location": "http://h/c"},
    ]


def test_a_redirect_that_was_not_followed_is_the_answer():
    assert read("redirects", exchange(answer(302, headers=[("Location", "/b")]))) == []


def test_a_304_tells_that_nothing_changed():
    assert of_headers("not_modified", status=304) is True


@pytest.mark.parametrize("tag", ['"abc"', 'W/"abc"', "abc"])
def test_the_etag_is_as_sent(tag):
    assert of_headers("etag", ("ETag", tag)) == tag


def test_cache_control_has_typed_fields_and_absent_ones_are_missing():
    value = of_headers("cache_control", ("Cache-Control", "max-age=60, no-store"), ("Cache-Control", "x-y=1"))
    assert value == {"max_age": 60, "no_store": True, "extensions": {"x-y": "1"}, "problems": []}


def test_cache_control_tells_what_is_malformed():
    value = of_headers("cache_control", ("Cache-Control", "max-age=soon"))
    assert value == {"problems": ["`max-age` needs a number of seconds, not `soon`"]}


def test_age_is_in_seconds():
    assert of_headers("age", ("Age", "17")) == 17


@pytest.mark.parametrize(
    ("name", "header", "reason"),
    [
        ("age", ("Age", "old"), "`old` in the `Age` header is no number of seconds"),
        ("last_modified", ("Last-Modified", "2026-11-22"), "`2026-11-22` is no HTTP date"),
    ],
)
def test_a_malformed_header_cannot_be_read(name, header, reason):
    with pytest.raises(Unreadable) as raised:
        of_headers(name, header)
    assert str(raised.value) == reason


def test_last_modified_is_a_moment():
    assert of_headers("last_modified", ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")) == "1994-11-06T08:49:37Z"


def test_an_answer_is_fresh_for_its_max_age_or_until_it_expires():
    expires = ("Expires", "Sun, 22 Nov 2026 12:05:00 GMT")
    date = ("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
    assert of_headers("fresh_for", ("Cache-Control", "max-age=60"), expires, date) == 60
    assert of_headers("fresh_for", expires, date) == 300


def test_freshness_is_what_a_cache_works_out():
    fields = (("Cache-Control", "max-age=60, s-maxage=10"), ("Date", "Sun, 22 Nov 2026 11:59:50 GMT"), ("Age", "20"))
    assert of_headers("freshness", *fields) == {
        "current_age": 20.0,
        "lifetime": 60.0,
        "source": "max-age",
        "is_heuristic": False,
        "shared_lifetime": 10.0,
        "shared_source": "s-maxage",
        "is_stale": False,
        "left": 40.0,
    }


def test_an_answer_whose_age_has_reached_its_lifetime_is_stale():
    found = of_headers("freshness", ("Cache-Control", "max-age=20"), ("Age", "20"))
    assert (found["is_stale"], found["left"]) == (True, 0.0)


def test_the_time_on_the_way_makes_an_answer_older():
    message = answer(200, b"", [("Cache-Control", "max-age=60"), ("Age", "5")])
    slow = exchange(message, timing_s={"first_byte": 2.0, "total": 3.0})
    assert read("freshness", slow)["current_age"] == 8.0


def test_without_a_clock_there_is_no_age_but_a_lifetime():
    message = answer(200, b"", [("Cache-Control", "max-age=60")])
    found = read("freshness", exchange(message, attributes={"answered_at": "x"}))
    assert found.keys() == {"lifetime", "source", "is_heuristic", "shared_lifetime", "shared_source"}


def test_vary_and_cache_status_are_read():
    assert of_headers("vary", ("Vary", "Accept"), ("Vary", "ORIGIN, accept")) == ["accept", "origin"]
    told = of_headers("cache_status", ("Cache-Status", "a; hit; ttl=7"), ("Cache-Status", "b; fwd=miss"))
    assert told == [{"cache": "a", "hit": True, "ttl": 7}, {"cache": "b", "hit": False, "fwd": "miss"}]


def test_a_malformed_cache_status_is_told():
    with pytest.raises(Unreadable) as raised:
        of_headers("cache_status", ("Cache-Status", "a;;"))
    assert str(raised.value) == "`a;;` in the `Cache-Status` header is no structured field"


@pytest.mark.parametrize(
    ("value", "delay_s"),
    [("30", 30.0), ("Sun, 22 Nov 2026 12:00:45 GMT", 45.0), ("soon", MISSING)],
)
def test_retry_after_is_in_seconds(value, delay_s):
    assert of_headers("retry_after", ("Retry-After", value), status=429) == delay_s


def test_the_rate_limit_is_the_one_that_runs_out_first():
    value = of_headers(
        "ratelimit",
        ("RateLimit-Policy", '"burst";q=10;w=1, "day";q=1000;w=86400'),
        ("RateLimit", '"burst";r=9;t=1, "day";r=3;t=400'),
    )
    day = {"limit": 1000, "remaining": 3, "reset": 400.0, "policy": "day", "window": 86400}
    burst = {"limit": 10, "remaining": 9, "reset": 1.0, "policy": "burst", "window": 1}
    assert value == {**day, "all": [burst, day]}


def test_links_are_read_by_relation():
    assert of_headers("links", ("Link", "</p/2>; rel=next, </p/9>; rel=last")) == {"next": "/p/2", "last": "/p/9"}


PROBLEM = ("Content-Type", "application/problem+json")


def test_a_problem_is_read_with_its_extensions():
    value = of_headers("problem", PROBLEM, status=409, body=b'{"title": "No", "status": 409, "balance": 30}')
    assert value == {"type": "about:blank", "title": "No", "status": 409, "balance": 30}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "the body is no problem of RFC 9457: it is JSON, but no map"),
        (b"no", "the body is not JSON: expected a value, found `n` (line 1, column 1)"),
        (b"", "the body is empty, so there is no JSON in it"),
    ],
)
def test_a_body_that_is_no_problem_cannot_be_read_as_one(body, reason):
    with pytest.raises(Unreadable) as raised:
        of_headers("problem", PROBLEM, body=body)
    assert str(raised.value) == reason


def test_a_fault_is_read_as_a_map_and_its_message_alone():
    fault = Fault("refused", "connect", "nothing listens on h:1", "is it started?", is_retryable=True)
    one = exchange(fault=fault)
    assert read("fault", one) == {
        "kind": "refused",
        "phase": "connect",
        "message": "nothing listens on h:1",
        "hint": "is it started?",
        "is_retryable": True,
    }
    assert read("error", one) == "nothing listens on h:1"

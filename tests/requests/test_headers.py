import pytest

from specrunner.requests.fault import Unsendable
from specrunner.requests.headers import request_cookies, request_headers, sensitive_names


def test_lists_repeat_and_null_takes_out():
    headers, omitted = request_headers({"X-A": ["1", 2, None], "Accept": None, "x-b": True}, (), None)
    assert headers == (("X-A", "1"), ("X-A", "2"), ("x-b", "true"))
    assert omitted == {"accept"}


def test_the_body_brings_its_content_type_unless_one_is_given():
    assert request_headers({}, (), "application/json")[0] == (("Content-Type", "application/json"),)
    assert request_headers({"content-type": "text/x"}, (), "application/json")[0] == (("content-type", "text/x"),)


def test_a_content_type_that_was_taken_out_stays_out():
    assert request_headers({"Content-Type": None}, (), "application/json") == ((), frozenset({"content-type"}))


def test_an_own_multipart_type_gets_the_boundary():
    headers, _ = request_headers({"Content-Type": "multipart/mixed"}, (), "multipart/form-data; boundary=B")
    assert headers == (("Content-Type", "multipart/mixed; boundary=B"),)


def test_an_own_boundary_is_kept():
    headers, _ = request_headers(
        {"Content-Type": "multipart/mixed; boundary=X"}, (), "multipart/form-data; boundary=B"
    )
    assert headers == (("Content-Type", "multipart/mixed; boundary=X"),)


def test_what_auth_adds_comes_last():
    headers, _ = request_headers({"A": "1"}, (("Authorization", "Bearer t"),), None)
    assert headers == (("A", "1"), ("Authorization", "Bearer t"))


def test_any_header_that_may_hold_a_key_stays_with_its_origin():
    names = sensitive_names(
        [("X-Api-Key", ""), ("Authorization", ""), ("Accept", ""), ("If-None-Match", ""), ("X-Id", "")]
    )
    assert names == {"x-api-key", "authorization", "x-id"}


def test_cookies_leave_out_what_is_null():
    assert request_cookies({"a": 1, "b": None}, (("key", "k"),)) == (("a", "1"), ("key", "k"))


@pytest.mark.parametrize(
    ("cookies", "message"),
    [
        ({"a b": "1"}, "`a b` is no name of a cookie"),
        ({"a": "1; admin=1"}, "the cookie `a` would hold a semicolon"),
    ],
)
def test_a_cookie_that_would_become_two_is_refused(cookies, message):
    with pytest.raises(Unsendable) as raised:
        request_cookies(cookies, ())
    assert (raised.value.fault.kind, raised.value.fault.message) == ("request", message)

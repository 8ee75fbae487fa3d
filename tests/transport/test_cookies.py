"""Cookies as browsers keep and send them (RFC 6265)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from specrunner.transport import Cookie, CookieJar
from specrunner.transport.cookie import default_path, domain_matches, read_cookie_date
from specrunner.transport.url import read_url

NOW_S = datetime(2026, 7, 1, tzinfo=UTC).timestamp()


def jar_after(url: str, *fields: str) -> CookieJar:
    jar = CookieJar(lambda: NOW_S)
    assert jar.store(read_url(url), fields) == []
    return jar


def sent(jar: CookieJar, url: str) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.pairs_for(read_url(url)))


@pytest.mark.parametrize(
    ("field", "url", "is_sent"),
    [
        ("a=1", "http://shop.test/x/z", True),
        ("a=1", "http://shop.test/x/z/deep", True),
        ("a=1", "http://shop.test/x", True),
        ("a=1", "http://shop.test/xyz", False),
        ("a=1", "http://shop.test/", False),
        ("a=1; Path=/", "http://shop.test/", True),
        ("a=1; Path=/xy", "http://shop.test/xyz", False),
        ("a=1; Path=/xy/", "http://shop.test/xy/z?q", True),
        ("a=1; Path=relative", "http://shop.test/x/", True),
        ("a=1; Path=/", "http://sub.shop.test/", False),
        ("a=1; Path=/; Domain=shop.test", "http://sub.shop.test/", True),
        ("a=1; Path=/; Domain=.SHOP.test", "http://sub.shop.test/", True),
        ("a=1; Path=/; Domain=shop.test", "http://workshop.test/", False),
        ("a=1; Path=/; Domain=shop.test", "http://other.test/", False),
        ("a=1; Path=/", "https://shop.test/", True),
        ("a=1; Path=/", "http://shop.test:8080/", True),
    ],
)
def test_a_cookie_goes_where_its_domain_and_path_allow(field, url, is_sent):
    assert sent(jar_after("http://shop.test/x/y", field), url) == ("a=1" if is_sent else "")


def test_a_secure_cookie_goes_over_tls_only():
    jar = jar_after("https://shop.test/", "a=1; Secure")
    assert sent(jar, "https://shop.test/") == "a=1"
    assert sent(jar, "http://shop.test/") == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "shop.localhost"])
def test_a_secure_cookie_works_on_this_machine_without_tls(host):
    assert sent(jar_after(f"http://{host}:8000/", "a=1; Secure"), f"http://{host}:8000/") == "a=1"


@pytest.mark.parametrize(
    ("field", "expires_s"),
    [
        ("a=1", None),
        ("a=1; Max-Age=60", NOW_S + 60),
        ("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", NOW_S + 60),
        ("a=1; Max-Age=x", None),
        ("a=1; Expires=Wed, 01 Jul 2026 00:01:00 GMT", NOW_S + 60),
        ("a=1; Expires=never", None),
        ("a=1; Max-Age=99999999999999", NOW_S + 400 * 86400),
    ],
)
def test_a_lifetime_is_read(field, expires_s):
    assert jar_after("http://shop.test/", field).cookies[0].expires_s == expires_s


@pytest.mark.parametrize("end", ["Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
def test_an_expired_cookie_deletes_the_stored_one(end):
    jar = jar_after("http://shop.test/", "a=1", f"a=; {end}")
    assert jar.cookies == ()


def test_a_cookie_expires_as_time_goes_by():
    now_s = NOW_S
    jar = CookieJar(lambda: now_s)
    jar.store(read_url("http://shop.test/"), ["a=1; Max-Age=60"])
    now_s += 59
    assert sent(jar, "http://shop.test/") == "a=1"
    now_s += 1
    assert (sent(jar, "http://shop.test/"), jar.get("a")) == ("", None)


def test_longer_paths_come_first_and_older_cookies_before_newer():
    jar = jar_after("http://shop.test/x/y", "a=1; Path=/", "b=2; Path=/x", "c=3; Path=/", "a=4; Path=/")
    assert sent(jar, "http://shop.test/x/y") == "b=2; a=4; c=3"


def test_a_cookie_is_told_with_its_attributes():
    field = 'sid="a b"; Domain=shop.test; Path=/p; Secure; HttpOnly; SameSite=Lax; Max-Age=5'
    assert jar_after("https://shop.test/", field).cookies == (
        Cookie("sid", '"a b"', "shop.test", "/p", False, True, True, NOW_S + 5, "Lax"),
    )


def test_bytes_go_back_as_they_came():
    jar = jar_after("http://shop.test/", "a=\xc3\xa9")
    assert sent(jar, "http://shop.test/") == "a=\xc3\xa9"


@pytest.mark.parametrize(
    ("url", "field", "why"),
    [
        ("http://shop.test/", "a=1; Domain=other.test", "its Domain `other.test` does not cover shop.test"),
        ("http://shop.test/", "a=1; Domain=sub.shop.test", "its Domain `sub.shop.test` does not cover shop.test"),
        ("http://shop.test/", "a=1; Domain=test", "its Domain `test` is a top-level one"),
        ("http://10.0.0.1/", "a=1; Domain=0.0.1", "its Domain `0.0.1` does not cover 10.0.0.1"),
        ("http://shop.test/", "a=1; Secure", "it is Secure, and the answer came over plain HTTP"),
        ("https://shop.test/", "__Secure-a=1", "a name starting with `__Secure-` asks for Secure"),
        ("https://shop.test/", "__Host-a=1; Secure", "a name starting with `__Host-` asks for Path=/ and no Domain"),
        (
            "https://shop.test/",
            "__Host-a=1; Secure; Path=/; Domain=shop.test",
            "a name starting with `__Host-` asks for Path=/ and no Domain",
        ),
        ("http://shop.test/", "=1", "it has no name"),
        ("http://shop.test/", "novalue", "it has no name"),
        ("http://shop.test/", "a=1\x01", "it holds control characters"),
        ("http://shop.test/", "a=" + "x" * 4096, "it has 4097 bytes, and browsers keep 4096"),
    ],
)
def test_a_cookie_that_browsers_drop_is_dropped_with_a_reason(url, field, why):
    jar = CookieJar(lambda: NOW_S)
    name = field.partition("=")[0]
    assert jar.store(read_url(url), [field]) == [f"the cookie `{name}` was not stored: {why}"]
    assert jar.cookies == ()


def test_a_domain_equal_to_an_address_or_plain_host_is_accepted():
    for host in ("127.0.0.1", "localhost"):
        jar = jar_after(f"http://{host}/", f"a=1; Domain={host}")
        assert (sent(jar, f"http://{host}/"), jar.cookies[0].is_host_only) == ("a=1", True)


def test_a_jar_holds_no_more_than_a_thousand_cookies():
    jar = jar_after("http://shop.test/", *(f"c{number}=1" for number in range(1200)))
    assert len(jar.cookies) == 1000
    assert jar.get("c1199") is not None
    assert jar.get("c0") is None


def test_a_cookie_can_be_put_and_all_can_be_cleared():
    jar = CookieJar(lambda: NOW_S)
    jar.put(Cookie("a", "1", "shop.test"))
    assert sent(jar, "http://shop.test/x") == "a=1"
    jar.clear()
    assert jar.cookies == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37"),
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37"),
        ("06-Nov-2030 08:49:37", "2030-11-06T08:49:37"),
        ("1 january 69 1:2:3", "2069-01-01T01:02:03"),
    ],
)
def test_dates_are_read_in_the_forms_that_servers_write(text, iso):
    read = read_cookie_date(text)
    assert read is not None
    assert datetime.fromtimestamp(read, UTC).replace(tzinfo=None).isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31 Feb 2030 00:00:00", "1 Jan 1600 00:00:00", "1 Jan 2030 25:00:00", "1 Jan 2030"]
)
def test_what_is_no_date_is_none(text):
    assert read_cookie_date(text) is None


def test_domains_match_by_whole_labels():
    assert domain_matches("a.shop.test", "shop.test")
    assert not domain_matches("ashop.test", "shop.test")
    assert not domain_matches("10.0.0.1", "0.0.1")


@pytest.mark.parametrize(("target", "path"), [("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b?c/d", "/a"), ("*", "/")])
def test_a_default_path_is_the_folder_of_the_request(target, path):
    assert default_path(target) == path

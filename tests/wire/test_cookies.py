from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import SetCookie, is_cookie_value, parse_set_cookie, set_cookies


@pytest.mark.parametrize(
    ("text", "cookie"),
    [
        ("SID=31d4d96e407aad42", SetCookie("SID", "31d4d96e407aad42")),
        (
            "SID=31d4; Path=/; Domain=example.com; Secure; HttpOnly",
            SetCookie("SID", "31d4", domain="example.com", path="/", is_secure=True, is_http_only=True),
        ),
        (
            "lang=en-US; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
            SetCookie("lang", "en-US", expires=datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ),
        ("a=b; Max-Age=60; SameSite=lAx", SetCookie("a", "b", max_age_s=60, same_site="Lax")),
        ("a=b; SameSite=whatever", SetCookie("a", "b")),
        ("a=b; Max-Age=-5", SetCookie("a", "b", max_age_s=-5)),
        ("a=b; Max-Age=99999999999999999999", SetCookie("a", "b", max_age_s=34560000)),
        ("a=b; Max-Age=" + "9" * 900, SetCookie("a", "b", max_age_s=34560000)),
        ("a=b; Max-Age=1.5", SetCookie("a", "b")),
        ("a=b; Path=relative", SetCookie("a", "b")),
        ("a=b; Domain=.Example.COM", SetCookie("a", "b", domain="example.com")),
        ("a=b; Domain=", SetCookie("a", "b")),
        (
            "a=b; Partitioned; Priority=High",
            SetCookie("a", "b", is_partitioned=True, extensions={"priority": "High"}),
        ),
        ("a=b=c", SetCookie("a", "b=c")),
        ("a=", SetCookie("a", "")),
        ("justvalue", SetCookie("", "justvalue")),
        ('a="quoted value"', SetCookie("a", '"quoted value"')),
        ("  a  =  b  ;  PATH = /x ", SetCookie("a", "b", path="/x")),
        ("a=b; path=/x; path=/y", SetCookie("a", "b", path="/y")),
        ("a=b; Domain=" + "x" * 1025, SetCookie("a", "b")),
    ],
)
def test_a_cookie_is_read_as_browsers_do(text, cookie):
    assert parse_set_cookie(text) == cookie


@pytest.mark.parametrize("text", ["", "=", " ; Path=/", "a=b\x00", "a=b\nX: y", "a=\x7f", "a=" + "x" * 4096])
def test_what_browsers_ignore_is_none(text):
    assert parse_set_cookie(text) is None


def test_a_tab_is_no_control_character_here():
    assert parse_set_cookie("a=b\tc") == SetCookie("a", "b\tc")


def test_the_attributes_are_named_for_subjects():
    cookie = parse_set_cookie(
        "a=b; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Expires=Wed, 09 Jun 2021 10:18:14 GMT"
    )
    assert cookie is not None
    assert cookie.attributes() == {
        "value": "b",
        "secure": False,
        "http_only": True,
        "partitioned": False,
        "path": "/",
        "expires": "2021-06-09T10:18:14Z",
        "max_age": 60,
        "same_site": "Strict",
    }


def test_of_a_cookie_set_twice_the_last_counts():
    assert {name: cookie.value for name, cookie in set_cookies(["a=1", "b=2", "a=3", "\x00"]).items()} == {
        "a": "3",
        "b": "2",
    }


@pytest.mark.parametrize(
    ("text", "is_value"),
    [("abc", True), ("", True), ('"abc"', True), ("a b", False), ("a;b", False), ("a,b", False), ('a"b', False),
     ("ä", False), ("a\\b", False), ("a\nb", False)],
)  # fmt: skip
def test_a_cookie_value_has_no_blanks_nor_separators(text, is_value):
    assert is_cookie_value(text) is is_value


@given(st.text() | st.text(alphabet="a=; \tDomainPathMaxAge0-9,Expires\x00"))
def test_no_field_makes_the_reader_raise(text):
    cookie = parse_set_cookie(text)
    if cookie is not None:
        cookie.attributes()


ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from(["Expires", "Max-Age", "Domain", "Path", "SameSite", "Secure"]), st.text(max_size=20)),
    max_size=5,
)


@given(ATTRIBUTES)
def test_no_attribute_makes_the_reader_raise(attributes):
    parse_set_cookie("a=b" + "".join(f"; {name}={value}" for name, value in attributes))

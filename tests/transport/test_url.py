"""Addresses that can be called, and what is wrong with the others."""

from __future__ import annotations

import pytest

from specrunner.transport.faults import FaultRaised
from specrunner.transport.url import join_url, read_url

WHOLE = "write it whole (`http://host/path`), or give a `base_url`"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://a", "http://a/"),
        ("HTTP://A.Test:80/X?q=1#f", "http://a.test/X?q=1"),
        ("https://a:443/", "https://a/"),
        ("https://a:80/", "https://a:80/"),
        ("http://a?x=1", "http://a/?x=1"),
        ("http://a/b c?d=é|", "http://a/b%20c?d=%C3%A9|"),
        ("http://a/x/../%2e%2e/%zz//y", "http://a/x/../%2e%2e/%zz//y"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
        ("http://a_b.c./", "http://a_b.c/"),
        ("http://0x7f.1/", "http://0x7f.1/"),
    ],
)
def test_an_address_is_kept_but_for_what_cannot_be_sent(text, read):
    assert read_url(text).text == read


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "`` cannot be called: it has no scheme and host", WHOLE),
        ("/orders", "`/orders` cannot be called: it has no scheme and host", WHOLE),
        (
            "localhost:8080/x",
            "`localhost:8080/x` cannot be called: it does not start with http:// or https://",
            WHOLE,
        ),
        ("http:///x", "`http:///x` cannot be called: there is no host in it", "write `http://host/path`"),
        ("http://:80/", "`http://:80/` cannot be called: there is no host in it", None),
        ("https://[::1", "`https://[::1` cannot be called: the bracket of the IPv6 address is not closed", None),
        ("http://[::g]/", "`http://[::g]/` cannot be called: `[::g]` is no IPv6 address", None),
        ("http://[::1]x/", "`http://[::1]x/` cannot be called: `x` after the IPv6 address is no port", None),
        ("http://::1/", "`http://::1/` cannot be called: an IPv6 address needs brackets", "write `[::1]`"),
        ("http://a:80:80/", "`http://a:80:80/` cannot be called: `a:80:80` has more than one port", None),
        ("http://exa mple/", "`http://exa mple/` cannot be called: there is a space in the host `exa mple`", None),
        (
            "file:///etc/passwd",
            "`file:///etc/passwd` cannot be called: the scheme is `file`, and only http and https can be called",
            None,
        ),
        ("http://a:0/", "`http://a:0/` cannot be called: `0` is no port (1 to 65535)", None),
        ("http://a:99999/", "`http://a:99999/` cannot be called: `99999` is no port (1 to 65535)", None),
        ("http://a:８/", "`http://a:８/` cannot be called: `８` is no port (1 to 65535)", None),
        (
            "http://a..b/",
            "`http://a..b/` cannot be called: two dots follow each other in the host, or it starts with one",
            None,
        ),
        ("http://a\\b/", "`http://a\\b/` cannot be called: there is a backslash in the host", None),
        (
            "http://a/\r\nX: 1",
            "`http://a/  X: 1` cannot be called: it holds the control character '\\r' at position 10",
            None,
        ),
        (
            f"http://{'a' * 64}/",
            f"`http://{'a' * 64}/` cannot be called: the label `{'a' * 19}…` of the host has 64 characters, "
            "and 63 are allowed",
            None,
        ),
        (
            "http://ann:secret@a/",
            "`http://***@a/` cannot be called: it carries credentials",
            "give the user and password as `auth: {basic: {...}}`, so that reports do not show them",
        ),
    ],
)
def test_a_bad_address_says_what_is_wrong(text, message, hint):
    with pytest.raises(FaultRaised) as raised:
        read_url(text)
    assert raised.value.fault.kind == "url"
    assert raised.value.fault.message == message
    assert raised.value.fault.hint == hint


@pytest.mark.parametrize(
    ("location", "joined"),
    [
        ("c", "http://h:8/a/c"),
        ("/d", "http://h:8/d"),
        ("?q", "http://h:8/a/b?q"),
        ("../x", "http://h:8/x"),
        ("//other/x", "http://other/x"),
        ("https://other/x", "https://other/x"),
        ("http:///x", "http:///x"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_a_location_is_read_from_where_it_came(location, joined):
    assert join_url(read_url("http://h:8/a/b?x"), location) == joined

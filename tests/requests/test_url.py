import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.requests.url import encode_query, is_absolute, join_url, scalar_text, split_url


@pytest.mark.parametrize(
    ("base_url", "url", "whole"),
    [
        (None, "http://h/x", "http://h/x"),
        ("http://h", "/x", "http://h/x"),
        ("http://h/", "/x", "http://h/x"),
        ("http://h/api/v1", "/orders", "http://h/api/v1/orders"),
        ("http://h/api/", "orders", "http://h/api/orders"),
        ("http://h/api", "", "http://h/api"),
        ("http://h/api", "?a=1", "http://h/api?a=1"),
        ("http://h", "https://other/x", "https://other/x"),
        ("http://h", "HTTPS://other/x", "HTTPS://other/x"),
        ("http://h", "/a/../%2e%2e/b", "http://h/a/../%2e%2e/b"),
        ("http://h", "//x", "http://h//x"),
        ("http://h", "/x?to=http://other/", "http://h/x?to=http://other/"),
        ("http://h", "/x#part", "http://h/x"),
        ("http://h", "/grün y", "http://h/gr%C3%BCn%20y"),
        ("http://h", "/100%", "http://h/100%25"),
        ("http://h", "/a%20b", "http://h/a%20b"),
        ("http://h", '/"<>\\^`{|}', "http://h/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("http://h", "/a[0]:@!$&'()*+,;=", "http://h/a[0]:@!$&'()*+,;="),
        ("http://h", "/x\r\nHost: y", "http://h/x%0D%0AHost:%20y"),
        ("http://münchen.test", "/ü", "http://münchen.test/%C3%BC"),
        (None, "/x", "/x"),
    ],
)
def test_base_and_url_are_put_together_as_written(base_url, url, whole):
    assert join_url(base_url, url, {}) == whole


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({}, ""),
        ({"a": "b c"}, "a=b%20c"),
        ({"q": "a&b=c+d/e?f#g"}, "q=a%26b%3Dc%2Bd%2Fe%3Ff%23g"),
        ({"id": [1, 2], "x": None}, "id=1&id=2"),
        ({"t": True, "n": 1.5, "none": [None]}, "t=true&n=1.5"),
        ({"filter[name]": "ü"}, "filter%5Bname%5D=%C3%BC"),
        ({"a": ""}, "a="),
        ({"-._~": "-._~"}, "-._~=-._~"),
        ({"a": "\ud800"}, "a=%ED%A0%80"),
    ],
)
def test_parameters_become_a_query(params, query):
    assert encode_query(params) == query


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("http://h/x", "http://h/x?b=2"),
        ("http://h/x?a=1", "http://h/x?a=1&b=2"),
        ("http://h/x?", "http://h/x?b=2"),
        ("http://h/x?a=1&", "http://h/x?a=1&b=2"),
        ("http://h/x?a=1#part", "http://h/x?a=1&b=2"),
        ("http://h", "http://h?b=2"),
    ],
)
def test_parameters_are_added_to_those_in_the_url(url, whole):
    assert join_url(None, url, {"b": 2}) == whole


def test_a_url_is_whole_with_scheme_and_host():
    assert [is_absolute(url) for url in ("http://h", "x+y://h", "/x", "localhost:80/x", "//h/x", "mailto:a")] == [
        True, True, False, False, False, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("http://h:1/a?b=1#c", "http://h:1", "/a?b=1"),
        ("http://h", "http://h", "/"),
        ("http://h?x", "http://h", "/?x"),
        ("/x", "/x", "/"),
    ],
)
def test_a_url_splits_into_origin_and_target(url, origin, target):
    assert split_url(url) == (origin, target)


def test_scalars_read_as_json_writes_them_and_text_as_it_is():
    assert [scalar_text(value) for value in ("7", 7, 7.0, True, False)] == ["7", "7", "7.0", "true", "false"]


@given(
    st.none() | st.text(), st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=3)
)
def test_no_text_makes_joining_raise_nor_breaks_a_line(base_url, url, params):
    whole = join_url(base_url, url, params)
    assert "#" not in whole
    if base_url is None and is_absolute(url):
        _, _, rest = whole.partition("://")
        _, slash, path = rest.partition("/")
        assert not slash or (path.isascii() and path.isprintable() and " " not in path)

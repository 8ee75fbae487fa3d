import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import ETag, parse_etag, parse_etag_list


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ('"xyzzy"', ETag("xyzzy")),
        ('W/"xyzzy"', ETag("xyzzy", is_weak=True)),
        ('""', ETag("")),
        (' "a" ', ETag("a")),
        ('"a,b"', ETag("a,b")),
        ('"a\\b"', ETag("a\\b")),
    ],
)
def test_an_entity_tag_is_quoted_text_perhaps_marked_weak(text, tag):
    assert parse_etag(text) == tag


@pytest.mark.parametrize("text", ["", "xyzzy", 'w/"a"', 'W / "a"', '"a"b"', '"a b"', '"a', "'a'", 'W/""a""', "*"])
def test_anything_else_is_no_entity_tag(text):
    assert parse_etag(text) is None


@pytest.mark.parametrize(
    ("one", "other", "is_strong", "is_weak"),
    [  # RFC 9110 section 8.8.3.2
        ('W/"1"', 'W/"1"', False, True),
        ('W/"1"', 'W/"2"', False, False),
        ('W/"1"', '"1"', False, True),
        ('"1"', '"1"', True, True),
    ],
)
def test_comparison_follows_the_table_of_rfc_9110(one, other, is_strong, is_weak):
    first, second = parse_etag(one), parse_etag(other)
    assert first is not None
    assert second is not None
    assert (first.matches_strongly(second), first.matches_weakly(second)) == (is_strong, is_weak)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ('"xyzzy"', ["xyzzy"]),
        ('"xyzzy", "r2d2xxxx", "c3piozzzz"', ["xyzzy", "r2d2xxxx", "c3piozzzz"]),
        ('W/"a",, "b,c" ,', ["a", "b,c"]),
        ("", None),
        ("*", None),
        ('"a" "b"', None),
        ('"a", b', None),
    ],
)
def test_a_list_of_tags_is_whole_or_nothing(text, tags):
    found = parse_etag_list(text)
    assert (None if found is None else [tag.opaque for tag in found]) == tags


@given(st.text() | st.text(alphabet='W/",\\ a'))
def test_what_is_read_is_written_back_the_same(text):
    parse_etag_list(text)
    tag = parse_etag(text)
    assert tag is None or str(tag) == text.strip(" \t")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import parse_media_type


@pytest.mark.parametrize(
    ("text", "essence", "parameters"),
    [
        ("text/html", "text/html", {}),
        ("text/html;charset=utf-8", "text/html", {"charset": "utf-8"}),
        ('Text/HTML;Charset="utf-8"', "text/html", {"charset": "utf-8"}),
        ('text/html; charset="utf-8"', "text/html", {"charset": "utf-8"}),
        ("multipart/form-data; boundary=\"a;b\"", "multipart/form-data", {"boundary": "a;b"}),
        ("text/plain; charset=a; charset=b", "text/plain", {"charset": "a"}),
        ("text/plain;", "text/plain", {}),
    ],
)  # fmt: skip
def test_the_equal_spellings_of_rfc_9110_are_equal(text, essence, parameters):
    media = parse_media_type(text)
    assert media is not None
    assert (media.essence, dict(media.parameters)) == (essence, parameters)


@pytest.mark.parametrize(
    "text", ["", "json", "text/", "/html", "text/html charset=utf-8", "text/html, text/plain", "a b/c"]
)
def test_anything_else_is_no_media_type(text):
    assert parse_media_type(text) is None


@pytest.mark.parametrize(
    ("text", "is_json", "is_text"),
    [
        ("application/json", True, True),
        ("application/problem+json; charset=utf-8", True, True),
        ("application/vnd.api+json", True, True),
        ("text/json", True, True),
        ("application/x-ndjson", False, True),
        ("application/json-seq", False, False),
        ("application/jsonp", False, False),
        ("image/svg+xml", False, True),
        ("text/event-stream", False, True),
        ("application/octet-stream", False, False),
        ("image/png", False, False),
    ],
)
def test_json_and_text_are_told_by_the_media_type(text, is_json, is_text):
    media = parse_media_type(text)
    assert media is not None
    assert (media.is_json, media.is_text) == (is_json, is_text)


@given(st.text() | st.text(alphabet='a/;="\\ +json'))
def test_no_field_makes_the_reader_raise(text):
    media = parse_media_type(text)
    if media is not None:
        assert media.essence == media.essence.lower()

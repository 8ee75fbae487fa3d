import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.wire import decode_text, parse_media_type, text_codec


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


def test_a_codec_that_is_no_character_set_is_unknown():
    assert [text_codec(name) for name in ("UTF-8", " Latin1 ", "rot13", "zlib", "base64", "bogus", "idna")] == [
        "utf-8", "cp1252", None, None, None, None, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "charset", "text", "remark"),
    [
        (b"", None, "", None),
        ("grün".encode(), None, "grün", None),
        ("grün".encode("latin-1"), "iso-8859-1", "grün", None),
        (b"\x80", "latin1", "€", None),
        ("grün".encode("utf-16-be"), "utf-16be", "grün", None),
        (b"\xef\xbb\xbfx", "iso-8859-1", "x", None),
        (b"\xff\xfex\x00", None, "x", None),
        (b"x", "bogus", "x", "the character set `bogus` is unknown: read as UTF-8"),
        (b"x", "rot13", "x", "the character set `rot13` is unknown: read as UTF-8"),
        (b"ab\xffc", None, "ab\ufffdc", "byte 2 (0xff) is not UTF-8 and shows as \ufffd"),
        (b"\xff", "bogus", "\ufffd",
         "the character set `bogus` is unknown: read as UTF-8; byte 0 (0xff) is not UTF-8 and shows as \ufffd"),
    ],
)  # fmt: skip
def test_a_body_becomes_text_and_guesses_are_told(body, charset, text, remark):
    assert decode_text(body, charset) == (text, remark)


@given(st.text() | st.text(alphabet='a/;="\\ +json'))
def test_no_field_makes_the_reader_raise(text):
    media = parse_media_type(text)
    if media is not None:
        assert media.essence == media.essence.lower()
    text_codec(text)


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16", "utf-32", "big5", "iso-2022-jp", "gb18030", "x"]))
def test_no_body_makes_decoding_raise(body, charset):
    assert isinstance(decode_text(body, charset)[0], str)

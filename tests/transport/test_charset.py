"""Text by its declared character set, and a notice wherever that took a guess (row 38)."""

from __future__ import annotations

import pytest

from specrunner.transport import charset_of, decode_text

READ_AS_UTF_8 = "the character set `{}` is unknown; the body was read as utf-8"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html;CHARSET="ISO-8859-1"', "ISO-8859-1"),
        ("text/html; a=b; charset = koi8-r ; c=d", "koi8-r"),
        ("text/html; charset='utf-8'", "utf-8"),
        ("text/html; charset=", None),
        ("text/html; xcharset=utf-8", None),
        ("application/json", None),
    ],
)
def test_the_charset_parameter_is_read(content_type, charset):
    assert charset_of(content_type) == charset


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("жук é".encode(), None, "жук é"),
        ("жук".encode(), "text/plain", "жук"),
        ("жук".encode("koi8-r"), "text/plain; charset=KOI8-R", "жук"),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        ("é".encode("cp1252"), "text/plain; charset=windows-1252", "é"),
        ("日本".encode("shift_jis"), "text/plain; charset=Shift_JIS", "日本"),
        (b"\xef\xbb\xbfa", "application/json", "a"),
        (b"\xff\xfea\0", "text/plain; charset=utf-16", "a"),
        (b"\xfe\xff\0a", None, "a"),
        (b"\xff\xfe\0\0a\0\0\0", None, "a"),
    ],
)
def test_a_body_is_text_by_its_mark_or_its_charset(body, content_type, text):
    assert decode_text(body, content_type) == (text, None)


@pytest.mark.parametrize(
    "charset", ["bogus", "rot13", "base64", "zlib", "hex", "idna", "punycode", "undefined", "unicode_escape"]
)
def test_what_is_no_text_encoding_is_read_as_utf_8_with_a_notice(charset):
    assert decode_text(b"nop \xc3\xa9", f"text/plain; charset={charset}") == ("nop é", READ_AS_UTF_8.format(charset))


def test_a_charset_with_a_nul_or_an_escape_code_is_shown_escaped():
    notice = decode_text(b"", "text/plain; charset=a\0b\x1b[1m")[1]
    assert notice == READ_AS_UTF_8.format("a\\x00b\\x1b[1m")


def test_bytes_that_do_not_decode_are_replaced_with_a_notice():
    assert decode_text(b"caf\xe9!", None) == (
        "caf\ufffd!",
        "byte 3 of the body is no valid utf-8; it is shown as U+FFFD",
    )


def test_a_mark_against_the_declared_charset_wins_with_a_notice():
    assert decode_text(b"\xff\xfea\0", "text/plain; charset=utf-8") == (
        "a",
        "the body starts with a byte order mark of utf-16-le, against its charset `utf-8`",
    )

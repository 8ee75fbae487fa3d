"""Bytes of a body as text, by its declared character set, never by guessing more than a byte order mark."""

from __future__ import annotations

import codecs
import re

from ..source import printable

# Text encodings only: a server may declare any codec that Python knows, among them rot13, base64 and zlib.
_TEXT_CODEC = re.compile(
    r"ascii|utf-(8|16|32)(-[bl]e)?|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|tis-620"
    r"|shift_jis\w*|euc_\w+|iso2022_\w+|gb2312|gbk|gb18030|hz|big5\w*|johab"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark starts it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r""";\s*charset\s*=\s*("(?:[^"\\]|\\.)*"|'[^';]*'|[^;\s]*)""", re.IGNORECASE)


def charset_of(content_type: str) -> str | None:
    """The `charset` parameter of a Content-Type, as written; None when there is none."""
    found = _CHARSET.search(content_type)
    return found[1].strip("\"'").strip() or None if found else None


def decode_text(body: bytes, content_type: str | None) -> tuple[str, str | None]:
    """The body as text, and a notice when that took a guess or lost something.

    A byte order mark decides, then the declared character set, then UTF-8. Bytes that do not decode become U+FFFD.
    """
    declared = charset_of(content_type) if content_type else None
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], charset, declared and _bom_notice(charset, declared))
    if declared is None:
        return _decoded(body, "utf-8", None)
    known = _known_charset(declared)
    if known is None:
        notice = f"the character set `{printable(declared[:40])}` is unknown; the body was read as utf-8"
        return _decoded(body, "utf-8", notice)
    return _decoded(body, known, None)


def _known_charset(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return name if _TEXT_CODEC.fullmatch(name) else None


def _bom_notice(charset: str, declared: str) -> str | None:
    known = _known_charset(declared)
    if known is not None and charset.startswith(known):
        return None
    return f"the body starts with a byte order mark of {charset}, against its charset `{printable(declared[:40])}`"


def _decoded(body: bytes, charset: str, notice: str | None) -> tuple[str, str | None]:
    try:
        return body.decode(charset), notice
    except UnicodeDecodeError as error:
        what = f"byte {error.start} of the body is no valid {charset}; it is shown as U+FFFD"
        return body.decode(charset, "replace"), f"{notice}; {what}" if notice else what

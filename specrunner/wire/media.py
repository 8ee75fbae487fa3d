"""Media types and what they say of a body's text (RFC 9110 section 8.3, RFC 6839)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .fields import TOKEN, parameters

_TYPE = re.compile(rf"\s*({TOKEN})/({TOKEN})")

# `codecs.lookup` also knows rot13, zlib and the like, which are no character sets: name those that are.
_CODECS: Mapping[str, str] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "ibm866": "cp866",
    "cp866": "cp866",
    **{f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "iso-8859-9": "cp1254",
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    "windows-874": "cp874",
}

_TEXT_TYPES = frozenset(
    {
        "application/javascript",
        "application/x-javascript",
        "application/ecmascript",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/sql",
        "application/toml",
        "application/yaml",
        "application/x-yaml",
        "application/x-ndjson",
        "application/jsonl",
        "application/xml",
        "image/svg+xml",
    }
)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type, in lower case; `parameters` by lower-case name, values as sent."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def essence(self) -> str:
        """Type and subtype without parameters: `application/json`."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Whether the body is one JSON value. `application/json-seq`, `x-ndjson` and the like are not."""
        return self.essence in {"application/json", "text/json"} or self.subtype.endswith("+json")

    @property
    def is_text(self) -> bool:
        """Whether people can read the body."""
        return (
            self.type == "text"
            or self.is_json
            or self.subtype.endswith(("+xml", "+yaml"))
            or self.essence in _TEXT_TYPES
        )

    @property
    def charset(self) -> str | None:
        """The character set that it names, as sent; None when it names none."""
        return self.parameters.get("charset")


def parse_media_type(text: str) -> MediaType | None:
    """The media type of a Content-Type field; None when it is none. Of a parameter given twice the first counts."""
    found = _TYPE.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if rest.strip() and not rest.lstrip().startswith(";"):
        return None
    named: dict[str, str] = {}
    for name, value in parameters(rest):
        named.setdefault(name, value)
    return MediaType(found[1].lower(), found[2].lower(), named)


def text_codec(charset: str) -> str | None:
    """Python's name for a character set that HTTP may name; None for an unknown one.

    As the WHATWG Encoding Standard has it, `iso-8859-1` and `us-ascii` mean windows-1252.
    """
    return _CODECS.get(charset.strip().lower())


_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode_text(body: bytes, charset: str | None) -> tuple[str, str | None]:
    """A body as text, and what had to be guessed, as a sentence (None when nothing had to).

    A byte order mark decides and is dropped, then `charset`, then UTF-8. Bytes that do not decode become U+FFFD.
    """
    codec, remark = "utf-8", None
    if charset is not None:
        known = text_codec(charset)
        codec = known or codec
        if known is None:
            remark = f"the character set `{charset}` is unknown: read as UTF-8"
    for mark, marked in _BOMS:
        if body.startswith(mark):
            body, codec, remark = body[len(mark) :], marked, None
            break
    try:
        return body.decode(codec), remark
    except UnicodeDecodeError as error:
        bad = f"byte {error.start} (0x{body[error.start]:02x}) is not {_shown(codec)} and shows as \ufffd"
        return body.decode(codec, "replace"), f"{remark}; {bad}" if remark else bad


def _shown(codec: str) -> str:
    return {"utf-8": "UTF-8", "cp1252": "windows-1252"}.get(codec, codec)

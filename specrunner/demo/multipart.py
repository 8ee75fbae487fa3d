"""`multipart/form-data` taken apart (RFC 7578), strictly: a demo that guessed would hide a client's mistake."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_PARTS = 100
MAX_PART_HEADERS = 20

# RFC 2046 section 5.1.1: 1 to 70 of these characters, the last no space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))')


class MultipartError(Exception):
    """The body is not what its content type says. The text is meant for the client."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    filename: str | None
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    content: bytes


def parameters(field: str) -> dict[str, str]:
    """Parameters of a `Content-Type` or `Content-Disposition` value, names in lower case."""
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(field):
        # Browsers percent-encode the double quote and escape nothing; RFC 2616 clients escape with a backslash.
        found.setdefault(name.lower(), plain or re.sub(r'\\(["\\])', r"\1", quoted))
    return found


def parse_multipart(body: bytes, content_type: str) -> tuple[Part, ...]:
    """The parts in order. Raises MultipartError at the first thing that is wrong."""
    boundary = parameters(content_type).get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise MultipartError("the Content-Type has no usable boundary")
    delimiter = b"\r\n--" + boundary.encode("ascii")
    # The first delimiter needs no line break before it; giving it one makes all delimiters alike.
    _, *sections = (b"\r\n" + body).split(delimiter)
    if not sections:
        raise MultipartError(f"the boundary {boundary!r} does not occur in the body")
    if len(sections) - 1 > MAX_PARTS:
        raise MultipartError(f"there are more than {MAX_PARTS} parts")
    if not sections[-1].startswith(b"--"):
        raise MultipartError("the closing boundary is missing")
    return tuple(_part(section) for section in sections[:-1])


def _part(section: bytes) -> Part:
    line_end = re.match(rb"[ \t]*\r\n", section)
    if line_end is None:
        raise MultipartError("a boundary is not followed by a line break")
    # A part without headers starts with the empty line itself.
    block, separator, content = (b"\r\n" + section[line_end.end() :]).partition(b"\r\n\r\n")
    if not separator:
        raise MultipartError("a part has no empty line after its headers")
    headers = _headers(block.removeprefix(b"\r\n"))
    fields: Mapping[str, str] = {name.lower(): value for name, value in headers}
    disposition = fields.get("content-disposition", "")
    names = parameters(disposition)
    if not disposition.lower().startswith("form-data") or "name" not in names:
        raise MultipartError("a part has no `Content-Disposition: form-data; name=...`")
    return Part(names["name"], names.get("filename"), fields.get("content-type"), headers, content)


def _headers(block: bytes) -> tuple[tuple[str, str], ...]:
    lines = block.decode("utf-8", "replace").split("\r\n") if block else []
    if len(lines) > MAX_PART_HEADERS:
        raise MultipartError(f"a part has more than {MAX_PART_HEADERS} headers")
    found: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise MultipartError(f"a part has the malformed header {line!r}")
        found.append((name, value.strip()))
    return tuple(found)

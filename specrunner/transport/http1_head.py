"""The head of an HTTP/1 answer: status line and fields, from bytes (RFC 9112 sections 4 and 5).

Lenient where clients are, with a notice; strict where leniency would invent an answer.
"""

from __future__ import annotations

import re

from ..events import Headers
from ..lean import dataclass
from ..source import printable
from ..values import shortened
from .faults import FaultRaised, faulty

_STATUS_LINE = re.compile(r"HTTP/(\d)\.(\d) ([1-9]\d\d)(?: (.*))?")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)([ \t]*):[ \t]*(.*?)[ \t]*")
_FORBIDDEN = re.compile(r"[\x00\r]")
_LENGTH = re.compile(r"[0-9]{1,19}")
# How much of an answer in another protocol is shown.
SHOWN_BYTES = 64


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """`version` is `HTTP/1.1` or the like; names and values as they came, bytes kept as latin-1."""

    status: int
    reason: str
    version: str
    headers: Headers

    def values(self, name: str) -> list[str]:
        """Every value of a field."""
        return self.headers.all(name)

    def tokens(self, name: str) -> list[str]:
        """The members of a comma-separated field, in lower case."""
        return [token.strip().lower() for value in self.values(name) for token in value.split(",") if token.strip()]


def read_head(raw: bytes, notices: list[str]) -> ResponseHead:
    """The head in `raw` (up to its blank line); adds to `notices`. Raises FaultRaised (`protocol`)."""
    text = raw.decode("latin-1")
    lines = [line.removesuffix("\r") for line in text.rstrip("\r\n").split("\n")]
    if text.count("\n") != text.count("\r\n"):
        notices.append("lines of the answer's head end in a bare LF instead of CR LF")
    found = _STATUS_LINE.fullmatch(lines[0])
    if found is None:
        raise faulty("protocol", "first_byte", f"`{_short(lines[0])}` is no status line of HTTP")
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t"):
            _unfold(headers, line, notices)
        else:
            headers.append(_read_field(line, notices))
    if any(line[:1] in (" ", "\t") for line in lines[1:]):
        # Each fold counts as one space (RFC 9112 section 5.2); those at the ends are no part of a value.
        headers = [(name, value.strip()) for name, value in headers]
    version = f"HTTP/{found[1]}.{found[2]}"
    return ResponseHead(int(found[3]), (found[4] or "").strip(), version, Headers(tuple(headers)))


def read_fields(raw: bytes, notices: list[str]) -> tuple[tuple[str, str], ...]:
    """Trailer fields."""
    text = raw.decode("latin-1").rstrip("\r\n")
    return tuple(_read_field(line.removesuffix("\r"), notices) for line in text.split("\n")) if text else ()


def check_field_count(head: ResponseHead, limit: int) -> None:
    """Raises FaultRaised (`limit`) for a head of more fields than that."""
    count = len(head.headers.pairs)
    if count > limit:
        message = f"the answer has {count} header fields, and {limit} are allowed"
        raise faulty("limit", "first_byte", message, "is that a loop in the service that adds fields?")


def _read_field(line: str, notices: list[str]) -> tuple[str, str]:
    found = _FIELD.fullmatch(line)
    if control := _FORBIDDEN.search(line):
        what = "a NUL" if control[0] == "\0" else "a bare CR"
        raise faulty("protocol", "first_byte", f"the header line `{_short(line)}` holds {what}")
    if found is None:
        why = "has no colon" if ":" not in line else "does not start with a field name"
        raise faulty("protocol", "first_byte", f"the header line `{_short(line)}` {why}")
    if found[2]:
        notices.append(f"there is a space between the header name `{found[1]}` and its colon")
    return found[1], found[3]


def _unfold(headers: list[tuple[str, str]], line: str, notices: list[str]) -> None:
    if not headers:
        raise faulty("protocol", "first_byte", f"the first header line `{_short(line)}` starts with a space")
    name, value = headers[-1]
    headers[-1] = (name, f"{value} {line.strip()}")
    notices.append(f"the header `{name}` is folded over several lines, which HTTP/1.1 forbids")


def _short(line: str) -> str:
    return printable(shortened(line, 80))


def content_lengths(head: ResponseHead, notices: list[str]) -> list[int]:
    """The distinct values of Content-Length: none or one; raises FaultRaised for contradicting ones."""
    values = [part.strip() for value in head.values("content-length") for part in value.split(",")]
    for value in values:
        if not _LENGTH.fullmatch(value):
            raise faulty(
                "protocol", "first_byte", f"the Content-Length `{printable(shortened(value, 40))}` is no size"
            )
    lengths = sorted({int(value) for value in values})
    if len(lengths) > 1:
        named = " and ".join(str(length) for length in lengths[:3])
        raise faulty("protocol", "first_byte", f"the answer has contradicting Content-Lengths: {named}")
    if len(values) > 1:
        notices.append(f"the answer repeats its Content-Length {len(values)} times")
    return lengths


def not_http(start: bytes) -> FaultRaised:
    """What answered instead of HTTP, by its first bytes."""
    start = start[:SHOWN_BYTES]
    if start[:1] in (b"\x15", b"\x16") and start[1:2] == b"\x03":
        message, hint = "the answer is TLS, not plain HTTP", "write `https://` instead of `http://`"
    elif start[3:5] == b"\x04\x00" and not any(start[5:9]):
        message, hint = "the answer is HTTP/2, not HTTP/1.1", "the port speaks HTTP/2 only: set `http2: true`"
    else:
        line = start.splitlines()[0] if start.splitlines() else start
        shown = printable(line.decode("latin-1"))
        message = f"the answer is not HTTP: got `{shown}{'...' if len(line) == SHOWN_BYTES else ''}`"
        hint = "another kind of service listens on that port"
    return faulty("protocol", "first_byte", message, hint)

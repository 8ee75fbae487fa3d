"""What a text can be: one test a format."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import date, datetime, time

from ..lean import dataclass
from .instant import read_http_date
from .patterns import fits, ours


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, a sentence with its source, and whether a text is one."""

    name: str
    doc: str
    test: Callable[[str], bool]


def _by_pattern(pattern: str) -> Callable[[str], bool]:
    # Linear: each repetition is of one class of characters that what follows does not start with.
    return lambda text: fits(pattern, text)


def _without_error(read: Callable[[str], object]) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return True

    return test


_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}:\d{2}(?:\.\d+)?"
_ZONE = r"(?:[Zz]|[+-]\d{2}:\d{2})"
_DATETIME = rf"\d{{4}}-\d{{2}}-\d{{2}}[Tt ]{_TIME}{_ZONE}"
_TIME_OF_DAY = rf"{_TIME}{_ZONE}?"
_FRACTION = r"\.(\d+)"


def _microseconds(text: str) -> str:
    # RFC 3339 allows any number of digits; Python reads up to six.
    return ours(_FRACTION).sub(lambda match: f".{match[1][:6]}", text)


def is_date(text: str) -> bool:
    return fits(_DATE, text) and _without_error(date.fromisoformat)(text)


def is_datetime(text: str) -> bool:
    if not fits(_DATETIME, text):
        return False
    # A leap second (RFC 3339 section 5.6) is real, though Python has no datetime for it.
    text = text.replace(":60", ":59", 1) if text[17:19] == "60" else text
    return _without_error(datetime.fromisoformat)(_microseconds(text.upper()))


def _is_time(text: str) -> bool:
    return fits(_TIME_OF_DAY, text) and _without_error(time.fromisoformat)(_microseconds(text))


_UUID = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOSTNAME = rf"{_LABEL}(?:\.{_LABEL})*\.?"
_LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"


def _is_hostname(text: str) -> bool:
    return len(text) <= 253 and fits(_HOSTNAME, text)


def _is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(at) and len(local) <= 64 and fits(_LOCAL_PART, local) and _is_hostname(domain)


_URI_CHARACTERS = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


def _is_uri_reference(text: str) -> bool:
    if not fits(_URI_CHARACTERS, text) or text.count("#") > 1:
        return False

    # Lazy, as the imports below: few specs ask for these formats.
    from urllib.parse import urlsplit

    def read(candidate: str) -> object:
        return urlsplit(candidate).port  # reading the port raises ValueError for one out of range

    return _without_error(read)(text)


def _is_uri(text: str) -> bool:
    match = ours(_SCHEME).match(text)
    return match is not None and len(text) > match.end() and _is_uri_reference(text)


def _by_address(name: str) -> Callable[[str], bool]:
    """A test by one of the readers of the standard library's `ipaddress`."""

    def test(text: str) -> bool:
        import ipaddress

        return _without_error(getattr(ipaddress, name))(text)

    return test


def _is_base64(text: str) -> bool:
    def read(candidate: str) -> object:
        return base64.b64decode(candidate.encode("ascii"), validate=True)

    return bool(text) and _without_error(read)(text)


_BASE64URL = r"[A-Za-z0-9_-]+"


def _is_base64url(text: str) -> bool:
    body = text.rstrip("=")
    padding = len(text) - len(body)
    is_whole = len(body) % 4 != 1 and padding in (0, -len(body) % 4)
    return is_whole and fits(_BASE64URL, body)


def _is_jwt(text: str) -> bool:
    parts = text.split(".")
    if len(parts) != 3 or not all(_is_base64url(part) for part in parts[:2]):
        return False
    if parts[2] and not _is_base64url(parts[2]):
        return False
    try:
        head, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(head, dict) and "alg" in head and isinstance(claims, dict)


def _is_json(text: str) -> bool:
    def refuse(constant: str) -> object:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


_DURATION = r"P(?:\d+W|(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)"
# https://semver.org: the pattern that its FAQ gives, with plain groups.
_SEMVER = (
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"
    r"(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format("date", "a calendar date, `2027-01-31` (RFC 3339)", is_date),
        Format("datetime", "a date and time with its offset, `2027-01-31T08:00:00Z` (RFC 3339)", is_datetime),
        Format("time", "a time of day, `08:00:00` with or without an offset (RFC 3339)", _is_time),
        Format("duration", "an ISO 8601 duration, `P1DT2H`", _by_pattern(_DURATION)),
        Format("http_date", "a date as HTTP headers write it (RFC 9110)", _without_error(read_http_date)),
        Format("uuid", "a UUID with hyphens, of any version (RFC 9562)", _by_pattern(_UUID)),
        Format(
            "ulid",
            "a ULID: 26 characters of Crockford's base 32",
            _by_pattern(r"[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}"),
        ),
        Format("email", "an e-mail address, `ann@example.org` (RFC 5321, without quoted local parts)", _is_email),
        Format("hostname", "a host name (RFC 1123)", _is_hostname),
        Format("ip", "an IPv4 or IPv6 address", _by_address("ip_address")),
        Format("ipv4", "an IPv4 address", _by_address("IPv4Address")),
        Format("ipv6", "an IPv6 address", _by_address("IPv6Address")),
        Format("cidr", "an IP network, `10.0.0.0/8`", _by_address("ip_network")),
        Format("uri", "an absolute URI (RFC 3986)", _is_uri),
        Format("uri_reference", "a URI, or a reference relative to one (RFC 3986)", _is_uri_reference),
        Format("json_pointer", "a JSON pointer, `/orders/0/id` (RFC 6901)", _by_pattern(r"(?:/(?:[^/~]|~[01])*)*")),
        Format("base64", "base64 with padding, not empty (RFC 4648 section 4)", _is_base64),
        Format("base64url", "base64url with or without padding, not empty (RFC 4648 section 5)", _is_base64url),
        Format("hex", "hexadecimal digits, an even number of them", _by_pattern(r"(?:[0-9A-Fa-f]{2})+")),
        Format("jwt", "a JSON Web Token in three parts, its head and claims readable (RFC 7519)", _is_jwt),
        Format("json", "a JSON text (RFC 8259)", _is_json),
        Format("semver", "a version, `1.4.0-rc.1` (semver.org 2.0)", _by_pattern(_SEMVER)),
        Format(
            "media_type",
            "a media type, `text/html; charset=utf-8` (RFC 9110)",
            _by_pattern(rf"{_TOKEN}/{_TOKEN}(?:\s*;.*)?"),
        ),
        Format("numeric", "a number written as text, `-12.50`", _by_pattern(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")),
    )
}

"""Set-Cookie as browsers read it (RFC 6265bis section 5.6), and what a cookie may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime

from ..lean import dataclass
from .dates import parse_cookie_date

_BLANKS = " \t"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_INTEGER = re.compile(r"-?[0-9]+")

_MAX_PAIR = 4096
_MAX_ATTRIBUTE = 1024
_MAX_AGE_S = 400 * 24 * 60 * 60
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}


@dataclass(frozen=True, slots=True)
class SetCookie:
    """One cookie that an answer sets, with its attributes as sent; None where an attribute is absent or void.

    `max_age_s` is capped at 400 days, as browsers do (section 5.6.2), and is 0 or less where the cookie is deleted.
    `same_site` is `Strict`, `Lax` or `None`; an unknown value counts as absent.
    """

    name: str
    value: str
    domain: str | None = None
    path: str | None = None
    expires: datetime | None = None
    max_age_s: int | None = None
    is_secure: bool = False
    is_http_only: bool = False
    same_site: str | None = None
    is_partitioned: bool = False
    extensions: Mapping[str, str] = field(default_factory=dict)

    def attributes(self) -> dict[str, object]:
        """Value and attributes by the names that subjects use; absent ones are left out, flags are always there."""
        found: dict[str, object] = {
            "value": self.value,
            "secure": self.is_secure,
            "http_only": self.is_http_only,
            "partitioned": self.is_partitioned,
        }
        expires = None if self.expires is None else self.expires.isoformat().replace("+00:00", "Z")
        optional = {
            "domain": self.domain,
            "path": self.path,
            "expires": expires,
            "max_age": self.max_age_s,
            "same_site": self.same_site,
        }
        return found | {name: value for name, value in optional.items() if value is not None}


def parse_set_cookie(text: str) -> SetCookie | None:
    """The cookie of one Set-Cookie field; None where a browser would ignore the field."""
    if _CONTROL.search(text) is not None:
        return None
    pair, *attributes = text.split(";")
    left, equals, right = pair.partition("=")
    # Section 5.6 step 4: a pair without `=` is a value without a name.
    name, value = (left.strip(_BLANKS), right.strip(_BLANKS)) if equals else ("", left.strip(_BLANKS))
    if not (name or value) or len(name.encode()) + len(value.encode()) > _MAX_PAIR:
        return None
    read: dict[str, object] = {}
    extensions: dict[str, str] = {}
    for attribute in attributes:
        key, _, argument = attribute.partition("=")
        _read_attribute(key.strip(_BLANKS).lower(), argument.strip(_BLANKS), read, extensions)
    return SetCookie(name, value, extensions=extensions, **read)  # type: ignore[arg-type]


def _read_attribute(key: str, argument: str, read: dict[str, object], extensions: dict[str, str]) -> None:
    """Section 5.6.1 to 5.6.7. Of an attribute that comes twice the last counts."""
    if len(argument.encode()) > _MAX_ATTRIBUTE:
        return
    match key:
        case "expires":
            if (expires := parse_cookie_date(argument)) is not None:
                read["expires"] = expires
        case "max-age":
            if _INTEGER.fullmatch(argument) is not None:
                # More than 12 digits are beyond any cap, and `int` refuses thousands of them.
                number = int(argument) if len(argument) <= 12 else 0 if argument.startswith("-") else _MAX_AGE_S
                read["max_age_s"] = min(number, _MAX_AGE_S)
        case "domain":
            domain = argument.removeprefix(".").lower()
            read["domain"] = domain or None
        case "path":
            read["path"] = argument if argument.startswith("/") else None
        case "secure":
            read["is_secure"] = True
        case "httponly":
            read["is_http_only"] = True
        case "samesite":
            read["same_site"] = _SAME_SITE.get(argument.lower())
        case "partitioned":
            read["is_partitioned"] = True
        case _ if key:
            extensions[key] = argument


def set_cookies(values: Iterable[str]) -> dict[str, SetCookie]:
    """The cookies of several Set-Cookie fields by name, in order; of a name that is set twice the last one."""
    found: dict[str, SetCookie] = {}
    for value in values:
        cookie = parse_set_cookie(value)
        if cookie is not None:
            found[cookie.name] = cookie
    return found


_COOKIE_VALUE = re.compile(
    r'[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"'
)


def is_cookie_value(text: str) -> bool:
    """Whether a client may send `text` as a cookie's value: no blank, quote, comma, semicolon, backslash."""
    return _COOKIE_VALUE.fullmatch(text) is not None

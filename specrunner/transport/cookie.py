"""One cookie, as a Set-Cookie field of a server makes it (RFC 6265 section 5.2, with the prefixes of 6265bis)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..lean import dataclass
from .address import read_ip

_MAX_BYTES = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DATE_DELIMITER = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?")
_DAY = re.compile(r"(\d{1,2})(?:\D.*)?")
_YEAR = re.compile(r"(\d{2,4})(?:\D.*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Cookie:
    """A stored cookie. `expires_s` is seconds since the epoch, None for the session's length.

    `is_host_only`: sent to exactly `domain`, else to its subdomains too. `same_site` is as the server wrote it; it
    decides nothing here, since a test is no page of another site.
    """

    name: str
    value: str
    domain: str
    path: str = "/"
    is_host_only: bool = True
    is_secure: bool = False
    is_http_only: bool = False
    expires_s: float | None = None
    same_site: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes a cookie the same one, so that a later one replaces it."""
        return (self.name, self.domain, self.path)


class CookieRefused(ValueError):
    """Why a Set-Cookie field is not stored; the text is a sentence's second half."""


def is_loopback(host: str) -> bool:
    """Whether browsers take `host` for this machine, and so for a safe place even over plain HTTP."""
    address = read_ip(host)
    return address.is_loopback if address is not None else host == "localhost" or host.endswith(".localhost")


def domain_matches(host: str, domain: str) -> bool:
    """RFC 6265 section 5.1.3: equal, or `host` is a name (no address) that ends in `.domain`."""
    return host == domain or (host.endswith(f".{domain}") and read_ip(host) is None)


def default_path(target: str) -> str:
    """RFC 6265 section 5.1.4: the folder of the request's path."""
    path = target.partition("?")[0]
    return path[: path.rindex("/")] or "/" if path.startswith("/") else "/"


def read_set_cookie(field: str, *, scheme: str, host: str, target: str, now_s: float) -> Cookie:
    """The cookie that a Set-Cookie field means in an answer from `scheme://host` to a request for `target`.

    Raises CookieRefused for those that a browser would drop.
    """
    pair, _, rest = field.partition(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    name, value = name.strip(" \t"), value.strip(" \t")
    if not name:
        raise CookieRefused("it has no name")
    if _CONTROL.search(field):
        raise CookieRefused("it holds control characters")
    if len(name) + len(value) > _MAX_BYTES:
        raise CookieRefused(f"it has {len(name) + len(value)} bytes, and browsers keep {_MAX_BYTES}")
    attributes = _read_attributes(rest)
    domain, is_host_only = _domain(attributes.get("domain", ""), host)
    path = attributes.get("path", "")
    cookie = Cookie(
        name,
        value,
        domain,
        path if path.startswith("/") else default_path(target),
        is_host_only,
        "secure" in attributes,
        "httponly" in attributes,
        _expiry_s(attributes, now_s),
        attributes.get("samesite"),
    )
    _check_safety(cookie, scheme, host, path)
    return cookie


def _read_attributes(text: str) -> dict[str, str]:
    """Attributes by lower-case name; the last of a name wins."""
    attributes: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name.strip():
            attributes[name.strip().lower()] = value.strip()
    return attributes


def _domain(attribute: str, host: str) -> tuple[str, bool]:
    domain = attribute.removeprefix(".").lower()
    if not domain or domain == host:
        # An address or a plain name such as `localhost` has no subdomains to share with.
        return host, not domain or read_ip(host) is not None or "." not in host
    if not domain_matches(host, domain):
        raise CookieRefused(f"its Domain `{domain}` does not cover {host}")
    if "." not in domain:
        raise CookieRefused(f"its Domain `{domain}` is a top-level one")
    return domain, False


def _check_safety(cookie: Cookie, scheme: str, host: str, path: str) -> None:
    is_safe = scheme == "https" or is_loopback(host)
    if cookie.is_secure and not is_safe:
        raise CookieRefused("it is Secure, and the answer came over plain HTTP")
    lowered = cookie.name.lower()
    if lowered.startswith(("__secure-", "__host-")) and not cookie.is_secure:
        raise CookieRefused(f"a name starting with `{cookie.name[: cookie.name.index('-') + 1]}` asks for Secure")
    if lowered.startswith("__host-") and not (cookie.is_host_only and path == "/"):
        raise CookieRefused("a name starting with `__Host-` asks for Path=/ and no Domain")


def _expiry_s(attributes: dict[str, str], now_s: float) -> float | None:
    """Max-Age wins over Expires; one that cannot be read counts as absent (RFC 6265 sections 5.2.1, 5.2.2)."""
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?[0-9]+", age):
        return now_s + min(int(age[:12]), 400 * 86400) if not age.startswith("-") else 0.0
    return read_cookie_date(attributes["expires"]) if "expires" in attributes else None


def read_cookie_date(text: str) -> float | None:
    """A date by the forgiving rules of RFC 6265 section 5.1.1, in seconds since the epoch; None when it is none."""
    time: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _DATE_DELIMITER.split(text):
        if time is None and (found := _TIME.fullmatch(token)):
            time = (int(found[1]), int(found[2]), int(found[3]))
        elif day is None and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.fullmatch(token)):
            year = int(found[1])
    if time is None or day is None or month is None or year is None:
        return None
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if year < 1601:
        return None
    try:
        return datetime(year, month, day, time[0], time[1], time[2], tzinfo=UTC).timestamp()
    except ValueError:
        return None

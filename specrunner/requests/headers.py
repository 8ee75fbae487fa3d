"""Header fields and cookies of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from .. import wire
from .fault import Unsendable
from .model import Values
from .url import pairs

# What says nothing of who asks. Everything else that the author put in stays with its origin on a redirect, since a
# key can be in any header (`X-Api-Key`).
_HARMLESS = frozenset(
    {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-type",
        "dnt",
        "expect",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "max-forwards",
        "origin",
        "pragma",
        "prefer",
        "priority",
        "range",
        "referer",
        "te",
        "user-agent",
    }
)

Pairs = tuple[tuple[str, str], ...]


def request_headers(
    written: Mapping[str, Values], added: Pairs, content_type: str | None
) -> tuple[Pairs, frozenset[str]]:
    """The fields in order, and the names (in lower case) that must not be sent at all.

    `written` are the action's own: a list repeats the field, null takes it out. `added` come from `auth`;
    `content_type` is that of the body. The transport adds what HTTP needs, and refuses what breaks a line.
    """
    taken_out = frozenset(name.lower() for name, value in written.items() if value is None)
    given = [(name, value.strip(" \t")) for name, value in (*pairs(written), *added)]
    names = {name.lower() for name, _ in given} | taken_out
    own = [("Content-Type", content_type)] if content_type is not None and "content-type" not in names else []
    return (*own, *(_with_boundary(name, value, content_type) for name, value in given)), taken_out


def _with_boundary(name: str, value: str, content_type: str | None) -> tuple[str, str]:
    """A Content-Type such as `multipart/mixed` gets the boundary of the body, which only we know."""
    _, _, boundary = (content_type or "").partition("; boundary=")
    if not boundary or name.lower() != "content-type" or "boundary=" in value:
        return name, value
    return name, f"{value}; boundary={boundary}"


def sensitive_names(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The fields, in lower case, that a redirect must not carry to another origin."""
    return _sensitive_names(tuple(headers))


@lru_cache(maxsize=256)  # the steps of a spec mostly send the same fields
def _sensitive_names(headers: Pairs) -> frozenset[str]:
    return frozenset(name.lower() for name, _ in headers) - _HARMLESS


def request_cookies(written: Mapping[str, Values], added: Pairs) -> Pairs:
    """The cookies to send beside those of the session. Raises Unsendable."""
    if not written and not added:
        return ()
    cookies = (*pairs(written), *added)
    for name, value in cookies:
        if not wire.is_token(name):
            raise Unsendable("request", f"`{name}` is no name of a cookie")
        if ";" in value:
            hint = "a semicolon begins the next cookie; encode it with `url_encode(...)`"
            raise Unsendable("request", f"the cookie `{name}` would hold a semicolon", hint)
    return cookies

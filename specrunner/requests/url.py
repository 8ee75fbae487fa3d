"""The URL of a request: base, path and query put together, and nothing normalised."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote

from .model import Scalar, Values

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
# What a path or query may not hold as it is (RFC 3986 appendix A). A `%` that begins no escape is one of them.
_UNSENDABLE = re.compile(r"[^!#$&-;=?-Z_a-z~\[\]%]|%(?![0-9A-Fa-f]{2})")
_SPLIT = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*)(.*)", re.DOTALL)


def is_absolute(url: str) -> bool:
    """Whether a URL has a scheme and a host of its own."""
    return _SCHEME.match(url) is not None


def join_url(base_url: str | None, url: str, params: Mapping[str, Values]) -> str:
    """The whole URL of a request.

    A URL that is not whole stands behind `base_url`, whose own path stays: `http://h/api` and `/x` give
    `http://h/api/x`. Characters that no URL may hold are percent-encoded, also a `%` that is no escape; everything
    else stays as written (`/a/../%2e` too). A fragment is left out, since it is never sent.
    """
    whole = _whole(base_url, url)
    query = encode_query(params) if params else ""
    if not query:
        return whole
    return f"{whole}{_joint(whole)}{query}"


@lru_cache(maxsize=1024)  # specs ask for the same few again and again
def _whole(base_url: str | None, url: str) -> str:
    whole = url if is_absolute(url) or not base_url else _behind(base_url, url)
    whole = whole.partition("#")[0]
    parts = _SPLIT.fullmatch(whole)
    if parts is not None:
        whole = parts[1] + _UNSENDABLE.sub(_escaped, parts[2])
    return whole


def _behind(base_url: str, url: str) -> str:
    if not url or url.startswith("?"):
        return base_url + url
    slash = "" if url.startswith("/") else "/"
    return base_url.removesuffix("/") + slash + url


def _joint(url: str) -> str:
    if "?" not in url:
        return "?"
    return "" if url.endswith(("?", "&")) else "&"


def _escaped(found: re.Match[str]) -> str:
    return quote(found[0].encode("utf-8", "surrogatepass"), safe="")


def encode_query(params: Mapping[str, Values]) -> str:
    """Parameters as a query: everything but unreserved characters percent-encoded (RFC 3986 section 2.3)."""
    return "&".join(f"{_encoded(name)}={_encoded(text)}" for name, text in pairs(params))


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def pairs(values: Mapping[str, Values]) -> Iterator[tuple[str, str]]:
    """Names with their values as text, one pair for each element of a list; what is null is left out."""
    for name, value in values.items():
        for each in value if isinstance(value, list | tuple) else (value,):
            if each is not None:
                yield name, scalar_text(each)


def scalar_text(value: Scalar) -> str:
    """A scalar as a header, a query or a form shows it: text as it is, the rest as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


@lru_cache(maxsize=1024)
def split_url(url: str) -> tuple[str, str]:
    """Origin and request target of a whole URL: `http://h:1` and `/a?b=1`."""
    parts = _SPLIT.fullmatch(url)
    if parts is None:
        return url, "/"
    target = parts[2].partition("#")[0]
    return parts[1], target if target.startswith("/") else f"/{target}"

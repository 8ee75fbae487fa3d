"""`ws://` and `wss://` as the http and https that the handshake is sent with (RFC 6455 section 3)."""

from __future__ import annotations

import re
from typing import TypeVar

from ..values import Template
from .model import RequestOptions

A = TypeVar("A", bound=RequestOptions)
_SCHEME = re.compile(r"ws(?=s?://)", re.IGNORECASE)


def to_http(url: str) -> str:
    """`ws://h/x` as `http://h/x`; anything else as it is."""
    return _SCHEME.sub("http", url, count=1) if _SCHEME.match(url) else url


def with_http(action: A, field: str = "url") -> A:
    """The action with its addresses (`base_url` and `field`) in http, as the rules of requests know them.

    Templates stay.
    """
    addresses = {name: getattr(action, name, None) for name in (field, "base_url")}
    changed = {name: to_http(text) for name, text in addresses.items() if isinstance(text, str)}
    for name, text in addresses.items():
        if isinstance(text, Template) and _SCHEME.match(text.text):
            # Of no use for sending; the rules only look at how it begins.
            changed[name] = to_http(text.text)
    return action.model_copy(update=changed)

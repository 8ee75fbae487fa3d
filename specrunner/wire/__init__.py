"""Pure protocol machines: bytes or values in, values out; no I/O, no clock, no chance.

The machines load on first use of a name: a run needs few of them, `specrun lint` none, and all together cost 40 ms.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import dpop, jsonrpc, jwt, oauth
    from .cache_status import CacheStatus, parse_cache_status
    from .caching import (
        DIRECTIVES,
        CacheControl,
        Lifetime,
        age_s,
        current_age_s,
        freshness_lifetime_s,
        parse_cache_control,
        read_lifetime,
        vary_fields,
    )
    from .challenge import Challenge, parse_challenges
    from .cookies import SetCookie, is_cookie_value, parse_set_cookie, set_cookies
    from .dates import format_http_date, parse_cookie_date, parse_http_date
    from .digest import DigestChallenge, DigestClient, choose_digest
    from .etag import ETag, parse_etag, parse_etag_list
    from .fields import is_token
    from .forms import Form, FormField, Page, read_page
    from .link import Link, links_by_relation, parse_links
    from .media import MediaType, parse_media_type
    from .problem import PROBLEM_MEDIA_TYPE, Problem, parse_problem
    from .ratelimit import RateLimit, read_rate_limits, retry_after_s, tightest
    from .sse import EventTooLarge, SseComment, SseDecoder, SseEvent, SseItem
    from .websocket.closing import (
        CLOSE_CODES,
        LOCAL_CODES,
        MAX_REASON_BYTES,
        WebSocketClosed,
        close_code_text,
        why_unsendable_code,
    )
    from .websocket.deflate import DeflateOffer, DeflateTerms
    from .websocket.frames import OPCODES, RawFrame
    from .websocket.handshake import (
        WebSocketAgreement,
        WebSocketOffer,
        read_websocket_answer,
        websocket_accept,
        websocket_key,
    )
    from .websocket.happenings import (
        CloseReceived,
        MessageReceived,
        PingReceived,
        PongReceived,
        WebSocketBroken,
        WebSocketHappening,
    )
    from .websocket.invalid import HandshakeInvalid
    from .websocket.log import WebSocketLog, WebSocketLogEntry
    from .websocket.machine import WebSocketMachine, WebSocketState
    from .websocket.watch import WebSocketLimits

_MODULES = {
    "cache_status": ("CacheStatus", "parse_cache_status"),
    "caching": (
        "DIRECTIVES",
        "CacheControl",
        "Lifetime",
        "age_s",
        "current_age_s",
        "freshness_lifetime_s",
        "parse_cache_control",
        "read_lifetime",
        "vary_fields",
    ),
    "challenge": ("Challenge", "parse_challenges"),
    "cookies": ("SetCookie", "is_cookie_value", "parse_set_cookie", "set_cookies"),
    "dates": ("format_http_date", "parse_cookie_date", "parse_http_date"),
    "digest": ("DigestChallenge", "DigestClient", "choose_digest"),
    "etag": ("ETag", "parse_etag", "parse_etag_list"),
    "fields": ("is_token",),
    "forms": ("Form", "FormField", "Page", "read_page"),
    "link": ("Link", "links_by_relation", "parse_links"),
    "media": ("MediaType", "parse_media_type"),
    "problem": ("PROBLEM_MEDIA_TYPE", "Problem", "parse_problem"),
    "sse": ("EventTooLarge", "SseComment", "SseDecoder", "SseEvent", "SseItem"),
    "ratelimit": ("RateLimit", "read_rate_limits", "retry_after_s", "tightest"),
    "websocket.closing": (
        "CLOSE_CODES",
        "LOCAL_CODES",
        "MAX_REASON_BYTES",
        "WebSocketClosed",
        "close_code_text",
        "why_unsendable_code",
    ),
    "websocket.deflate": (
        "DeflateOffer",
        "DeflateTerms",
    ),
    "websocket.frames": (
        "OPCODES",
        "RawFrame",
    ),
    "websocket.handshake": (
        "WebSocketAgreement",
        "WebSocketOffer",
        "read_websocket_answer",
        "websocket_accept",
        "websocket_key",
    ),
    "websocket.happenings": (
        "CloseReceived",
        "MessageReceived",
        "PingReceived",
        "PongReceived",
        "WebSocketBroken",
        "WebSocketHappening",
    ),
    "websocket.invalid": ("HandshakeInvalid",),
    "websocket.log": (
        "WebSocketLog",
        "WebSocketLogEntry",
    ),
    "websocket.machine": (
        "WebSocketMachine",
        "WebSocketState",
    ),
    "websocket.watch": ("WebSocketLimits",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
# Whole machines with many names each: `wire.jwt.read_token`.
_ROOMS = ("dpop", "jsonrpc", "jwt", "oauth")

__all__ = [
    "CLOSE_CODES",
    "DIRECTIVES",
    "LOCAL_CODES",
    "MAX_REASON_BYTES",
    "OPCODES",
    "PROBLEM_MEDIA_TYPE",
    "CacheControl",
    "CacheStatus",
    "Challenge",
    "CloseReceived",
    "DeflateOffer",
    "DeflateTerms",
    "DigestChallenge",
    "DigestClient",
    "ETag",
    "EventTooLarge",
    "Form",
    "FormField",
    "HandshakeInvalid",
    "Lifetime",
    "Link",
    "MediaType",
    "MessageReceived",
    "Page",
    "PingReceived",
    "PongReceived",
    "Problem",
    "RateLimit",
    "RawFrame",
    "SetCookie",
    "SseComment",
    "SseDecoder",
    "SseEvent",
    "SseItem",
    "WebSocketAgreement",
    "WebSocketBroken",
    "WebSocketClosed",
    "WebSocketHappening",
    "WebSocketLimits",
    "WebSocketLog",
    "WebSocketLogEntry",
    "WebSocketMachine",
    "WebSocketOffer",
    "WebSocketState",
    "age_s",
    "choose_digest",
    "close_code_text",
    "current_age_s",
    "dpop",
    "format_http_date",
    "freshness_lifetime_s",
    "is_cookie_value",
    "is_token",
    "jsonrpc",
    "jwt",
    "links_by_relation",
    "oauth",
    "parse_cache_control",
    "parse_cache_status",
    "parse_challenges",
    "parse_cookie_date",
    "parse_etag",
    "parse_etag_list",
    "parse_http_date",
    "parse_links",
    "parse_media_type",
    "parse_problem",
    "parse_set_cookie",
    "read_lifetime",
    "read_page",
    "read_rate_limits",
    "read_websocket_answer",
    "retry_after_s",
    "set_cookies",
    "tightest",
    "vary_fields",
    "websocket_accept",
    "websocket_key",
    "why_unsendable_code",
]


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    module = _HOMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value

"""HTTP requests as specs write them, for every kind that sends one: options, bodies, sending, reading of the answer.

What needs the transport loads on first use, so that reading and checking specs does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .answer import ANSWERS, Answer
from .attributes import ANSWERED_AT, REQUEST_OPTIONS
from .curl import curl
from .fault import Unsendable
from .model import (
    BODIES,
    BORROWED,
    MERGED_OPTIONS,
    METHODS,
    ApiKey,
    Auth,
    Credentials,
    Limits,
    Part,
    Redirects,
    RequestBody,
    RequestLine,
    RequestOptions,
    Scalar,
    Tls,
    Values,
    WholeRequest,
)
from .named_files import check_files
from .rules import check_body, check_options, check_request, check_url
from .subjects import ANSWER_SUBJECTS, answer_subjects
from .table import subjects_table
from .url import is_absolute, join_url, split_url
from .websocket_address import to_http, with_http

if TYPE_CHECKING:
    from .body import Body, encode_body, encode_form
    from .exchange import exchange_of, unsent
    from .options import request_options
    from .request import Prepared, make_request, prepare, tls_options
    from .send import send_prepared, send_request, send_whole
    from .tokens import SharedToken, SharedTokens, authorized
    from .websocket import AGREEMENT, OpenedWebSocket, WebSocketWish, open_websocket

_LATER = {
    "AGREEMENT": "websocket",
    "OpenedWebSocket": "websocket",
    "WebSocketWish": "websocket",
    "open_websocket": "websocket",
    "Body": "body",
    "Prepared": "request",
    "SharedToken": "tokens",
    "SharedTokens": "tokens",
    "authorized": "tokens",
    "encode_body": "body",
    "encode_form": "body",
    "exchange_of": "exchange",
    "make_request": "request",
    "prepare": "request",
    "request_options": "options",
    "send_prepared": "send",
    "send_request": "send",
    "send_whole": "send",
    "tls_options": "request",
    "unsent": "exchange",
}

__all__ = [
    "AGREEMENT",
    "ANSWERED_AT",
    "ANSWERS",
    "ANSWER_SUBJECTS",
    "BODIES",
    "BORROWED",
    "MERGED_OPTIONS",
    "METHODS",
    "REQUEST_OPTIONS",
    "Answer",
    "ApiKey",
    "Auth",
    "Body",
    "Credentials",
    "Limits",
    "OpenedWebSocket",
    "Part",
    "Prepared",
    "Redirects",
    "RequestBody",
    "RequestLine",
    "RequestOptions",
    "Scalar",
    "SharedToken",
    "SharedTokens",
    "Tls",
    "Unsendable",
    "Values",
    "WebSocketWish",
    "WholeRequest",
    "answer_subjects",
    "authorized",
    "check_body",
    "check_files",
    "check_options",
    "check_request",
    "check_url",
    "curl",
    "encode_body",
    "encode_form",
    "exchange_of",
    "is_absolute",
    "join_url",
    "make_request",
    "open_websocket",
    "prepare",
    "request_options",
    "send_prepared",
    "send_request",
    "send_whole",
    "split_url",
    "subjects_table",
    "tls_options",
    "to_http",
    "unsent",
    "with_http",
]


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

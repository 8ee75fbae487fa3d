"""The only room that opens sockets: HTTP to the target, within limits, whatever the target does.

What is there for WebSocket, and the server of mocks, load on first use, since most runs have none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .address import AddressPolicy
from .callback import CallbackHit, CallbackListener
from .charset import charset_of, decode_text
from .cookie import Cookie
from .cookies import CookieJar
from .fake import FakeAnswer, FakeTransport
from .http import HttpTransport
from .journey import Transport
from .listener import Listener, free_port, knock, listen, shut_connections, unverified_tls
from .model import HttpHop, HttpLimits, HttpRequest, HttpResult, RedirectPolicy, SendProgress, TlsOptions
from .process import Child, end_child, kill_children, open_child
from .raw import RawConnection, RawLost, open_raw
from .raw_answers import RawAnswer, read_answers
from .session import HttpSession
from .status import NoAnswer, get_status, why_no_status
from .stdio import StdioEnd, StdioProcess, open_stdio
from .stream import HttpStream
from .target import HttpTarget, read_target
from .upgrade import Switched, Upgraded

if TYPE_CHECKING:
    from .served import ClientGone, ServedAnswer, ServedRequest, serve_http
    from .websocket import WebSocketConnection
    from .websocket_inbox import Received, Reply, WebSocketOptions

_LATE = {
    "ClientGone": "served",
    "ServedAnswer": "served",
    "ServedRequest": "served",
    "serve_http": "served",
    "Received": "websocket_inbox",
    "Reply": "websocket_inbox",
    "WebSocketConnection": "websocket",
    "WebSocketOptions": "websocket_inbox",
}

__all__ = [
    "AddressPolicy",
    "CallbackHit",
    "CallbackListener",
    "Child",
    "ClientGone",
    "Cookie",
    "CookieJar",
    "FakeAnswer",
    "FakeTransport",
    "HttpHop",
    "HttpLimits",
    "HttpRequest",
    "HttpResult",
    "HttpSession",
    "HttpStream",
    "HttpTarget",
    "HttpTransport",
    "Listener",
    "NoAnswer",
    "RawAnswer",
    "RawConnection",
    "RawLost",
    "Received",
    "RedirectPolicy",
    "Reply",
    "SendProgress",
    "ServedAnswer",
    "ServedRequest",
    "StdioEnd",
    "StdioProcess",
    "Switched",
    "TlsOptions",
    "Transport",
    "Upgraded",
    "WebSocketConnection",
    "WebSocketOptions",
    "charset_of",
    "decode_text",
    "end_child",
    "free_port",
    "get_status",
    "kill_children",
    "knock",
    "listen",
    "open_child",
    "open_raw",
    "open_stdio",
    "read_answers",
    "read_target",
    "serve_http",
    "shut_connections",
    "unverified_tls",
    "why_no_status",
]


def __getattr__(name: str) -> object:
    if name in _LATE:
        return getattr(import_module(f".{_LATE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

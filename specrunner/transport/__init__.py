"""The only room that opens sockets: HTTP to the target, within limits, whatever the target does."""

from .address import AddressPolicy
from .charset import charset_of, decode_text
from .cookie import Cookie
from .cookies import CookieJar
from .fake import FakeAnswer, FakeTransport
from .http import HttpTransport
from .journey import Transport
from .listener import Listener, free_port, knock, listen, shut_connections, unverified_tls
from .model import HttpHop, HttpLimits, HttpRequest, HttpResult, RedirectPolicy, SendProgress, TlsOptions
from .process import Child, end_child, kill_children, open_child
from .session import HttpSession
from .status import NoAnswer, get_status, why_no_status
from .target import HttpTarget, read_target

__all__ = [
    "AddressPolicy",
    "Child",
    "Cookie",
    "CookieJar",
    "FakeAnswer",
    "FakeTransport",
    "HttpHop",
    "HttpLimits",
    "HttpRequest",
    "HttpResult",
    "HttpSession",
    "HttpTarget",
    "HttpTransport",
    "Listener",
    "NoAnswer",
    "RedirectPolicy",
    "SendProgress",
    "TlsOptions",
    "Transport",
    "charset_of",
    "decode_text",
    "end_child",
    "free_port",
    "get_status",
    "kill_children",
    "knock",
    "listen",
    "open_child",
    "read_target",
    "shut_connections",
    "unverified_tls",
    "why_no_status",
]

"""The only room that opens sockets: HTTP to the target, within limits, whatever the target does."""

from .address import AddressPolicy
from .charset import charset_of, decode_text
from .cookie import Cookie
from .cookies import CookieJar
from .fake import FakeAnswer, FakeTransport
from .http import HttpTransport
from .journey import Transport
from .model import HttpHop, HttpLimits, HttpRequest, HttpResult, RedirectPolicy, SendProgress, TlsOptions
from .session import HttpSession

__all__ = [
    "AddressPolicy",
    "Cookie",
    "CookieJar",
    "FakeAnswer",
    "FakeTransport",
    "HttpHop",
    "HttpLimits",
    "HttpRequest",
    "HttpResult",
    "HttpSession",
    "HttpTransport",
    "RedirectPolicy",
    "SendProgress",
    "TlsOptions",
    "Transport",
    "charset_of",
    "decode_text",
]

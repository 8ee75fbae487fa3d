"""The only room that opens sockets: HTTP to the target, within limits, whatever the target does."""

from .address import AddressPolicy
from .model import HttpHop, HttpLimits, HttpRequest, HttpResult, RedirectPolicy, SendProgress, TlsOptions

__all__ = [
    "AddressPolicy",
    "HttpHop",
    "HttpLimits",
    "HttpRequest",
    "HttpResult",
    "RedirectPolicy",
    "SendProgress",
    "TlsOptions",
]

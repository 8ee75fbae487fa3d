"""The curl line of a call over HTTP."""

from __future__ import annotations

from ...events import Exchange
from ...requests import curl


def rpc_curl(exchange: Exchange) -> str:
    """The command that sends the call again; none for what went over an open connection."""
    is_post = bool(exchange.sent) and exchange.sent[0].attributes.get("method") == "POST"
    return curl(exchange) if is_post else ""

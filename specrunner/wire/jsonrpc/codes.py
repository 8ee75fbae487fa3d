"""The error codes of JSON-RPC 2.0 and the ranges they lie in (section 5.1)."""

from __future__ import annotations

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603

_NAMED = {
    PARSE_ERROR: "parse_error",
    INVALID_REQUEST: "invalid_request",
    METHOD_NOT_FOUND: "method_not_found",
    INVALID_PARAMS: "invalid_params",
    INTERNAL_ERROR: "internal_error",
}

RPC_ERROR_RANGES: dict[str, str] = {
    **{name: f"the code {code}" for code, name in _NAMED.items()},
    "server": "-32099 to -32000: the implementation's own",
    "reserved": "-32768 to -32100 but for the named ones: nobody may use them yet",
    "application": "every other code",
}
"""The name of each range, and what it holds."""


def rpc_error_range(code: object) -> str | None:
    """The name of the range of a code; None when it is no integer."""
    if isinstance(code, bool) or not isinstance(code, int):
        return None
    if code in _NAMED:
        return _NAMED[code]
    if -32099 <= code <= -32000:
        return "server"
    return "reserved" if -32768 <= code <= -32100 else "application"

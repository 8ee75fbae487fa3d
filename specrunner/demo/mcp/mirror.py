"""Header fields that mirror a message (2026-07-28): what they say must be what is in the body."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from .dispatch import find_tool
from .protocol import HEADER_MISMATCH, META, Json, RpcFailure

_NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}


def check_mirrored(message: Json, headers: Mapping[str, str]) -> None:
    """Raises RpcFailure for a field that is missing, or says something else than the body."""
    method, params = message["method"], message.get("params") or {}
    meta = params.get("_meta") or {}
    _same("MCP-Protocol-Version", headers.get("mcp-protocol-version"), meta.get(f"{META}protocolVersion"))
    _same("Mcp-Method", headers.get("mcp-method"), method)
    if method in _NAMED:
        _same("Mcp-Name", _decoded(headers.get("mcp-name")), params.get(_NAMED[method]))
    tool = find_tool(params.get("name")) if method == "tools/call" else None
    for name, schema in (tool.properties if tool is not None else {}).items():
        value = (params.get("arguments") or {}).get(name)
        if "x-mcp-header" in schema and value is not None:
            header = f"Mcp-Param-{schema['x-mcp-header']}"
            _same(header, _decoded(headers.get(header.lower())), value)


def _same(name: str, said: str | None, meant: Any) -> None:
    if said is None:
        raise RpcFailure(HEADER_MISMATCH, f"Header mismatch: {name} is missing", status=400)
    if said != meant:
        message = f"Header mismatch: {name} is {said!r}, and the body says {meant!r}"
        raise RpcFailure(HEADER_MISMATCH, message, status=400)


def _decoded(value: str | None) -> str | None:
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise RpcFailure(HEADER_MISMATCH, "Header mismatch: this is no base64", status=400) from None

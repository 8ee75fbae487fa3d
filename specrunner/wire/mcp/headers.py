"""The HTTP header fields of MCP (2026-07-28, basic/transports/streamable-http)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping

from ...values import describe
from ..fields import is_token
from .revision import is_stateless

VERSION_HEADER = "MCP-Protocol-Version"
SESSION_HEADER = "Mcp-Session-Id"
_PLAIN = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
_NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_SAFE_INTEGER = 2**53 - 1


def encode_header_value(text: str) -> str:
    """A value as a header field holds it: as it is, or in base64 where that would break or be misread."""
    if _PLAIN.fullmatch(text) and not (text.startswith("=?base64?") and text.endswith("?=")):
        return text
    return f"=?base64?{base64.b64encode(text.encode('utf-8', 'surrogatepass')).decode('ascii')}?="


def message_headers(revision: str, message: object, input_schema: object = None) -> tuple[tuple[str, str], ...]:
    """The fields that mirror a message; `input_schema` is that of the tool that it calls, if known."""
    if not is_stateless(revision) or not isinstance(message, Mapping):
        return ()
    method, params = message.get("method"), message.get("params")
    if not isinstance(method, str):
        return ()
    found = [("Mcp-Method", encode_header_value(method))]
    if isinstance(params, Mapping) and isinstance(name := params.get(_NAMED.get(method, "")), str):
        found.append(("Mcp-Name", encode_header_value(name)))
    if method == "tools/call" and isinstance(params, Mapping):
        for header, path in header_parameters(input_schema):
            text = _text(_at(params.get("arguments"), path))
            if text is not None:
                found.append((f"Mcp-Param-{header}", encode_header_value(text)))
    return tuple(found)


def header_parameters(schema: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The `x-mcp-header` marks of a tool's input schema that are as they must be: header and path."""
    return tuple((name, path) for name, path, problem in _marks(schema) if problem is None)


def header_parameter_problems(schema: object) -> tuple[str, ...]:
    """What is wrong with the `x-mcp-header` marks of a tool's input schema: each makes the tool one to leave out."""
    return tuple(problem for _, _, problem in _marks(schema) if problem is not None)


def _marks(schema: object) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    seen: set[str] = set()
    for path, is_reachable, part in _parts(schema, (), True):
        mark = part.get("x-mcp-header")
        if "x-mcp-header" not in part:
            continue
        place = ".".join(path) or "the schema"
        problem = None
        if not isinstance(mark, str) or not is_token(mark):
            problem = f"`x-mcp-header` of `{place}` is no name of a header field: {describe(mark)}"
        elif not is_reachable or not path:
            problem = f"`x-mcp-header: {mark}` stands where `properties` alone do not lead to"
        elif part.get("type") not in ("string", "integer", "boolean"):
            problem = f"`x-mcp-header: {mark}` of `{place}` marks {describe(part.get('type'))}, no plain type"
        elif mark.lower() in seen:
            problem = f"`x-mcp-header: {mark}` stands twice"
        seen.add(str(mark).lower())
        yield str(mark), path, problem


def _parts(
    schema: object, path: tuple[str, ...], is_reachable: bool, depth: int = 0
) -> Iterator[tuple[tuple[str, ...], bool, Mapping[str, object]]]:
    """Every schema inside a schema, with the path of `properties` to it, and whether they alone lead there."""
    if not isinstance(schema, Mapping) or depth > 32:
        return
    yield path, is_reachable, schema
    for key, value in schema.items():
        if key == "properties" and isinstance(value, Mapping):
            for name, each in value.items():
                yield from _parts(each, (*path, str(name)), is_reachable, depth + 1)
        elif isinstance(value, Mapping) and key not in ("default", "const", "examples"):
            inner = value.values() if key in ("$defs", "definitions", "patternProperties") else (value,)
            for each in inner:
                yield from _parts(each, (*path, key), False, depth + 1)
        elif isinstance(value, list):
            for each in value:
                yield from _parts(each, (*path, key), False, depth + 1)


def _at(value: object, path: tuple[str, ...]) -> object:
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) <= _SAFE_INTEGER else None
    return value if isinstance(value, str) else None

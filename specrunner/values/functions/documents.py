"""Files beside the spec, and queries on documents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ...source import DiagnosticError, SourceSpan, whole_file
from ..failure import OperandError
from ..kinds import ANY, BYTES, TEXT
from ..missing import MISSING
from ..scope import FunctionContext
from .table import Function, Parameter

if TYPE_CHECKING:
    from ..select import Selector


def _nowhere(start: int, end: int) -> SourceSpan:
    return whole_file("")  # the call knows the place; only the message and the hint are used


@lru_cache(maxsize=512)
def _jsonpath(query: str) -> Selector:
    from ..select import compile_selector  # lazy: the library loads with the first query

    try:
        return compile_selector(query, _nowhere)
    except DiagnosticError as error:
        raise OperandError(error.diagnostics[0].message, error.diagnostics[0].hint, argument=1) from None


@lru_cache(maxsize=512)
def _jmespath(query: str) -> Selector:
    from ..jmes import compile_jmespath  # lazy: the library loads with the first query

    try:
        return compile_jmespath(query, _nowhere)
    except DiagnosticError as error:
        raise OperandError(error.diagnostics[0].message, error.diagnostics[0].hint, argument=1) from None


def _value(selector: Selector, document: object) -> object:
    try:
        return selector.value(document)
    except DiagnosticError as error:
        raise OperandError(error.diagnostics[0].message, error.diagnostics[0].hint) from None


def jsonpath(document: object, query: str) -> object:
    found = _value(_jsonpath(query), document)
    if found is MISSING:
        hint = "a path that may find nothing gives a list when it ends with a filter or `[*]`"
        raise OperandError(f"`{query}` finds nothing", hint)
    return found


def jmespath(document: object, query: str) -> object:
    found = _value(_jmespath(query), document)
    return None if found is MISSING else found


def check_jsonpath(query: object) -> object:
    return _jsonpath(str(query))


def check_jmespath(query: object) -> object:
    return _jmespath(str(query))


def file_bytes(context: FunctionContext, path: str) -> bytes:
    try:
        return context.read_file(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OperandError(
            f"the file `{path}` cannot be read: {reason}", "paths are relative to the spec", argument=0
        ) from None


def file_text(context: FunctionContext, path: str) -> str:
    try:
        return file_bytes(context, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the file `{path}` is not UTF-8: byte {error.start}"
        raise OperandError(message, "`file_bytes(...)` reads any file", argument=0) from None


_PATH: Final = Parameter("path", TEXT)
FUNCTIONS: Final = (
    Function(
        "jsonpath",
        "Documents",
        (Parameter("value", ANY), Parameter("query", TEXT, check_literal=check_jsonpath)),
        ANY,
        "What a JSONPath (RFC 9535) finds: the value for a singular path, an error when there is none; else a list.",
        'jsonpath({"a": [{"b": 1}, {"b": 2}]}, "$.a[*].b") == [1, 2]',
        jsonpath,
    ),
    Function(
        "jmespath",
        "Documents",
        (Parameter("value", ANY), Parameter("query", TEXT, check_literal=check_jmespath)),
        ANY,
        "The result of a JMESPath query, null when there is none.",
        'jmespath({"a": [{"b": 1}, {"b": 2}]}, "a[].b") == [1, 2]',
        jmespath,
    ),
    Function(
        "file",
        "Documents",
        (_PATH,),
        TEXT,
        "The text (UTF-8) of a file; the path is relative to the spec.",
        'parse_json(file("user.json")).name == "Ann"',
        file_text,
        is_pure=False,
        needs_context=True,
    ),
    Function(
        "file_bytes",
        "Documents",
        (_PATH,),
        BYTES,
        "The bytes of a file.",
        'size(file_bytes("user.json")) > 0',
        file_bytes,
        is_pure=False,
        needs_context=True,
    ),
)

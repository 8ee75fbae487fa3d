"""Encodings: base64, hexadecimal, percent, JSON, CSV. What is seldom needed loads with its first call."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from ..describe import describe
from ..failure import OperandError
from ..json import JsonError, dump_json, parse_json
from ..kinds import ANY, BYTES, INT, LIST, TEXT, TEXT_OR_BYTES
from ..spelling import settle
from .conversions import to_bytes
from .table import Function, Parameter


def base64_text(data: str | bytes) -> str:
    return base64.b64encode(to_bytes(data)).decode()


def base64url_text(data: str | bytes) -> str:
    return base64.urlsafe_b64encode(to_bytes(data)).decode().rstrip("=")


def base64_bytes(text: str) -> bytes:
    """Both alphabets, with or without padding; white space between is skipped, as MIME allows."""
    compact = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise OperandError(f"{describe(text)} is not base64", argument=0) from None


def _utf8(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise OperandError(f"the {what} does not hold UTF-8 text", "`base64_bytes(...)` gives the bytes") from None


def base64_decode(text: str) -> str:
    return _utf8(base64_bytes(text), "base64")


def hex_text(data: str | bytes) -> str:
    return to_bytes(data).hex()


def hex_decode(text: str) -> str:
    try:
        return _utf8(bytes.fromhex(text), "hex")
    except ValueError:
        raise OperandError(f"{describe(text)} is not hexadecimal", argument=0) from None


def url_encode(text: str) -> str:
    from urllib.parse import quote

    return quote(to_bytes(text), safe="")


def url_decode(text: str) -> str:
    from urllib.parse import unquote_to_bytes

    return _utf8(unquote_to_bytes(to_bytes(text)), "percent encoding")


def to_json(value: object, indent: int = 0) -> str:
    plain = settle(value, is_deep=True)
    try:
        if not indent:
            return dump_json(plain).decode()
        import json

        return json.dumps(plain, indent=min(indent, 16), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise OperandError(f"{describe(value)} cannot be written as JSON: {error}", argument=0) from None


def from_json(text: str | bytes) -> object:
    try:
        document = parse_json(to_bytes(text))
    except JsonError as error:
        raise OperandError(f"this is not JSON: {error}", argument=0) from None
    if document.duplicates:
        raise OperandError(f"the JSON has `{document.duplicates[0]}` twice", argument=0)
    return document.value


def from_csv(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    rows = _csv_rows(text, delimiter)
    if not rows:
        return []
    header = rows[0]
    if len(set(header)) < len(header):
        raise OperandError("the first line of the CSV names a column twice", argument=0)
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            message = f"row {number} of the CSV has {len(row)} cells, its first line {len(header)}"
            raise OperandError(message, argument=0)
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def _csv_rows(text: str, delimiter: str) -> list[list[str]]:
    import csv
    import io

    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise OperandError(f"a delimiter is one character such as `;`, not {describe(delimiter)}", argument=1)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        raise OperandError(f"this is not CSV: {error}", argument=0) from None


_GROUP: Final = "Encodings"
_DATA: Final = Parameter("data", TEXT_OR_BYTES)
_TEXT: Final = Parameter("text", TEXT)


def _function(
    name: str, parameters: tuple[Parameter, ...], returns: int, doc: str, example: str, call: Any
) -> Function:
    return Function(name, _GROUP, parameters, returns, doc, example, call)


FUNCTIONS: Final = (
    _function(
        "base64",
        (_DATA,),
        TEXT,
        "Text (as UTF-8) or bytes in base64.",
        'base64("user:pw") == "dXNlcjpwdw=="',
        base64_text,
    ),
    _function(
        "base64_decode",
        (_TEXT,),
        TEXT,
        "The text that base64 holds, either alphabet, padded or not; an error when it is not UTF-8.",
        'base64_decode("aGk=") == "hi"',
        base64_decode,
    ),
    _function(
        "base64_bytes",
        (_TEXT,),
        BYTES,
        "The bytes that base64 holds.",
        'base64_bytes("/w==") == b"\\xff"',
        base64_bytes,
    ),
    _function(
        "base64url",
        (_DATA,),
        TEXT,
        "Base64 in the alphabet for URLs, without padding.",
        'base64url("a?b>") == "YT9iPg"',
        base64url_text,
    ),
    _function("hex", (_DATA,), TEXT, "Text or bytes in hexadecimal.", 'hex("hi") == "6869"', hex_text),
    _function(
        "hex_decode", (_TEXT,), TEXT, "The text that hexadecimal holds.", 'hex_decode("6869") == "hi"', hex_decode
    ),
    _function(
        "url_encode",
        (_TEXT,),
        TEXT,
        "The text in percent encoding, everything but letters, digits and `-._~`.",
        'url_encode("a b/c") == "a%20b%2Fc"',
        url_encode,
    ),
    _function(
        "url_decode",
        (_TEXT,),
        TEXT,
        "The text without percent encoding; `+` stays `+`.",
        'url_decode("a%20b") == "a b"',
        url_decode,
    ),
    _function(
        "json",
        (Parameter("value", ANY), Parameter("indent", INT, is_optional=True)),
        TEXT,
        "The value as JSON, compact or with so many spaces of indentation.",
        """json({"a": [1, true]}) == '{"a":[1,true]}'""",
        to_json,
    ),
    _function(
        "parse_json",
        (Parameter("text", TEXT_OR_BYTES),),
        ANY,
        "The value that JSON spells; strict: no comments, no NaN, no name twice.",
        """parse_json('{"a": 1}').a == 1""",
        from_json,
    ),
    _function(
        "csv",
        (_TEXT, Parameter("delimiter", TEXT, is_optional=True)),
        LIST,
        "The rows of a CSV text as maps, by the names in its first line. All values are text.",
        r'csv("id,name\n1,ann\n")[0].name == "ann"',
        from_csv,
    ),
)

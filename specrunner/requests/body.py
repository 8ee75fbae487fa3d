"""The body of a request, from whichever field gives it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from urllib.parse import quote_plus

import trio

from ..lean import dataclass
from ..plugin import FileAccess
from ..values import MISSING, JsonError, dump_json, parse_json
from .change import changed
from .fault import Unsendable
from .files import media_type_of
from .model import Part, RequestBody
from .multipart import EncodedPart, encode_multipart
from .url import pairs, scalar_text


@dataclass(frozen=True, slots=True)
class Body:
    """A body as bytes, with the Content-Type that fits it unless the headers say otherwise.

    `file` is the path it was read from unchanged, `parts` those of a multipart body: for the curl line.
    """

    content: bytes
    content_type: str
    file: str | None = None
    parts: tuple[EncodedPart, ...] = ()


async def encode_body(action: RequestBody, files: FileAccess) -> Body | None:
    """The body that is written; None when it has none. Raises Unsendable."""
    if action.json_ is not MISSING:
        return Body(_json_bytes(changed(action.json_, action.with_), "`json`"), "application/json")
    if action.json_file is not None:
        return await _json_from_file(action.json_file, action.with_, files)
    if action.form is not None:
        return Body(encode_form(pairs(action.form)), "application/x-www-form-urlencoded")
    if action.multipart is not None:
        return await _multipart(action.multipart, files)
    if action.body is not None:
        return Body(_utf8(action.body, "`body`"), "text/plain; charset=utf-8")
    if action.file is not None:
        content = await _read(action.file, files)
        return Body(content, media_type_of(action.file), file=str(files.path(action.file)))
    return None


def encode_form(fields: Iterable[tuple[str, str]]) -> bytes:
    """Names with values as a form (WHATWG URL, section 5.2): UTF-8, blanks as `+`."""
    return "&".join(f"{_form_text(name)}={_form_text(value)}" for name, value in fields).encode("ascii")


def _form_text(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"), safe="*")


async def _json_from_file(name: str, changes: Mapping[str, object], files: FileAccess) -> Body:
    content = await _read(name, files)
    try:
        document = parse_json(content)
    except JsonError as error:
        place = f"line {error.line}, column {error.column}"
        hint = "mend the file, or send it as it is with `file`"
        raise Unsendable("file", f"`{name}` is not JSON: {error.message} ({place})", hint) from None
    if not changes:
        return Body(content, "application/json", file=str(files.path(name)))
    return Body(_json_bytes(changed(document.value, changes), f"`{name}`"), "application/json")


def _json_bytes(value: object, what: str) -> bytes:
    try:
        return dump_json(value)
    except TypeError as error:
        hint = "make it text first, with a function such as `string(...)` or `base64(...)`"
        raise Unsendable("request", f"{what} holds what JSON cannot say: {error}", hint) from None
    except ValueError as error:
        raise Unsendable("request", f"{what} holds what JSON cannot say: {error}") from None


def _utf8(text: str, what: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        place = f"character {error.start + 1}"
        raise Unsendable("request", f"{what} cannot be sent as UTF-8: {place} is half of a surrogate pair") from None


async def _multipart(parts: Sequence[Part], files: FileAccess) -> Body:
    encoded = tuple([await _encoded_part(part, files) for part in parts])
    boundary = f"specrunner-{os.urandom(16).hex()}"
    content = encode_multipart(encoded, boundary)
    return Body(content, f"multipart/form-data; boundary={boundary}", parts=encoded)


async def _encoded_part(part: Part, files: FileAccess) -> EncodedPart:
    headers = tuple(pairs(part.headers))
    if part.file is not None:
        content = await _read(part.file, files)
        filename = part.filename if part.filename is not None else PurePath(part.file).name
        content_type = part.content_type or media_type_of(filename)
        path = str(files.path(part.file))
        return EncodedPart(part.name, content, content_type, filename, headers, file=path)
    value = part.value
    if isinstance(value, dict | list):
        content, content_type = _json_bytes(value, f"the part `{part.name}`"), part.content_type or "application/json"
        return EncodedPart(part.name, content, content_type, part.filename, headers)
    if isinstance(value, bytes):
        return EncodedPart(part.name, value, part.content_type, part.filename, headers)
    content = _utf8(scalar_text(value), f"the part `{part.name}`")
    return EncodedPart(part.name, content, part.content_type, part.filename, headers)


async def _read(name: str, files: FileAccess) -> bytes:
    """The content of a file that the spec names; in a thread, since a slow disk must not stop the other steps."""
    try:
        return await trio.to_thread.run_sync(files.read, name)
    except OSError as error:
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        hint = "paths are relative to the spec"
        raise Unsendable("file", f"cannot read `{name}`: {reason}", hint) from None

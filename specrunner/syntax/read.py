"""Files to text: size, kind of file, encoding and forbidden characters are judged before anything is parsed."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from ..source import Diagnostic, DiagnosticError, SourceText, whole_file
from ..source.codes import syntax as codes
from .limits import Limits, too_large

_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = ((b"\xff\xfe\x00\x00", "UTF-32"), (b"\x00\x00\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"),
              (b"\xfe\xff", "UTF-16"))  # fmt: skip

# More than YAML 1.2.2 section 5.1 forbids: U+0085, U+2028 and U+2029 too, which YAML 1.1 readers (libyaml) take
# for line breaks and 1.2 for ordinary characters. A character that is invisible and ambiguous is refused.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ALLOWED_ASCII = bytes([9, 10, 13, *range(0x20, 0x7F)])

_NOT_REGULAR = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_source(path: Path, shown: str, limits: Limits = Limits()) -> SourceText:  # noqa: B008 (frozen)
    """The text of a regular file. `shown` is its name in messages.

    Never waits on a pipe or a device, and never reads more than `limits.size_bytes`. Raises DiagnosticError.
    """
    try:
        data = _regular_file_bytes(path, shown, limits.size_bytes)
    except OSError as error:
        raise DiagnosticError(_unreadable(shown, error)) from error
    return decode_source(data, shown)


def _regular_file_bytes(path: Path, shown: str, limit: int) -> bytes:
    # Looked at before it is opened, since opening a device can do something, and after, since it may have changed.
    _refuse_irregular(path.stat(), shown, limit)
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        _refuse_irregular(os.fstat(descriptor), shown, limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise DiagnosticError(too_large(shown, f"more than {limit:,} bytes"))
    return data


def _refuse_irregular(status: os.stat_result, shown: str, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _NOT_REGULAR if test(status.st_mode)), "not a regular file")
        raise DiagnosticError(
            codes.UNREADABLE_FILE.at(whole_file(shown), f"`{shown}` is {kind}", hint="name a regular file")
        )
    if status.st_size > limit:
        raise DiagnosticError(too_large(shown, f"{status.st_size:,} bytes; at most {limit:,} are read"))


def _unreadable(shown: str, error: OSError) -> Diagnostic:
    said = {
        errno.ENOENT: ("does not exist", None),
        errno.ELOOP: ("is a symbolic link that leads back to itself", "remove the link, or point it at a file"),
        errno.EACCES: ("may not be read by this user", "change its permissions"),
        errno.ENXIO: ("is a pipe, a socket or a device", "name a regular file"),
    }
    what, hint = said.get(error.errno or 0, (f"cannot be read: {error.strerror or error}", None))
    return codes.UNREADABLE_FILE.at(whole_file(shown), f"`{shown}` {what}", hint=hint)


def decode_source(data: bytes, shown: str) -> SourceText:
    """UTF-8 bytes as text, a byte order mark at the start left out. Raises DiagnosticError with the byte offset."""
    body = data.removeprefix(_BOM)
    skipped = len(data) - len(body)
    _refuse_wide(data, shown)
    try:
        source = SourceText(shown, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DiagnosticError(_not_utf8(body, skipped, error, shown)) from error
    if (diagnostic := forbidden_character(source, skipped)) is not None:
        raise DiagnosticError(diagnostic)
    return source


def _refuse_wide(data: bytes, shown: str) -> None:
    """UTF-16 and UTF-32, by their mark or by the NUL beside the first character."""
    name = next((name for bom, name in _WIDE_BOMS if data.startswith(bom)), None)
    if name is None and len(data) >= 2 and (data[0] == 0) != (data[1] == 0):
        name = "UTF-16" if data[2:3] != b"\x00" or data[3:4] != b"\x00" else "UTF-32"
    if name is not None:
        message = f"the file is {name}, seen at byte offset 0"
        raise DiagnosticError(codes.NOT_UTF8.at(whole_file(shown), message, hint="save it as UTF-8"))


def _not_utf8(body: bytes, skipped: int, error: UnicodeDecodeError, shown: str) -> Diagnostic:
    before = SourceText(shown, body[: error.start].decode("utf-8"))
    span = before.span(len(before.text), len(before.text))
    message = f"byte 0x{body[error.start]:02x} at offset {error.start + skipped} is not UTF-8"
    return codes.NOT_UTF8.at(span, message, hint="save the file as UTF-8; it may be in Windows-1252 or Latin-1")


def forbidden_character(source: SourceText, skipped_bytes: int = 0) -> Diagnostic | None:
    """What to say of the first character that may not stand in YAML; None when there is none.

    `skipped_bytes` is what the file has before the text: its byte order mark.
    """
    text = source.text
    # Deleting the allowed bytes of an ASCII text is several times faster than searching it for others.
    if text.isascii() and not text.encode("ascii").translate(None, _ALLOWED_ASCII):
        return None
    if (found := _FORBIDDEN.search(text)) is None:
        return None
    offset, number = found.start(), ord(found.group())
    byte_offset = skipped_bytes + len(text[:offset].encode("utf-8", "surrogatepass"))
    name = _NAMES.get(number, "a control character" if number < 0xA0 else "a character that YAML does not allow")
    hint = "remove it" if number == 0xFEFF else f'remove it, or write it as `"\\{_escape(number)}"` in double quotes'
    return codes.FORBIDDEN_CHARACTER.at(
        source.span(offset, offset + 1),
        f"{name} (U+{number:04X}) at byte offset {byte_offset}",
        hint=hint,
    )


_NAMES = {
    0x00: "NUL",
    0x1B: "an escape character",
    0x7F: "a delete character",
    0x85: "a next-line character",
    0x2028: "a line separator",
    0x2029: "a paragraph separator",
    0xFEFF: "a byte order mark in the middle of the file",
}


def _escape(number: int) -> str:
    return f"x{number:02x}" if number < 0x100 else f"u{number:04x}"

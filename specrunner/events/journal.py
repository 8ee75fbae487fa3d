"""The journal: the lossless record of a run, from which every report can be made again.

The first line is `{"format":"specrunner-journal","version":1}`. Every further line is one event,
`{"crc":"1a2b3c4d","event":{...}}`: eight hexadecimal digits of the CRC-32 of the bytes of the event's object, which
start at byte 26 of the line and end before its last `}`. Lines end with a line feed.

Whole lines reach the operating system, in order: each as it is written, or several at once before the run waits for
anything, as the writer is told. So a killed run leaves a journal that is whole up to its last line. A last line that
is cut short or damaged is a tear: what stands before it is good. Damage further up is never a tear; such a file is
refused.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from zlib import crc32

import orjson

from ..lean import dataclass
from .codec import EventFormatError, decode, encode
from .event import Event

JOURNAL_FORMAT = "specrunner-journal"
JOURNAL_VERSION = 1
_FIRST_LINE = orjson.dumps({"format": JOURNAL_FORMAT, "version": JOURNAL_VERSION}) + b"\n"
_EVENT_START = len(b'{"crc":"12345678","event":')


class JournalError(Exception):
    """A journal cannot be written or read: the text names the file, the line and the cause; `hint` a mend."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class JournalTorn:
    """The journal ends within a line (from 1): the run was killed, or its disk was full. What was before is good."""

    line: int

    def __str__(self) -> str:
        return f"the journal ends within line {self.line}: the run was cut off there, and nothing after it is known"


def journal_line(event: Event) -> bytes:
    """The event as one line of a journal, with its check sum and line feed."""
    record = encode(event)
    try:
        text = orjson.dumps(record)
    except TypeError:
        # Lone surrogates, which servers do send in JSON, and very deep values: `\ud800` escapes are lawful JSON
        # (RFC 8259 section 8.2), and the standard library reads and writes them.
        text = json.dumps(record, separators=(",", ":")).encode("ascii")
    return b'{"crc":"%08x","event":%b}\n' % (crc32(text), text)


class JournalWriter:
    """Writes events to a binary file that it does not own; `name` stands for the file in messages.

    Each line reaches the operating system before `write` returns, unless `held_bytes` may be held back: then at the
    latest when there are that many, and by `flush` or `settle`. After the first JournalError nothing more is written:
    a line behind a torn one would make the whole file unreadable.
    """

    def __init__(self, file: BinaryIO, name: str = "journal", *, held_bytes: int = 0) -> None:
        self._file = file
        self._name = name
        self._limit_bytes = held_bytes
        self._held = [_FIRST_LINE]
        self._held_bytes = len(_FIRST_LINE)
        self._line = 0
        self._is_broken = False
        self._untold: JournalError | None = None
        self.flush()

    def write(self, event: Event) -> None:
        """Appends one event; raises JournalError when the disk is full or the file cannot be written."""
        line = journal_line(event)
        self._held.append(line)
        self._held_bytes += len(line)
        if self._held_bytes >= self._limit_bytes or self._is_broken:
            self.flush()

    def flush(self) -> None:
        """Hands what is held to the operating system; raises JournalError as `write` does."""
        held, self._held, self._held_bytes = self._held, [], 0
        if self._untold is not None:
            untold, self._untold = self._untold, None
            raise untold
        if not held:
            return
        if self._is_broken:
            raise JournalError(f"{self._name}: nothing was written after line {self._line}, where writing failed")
        lines = held[0] if len(held) == 1 else b"".join(held)
        written = 0
        try:
            while written < len(lines):  # an unbuffered file may take a part
                written += self._file.write(lines[written:] if written else lines)
            self._file.flush()
        except OSError as error:
            self._is_broken = True
            self._line += lines.count(b"\n", 0, written)
            raise self._failure(error) from error
        self._line += lines.count(b"\n")

    def settle(self) -> None:
        """As `flush`, where nobody could take the JournalError: the next `write` or `flush` raises it."""
        if self._held and not self._is_broken:
            try:
                self.flush()
            except JournalError as error:
                self._untold = error

    def _failure(self, error: OSError) -> JournalError:
        place = f"{self._name}: line {self._line + 1} of the journal could not be written"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return JournalError(f"{place}: the disk is full", "free some space, or write the journal elsewhere")
        return JournalError(f"{place}: {error.strerror or error}")


class JournalReader:
    """The events of a journal, one by one; read it once. `torn` tells, at the end, whether it was cut off."""

    def __init__(self, lines: Iterable[bytes], name: str = "journal") -> None:
        self._lines = iter(lines)
        self._name = name
        self._line = 1
        self.torn: JournalTorn | None = None

    def __iter__(self) -> Iterator[Event]:
        """Raises JournalError for a file that is no journal, and for damage before the last line."""
        if not self._first_line():
            return
        for line in self._lines:
            self._line += 1
            event, cause = self._event(line)
            if event is None:
                self._tear_or_refuse(cause)
                return
            yield event

    def _first_line(self) -> bool:
        first = next(self._lines, b"")
        if first and first != _FIRST_LINE and _FIRST_LINE.startswith(first):
            self._tear_or_refuse("it is cut short")
            return False
        try:
            head = orjson.loads(first)
        except orjson.JSONDecodeError:
            head = None
        if not isinstance(head, dict) or head.get("format") != JOURNAL_FORMAT:
            raise JournalError(
                f"{self._name} is not a journal of specrunner: its first line does not name `{JOURNAL_FORMAT}`",
                "give the journal that a run wrote",
            )
        if head.get("version") != JOURNAL_VERSION:
            raise JournalError(
                f"{self._name} has version {head.get('version')} of the journal format, and this specrunner reads "
                f"version {JOURNAL_VERSION}",
                "read it with the version of specrunner that wrote it",
            )
        return True

    def _event(self, line: bytes) -> tuple[Event | None, str]:
        """The event of a line, or why there is none. A line whose check sum is right but whose event is unknown
        was not damaged: another version wrote it, and that is an error wherever it stands."""
        if not line.endswith(b"\n"):
            return None, "it is cut short"
        text = line[_EVENT_START:-2]
        if line != b'{"crc":"%08x","event":%b}\n' % (crc32(text), text):
            return None, "its check sum does not match"
        try:
            return decode(_loads(text)), ""
        except EventFormatError as error:
            raise JournalError(f"{self._name}: line {self._line} cannot be read: {error}") from error

    def _tear_or_refuse(self, cause: str) -> None:
        damaged = self._line
        if next(self._lines, None) is not None:
            raise JournalError(
                f"{self._name}: line {damaged} is damaged ({cause}), and more lines follow it",
                "the file was changed after the run; use an untouched copy, or cut the file off before that line",
            )
        self.torn = JournalTorn(damaged)


def read_journal(lines: Iterable[bytes], name: str = "journal") -> JournalReader:
    """The events of a journal, given its lines with their line feeds (an open binary file is just that)."""
    return JournalReader(lines, name)


def _loads(text: bytes) -> dict[str, object]:
    try:
        record = orjson.loads(text)
    except orjson.JSONDecodeError:
        record = json.loads(text)  # lone surrogates; see `journal_line`
    if not isinstance(record, dict):
        raise EventFormatError("it is not an object")
    return record

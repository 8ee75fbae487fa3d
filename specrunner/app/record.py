"""Where the journal of a run is written."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import trio

from ..events import JournalWriter
from .trouble import RunError

HELD_BYTES = 64 * 1024
"""How much of a journal is held back at most while a run is too busy to wait for anything."""

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class WritesBeforeWaiting(trio.abc.Instrument):
    """Has what a journal holds back written whenever the run is about to wait: for an answer, a timer, a service.

    A write for each of four events a step, instead of one or two for all of them, is a tenth of what a step costs.
    """

    def __init__(self, journal: JournalWriter) -> None:
        self._journal = journal

    def before_io_wait(self, timeout: float) -> None:
        if timeout > 0:
            # An exception from here would end the instrument, not the run; the next event raises it instead.
            self._journal.settle()


@contextmanager
def open_journal(path: Path) -> Iterator[tuple[FileIO, Path]]:
    """A fresh journal at `path`, locked while it is open; a second run beside it gets a name of its own.

    A link at `path` is not followed: it is replaced, and what it points to stays as it is. Raises RunError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file, opened = _opened(path)
    except OSError as error:
        hint = "choose another place with `--journal`"
        raise RunError(f"the journal {path} cannot be written: {error.strerror or error}", hint) from None
    with file:
        yield file, opened


def open_special(path: Path) -> FileIO | None:
    """What `path` names when that is no file of a folder: a device, a pipe to another program, `/dev/stdout`, which
    are written and never replaced. None when it is a file, or nothing yet. Raises OSError."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    is_stream = path.parent.resolve().parts[1:2] in (("dev",), ("proc",)) and not stat.S_ISDIR(mode)
    if (stat.S_ISREG(mode) and not is_stream) or stat.S_ISDIR(mode):
        return None
    # Without a reader, a pipe would be waited for without end. What stands behind `/dev/stdout` may be a file, which
    # has something in it already.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC)
    os.set_blocking(descriptor, True)
    return FileIO(descriptor, "wb")


def _opened(path: Path) -> tuple[FileIO, Path]:
    special = open_special(path)
    if special is not None:
        return special, path
    descriptor = _regular(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        path = path.with_name(f"{path.stem}-{os.getpid()}{path.suffix}")
        descriptor = _regular(path)
    # Only now: it may have been the journal of a run that is still writing it.
    os.ftruncate(descriptor, 0)
    return FileIO(descriptor, "wb"), path


def _regular(path: Path) -> int:
    try:
        return os.open(path, _FLAGS, 0o644)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    path.unlink()
    return os.open(path, _FLAGS, 0o644)

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

from .trouble import RunError

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


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


def _opened(path: Path) -> tuple[FileIO, Path]:
    if _is_special(path):
        # A device, or the pipe to another program. Without a reader, a pipe would be waited for without end.
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        os.set_blocking(descriptor, True)
        return FileIO(descriptor, "wb"), path
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


def _is_special(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode) or stat.S_ISDIR(mode))


def _regular(path: Path) -> int:
    try:
        return os.open(path, _FLAGS, 0o644)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    path.unlink()
    return os.open(path, _FLAGS, 0o644)

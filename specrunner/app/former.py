"""Which run was the last one."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path


def last_journal(path: Path) -> Path | None:
    """The journal of the last run that ended or was killed: at `path`, or beside it where runs went on side by side.

    None when there is none but those that are being written. Raises OSError.
    """
    if path.exists() and not path.is_file():
        return path
    if not path.parent.is_dir():
        return None
    beside = re.compile(rf"{re.escape(path.stem)}-[0-9]+{re.escape(path.suffix)}")
    found = [each for each in path.parent.iterdir() if each.name == path.name or beside.fullmatch(each.name)]
    ended = [each for each in found if each.is_file() and not _is_held(each)]
    return max(ended, key=lambda each: each.stat().st_mtime_ns, default=None)


def _is_held(path: Path) -> bool:
    """Whether a run is writing this journal."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

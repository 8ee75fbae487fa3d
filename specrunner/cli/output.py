"""Writing to a terminal, a pipe or a file, whatever its encoding."""

from __future__ import annotations

import sys
from typing import Any


class OutputError(Exception):
    """Standard output cannot be written: the disk behind it is full. Not raised when nobody reads it any more."""


def write(text: str, stream: Any = None) -> None:
    """Writes a line; what the stream's encoding lacks is escaped rather than refused. Raises OutputError."""
    target = sys.stdout if stream is None else stream
    encoding = target.encoding or "utf-8"
    try:
        target.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror or error}") from None

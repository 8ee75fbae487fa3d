"""Writing to a terminal, a pipe or a file, whatever its encoding."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutputError(Exception):
    """Standard output cannot be written: the disk behind it is full. Not raised when nobody reads it any more."""


def write(text: str, stream: Any = None) -> None:
    """Writes a line; what the stream's encoding lacks is escaped rather than refused. Raises OutputError."""
    target = sys.stdout if stream is None else stream
    encoding = target.encoding or "utf-8"
    with standard_output():
        target.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


@contextmanager
def standard_output() -> Iterator[None]:
    """What goes wrong within is an OutputError, unless it names a file, or only that nobody reads any more."""
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename:
            raise
        raise OutputError(f"standard output cannot be written: {error.strerror or error}") from None

"""Writing to a terminal, a pipe or a file, whatever its encoding."""

from __future__ import annotations

import sys
from typing import Any


def write(text: str, stream: Any = None) -> None:
    """Writes a line; what the stream's encoding lacks is escaped rather than refused."""
    target = sys.stdout if stream is None else stream
    encoding = target.encoding or "utf-8"
    target.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")

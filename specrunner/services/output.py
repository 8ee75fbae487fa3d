"""What a service writes: the last lines of it, within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

MAX_LINE_BYTES = 64 * 1024
MAX_LINES = 500
MAX_KEPT_CHARACTERS = 1024 * 1024
CUT = "... [cut: the line is longer than 64 KiB]"


class OutputLog:
    """Takes bytes as they come and keeps the last lines, control characters and all.

    Bytes that are no UTF-8 are shown as `\\xff`. A line longer than 64 KiB loses its end. `line_count` counts all
    lines that ever came; `on_line` is called with each.
    """

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MAX_LINES)
        self._size = 0
        self._open = bytearray()
        self._is_cut = False
        self.line_count = 0
        self.on_line: Callable[[str], None] | None = None

    def feed(self, chunk: bytes) -> None:
        first, *others = chunk.split(b"\n")
        self._extend(first)
        for part in others:
            self._end_line()
            self._extend(part)

    def close(self) -> None:
        """No more comes: what has no line end yet is a line, too."""
        if self._open:
            self._end_line()

    def add(self, line: str) -> None:
        """A whole line that was text already."""
        if len(self._lines) == MAX_LINES:
            self._size -= len(self._lines.popleft())
        self._lines.append(line)
        self._size += len(line)
        while self._size > MAX_KEPT_CHARACTERS:
            self._size -= len(self._lines.popleft())
        self.line_count += 1
        if self.on_line is not None:
            self.on_line(line)

    def tail(self, lines: int = 20) -> tuple[str, ...]:
        """The last lines, oldest first; the one that has not ended yet is among them."""
        kept = list(self._lines)
        if self._open:
            kept.append(self._text())
        return tuple(kept[-lines:]) if lines > 0 else ()

    def _extend(self, part: bytes) -> None:
        room = MAX_LINE_BYTES - len(self._open)
        self._open += part[:room]
        self._is_cut = self._is_cut or len(part) > room

    def _end_line(self) -> None:
        line = self._text()
        self._open.clear()
        self._is_cut = False
        self.add(line)

    def _text(self) -> str:
        text = bytes(self._open).removesuffix(b"\r").decode(errors="backslashreplace")
        return text + CUT if self._is_cut else text

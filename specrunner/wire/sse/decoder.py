"""The decoder of an event stream (WHATWG HTML, sections 9.2.5 and 9.2.6).

States: START (a byte order mark may come) -> LINES. Rule: a line ends at LF, CR or CRLF and nowhere else, an empty
line ends a block, and what stands behind the last empty line when the stream ends is thrown away.
"""

from __future__ import annotations

import codecs

from .items import SseComment, SseEvent, SseItem

MAX_EVENT_BYTES = 1 << 20
"""How large one block may be."""

# More digits than any sensible number of milliseconds; int() refuses thousands of them.
_MAX_RETRY_DIGITS = 15
_DIGITS = frozenset("0123456789")


class EventTooLarge(ValueError):
    """A block is larger than the limit; the text says so."""


class SseDecoder:
    """Reads one stream. `last_event_id` and `retry_ms` (None until the stream sets it) are those of now.

    They go on over connections, so they are given and taken; all else begins anew with each. `ignored` counts blocks
    without data, which are no events. Nothing is said twice: `feed` gives what each chunk completes.
    """

    def __init__(
        self, last_event_id: str = "", retry_ms: int | None = None, max_event_bytes: int = MAX_EVENT_BYTES
    ) -> None:
        self.last_event_id = last_event_id
        self.retry_ms = retry_ms
        self.ignored = 0
        self._max_event_bytes = max_event_bytes
        self._mark: bytes | None = b""
        self._skips_line_feed = False
        self._line: list[bytes] = []
        self._line_bytes = 0
        self._block_bytes = 0
        self._id = last_event_id
        self._event = ""
        self._data: list[str] = []
        self._fields: list[str] = []

    def feed(self, chunk: bytes) -> list[SseItem]:
        """What is complete with this chunk, in order. Raises EventTooLarge; nothing may be fed after that."""
        if self._mark is not None:
            chunk = self._without_mark(chunk)
        if self._skips_line_feed and chunk:
            # The CR at the end of the chunk before ended the line already.
            self._skips_line_feed = False
            chunk = chunk.removeprefix(b"\n")
        if not chunk:
            return []
        if b"\r" in chunk:
            self._skips_line_feed = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return self._lines(chunk)

    @property
    def unfinished(self) -> str:
        """What came behind the last empty line: when the stream ends here, it is thrown away."""
        names = [f"{name}" for name in self._fields]
        line = b"".join(self._line) if self._mark is None else self._mark
        rest = line.decode("utf-8", "replace")
        return "\n".join([*names, rest] if rest else names)

    def _without_mark(self, chunk: bytes) -> bytes:
        """The chunk without the byte order mark that a stream may begin with; it may be split, too."""
        assert self._mark is not None
        start = self._mark + chunk
        if len(start) < 3 and codecs.BOM_UTF8.startswith(start):
            self._mark = start
            return b""
        self._mark = None
        return start.removeprefix(codecs.BOM_UTF8)

    def _lines(self, chunk: bytes) -> list[SseItem]:
        items: list[SseItem] = []
        *lines, rest = chunk.split(b"\n")
        if lines and self._line:
            lines[0] = b"".join(self._line) + lines[0]
            self._line.clear()
            self._line_bytes = 0
        for line in lines:
            if line:
                self._take(line, items)
            else:
                self._end_block(items)
        if rest:
            self._line.append(rest)
            self._line_bytes += len(rest)
            self._check_size(0)
        return items

    def _check_size(self, more_bytes: int) -> None:
        self._block_bytes += more_bytes
        if self._block_bytes + self._line_bytes > self._max_event_bytes:
            raise EventTooLarge(f"one event is larger than {self._max_event_bytes} bytes")

    def _take(self, line: bytes, items: list[SseItem]) -> None:
        text = line.decode("utf-8", "replace")
        name, colon, value = text.partition(":")
        if value[:1] == " ":
            value = value[1:]
        if colon and not name:
            items.append(SseComment(value))
            return
        self._check_size(len(line))
        self._fields.append(name)
        match name:
            case "data":
                self._data.append(value)
            case "event":
                self._event = value
            case "id":
                if "\0" not in value:
                    self._id = value
            case "retry":
                if value and _DIGITS.issuperset(value):
                    self.retry_ms = int(value[:_MAX_RETRY_DIGITS]) if len(value) <= _MAX_RETRY_DIGITS else 10**15
            case _:
                pass  # section 9.2.6: the field is ignored

    def _end_block(self, items: list[SseItem]) -> None:
        self.last_event_id = self._id
        if self._data:
            data = self._data[0] if len(self._data) == 1 else "\n".join(self._data)
            items.append(SseEvent(self._event or "message", data, self._id, tuple(self._fields)))
            self._data = []
        elif self._fields:
            self.ignored += 1
        if self._fields:
            self._event = ""
            self._fields = []
            self._block_bytes = 0

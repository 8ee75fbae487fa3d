"""What a stream of server-sent events holds."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import dataclass


@dataclass(frozen=True, slots=True)
class SseEvent:
    """A block with data. `id` is the last event id at its end, which may be that of an earlier block; `fields` are
    the names of its lines in the order in which they came, known or not."""

    event: str
    data: str
    id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SseComment:
    """A line that begins with a colon: most often a keep-alive."""

    text: str


SseItem: TypeAlias = SseEvent | SseComment

"""Server-sent events (WHATWG HTML, section 9.2): bytes in, events out."""

from .decoder import MAX_EVENT_BYTES, EventTooLarge, SseDecoder
from .items import SseComment, SseEvent, SseItem

__all__ = ["MAX_EVENT_BYTES", "EventTooLarge", "SseComment", "SseDecoder", "SseEvent", "SseItem"]

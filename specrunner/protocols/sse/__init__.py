"""The `sse` kind: a stream of server-sent events, at once or as a handle."""

from ...plugin import StepKind
from ...requests import BORROWED, MERGED_OPTIONS, curl
from .model import SseAction, title
from .rules import check_action
from .runner import SseRunner
from .subjects import MESSAGES, SUBJECTS

SSE: StepKind[SseAction] = StepKind(
    key="sse",
    doc="Reads a stream of server-sent events, and judges what came and when.",
    action=SseAction,
    runner=SseRunner(),
    subjects=SUBJECTS,
    shorthand="get",
    default_expect={"status": 200, "media_type": "text/event-stream", "ended": {"ne": "cut"}},
    has_defaults=True,
    merged_fields=(*MERGED_OPTIONS, "reconnect"),
    borrows=BORROWED,
    curl=curl,
    title=title,
    check_action=check_action,
    opens=lambda action: action.open is not None,
    uses_handle=lambda action: action.on,
    messages=MESSAGES,
)

__all__ = ["MESSAGES", "SSE", "SUBJECTS", "SseAction"]

"""The `ws` kind: a WebSocket connection that stays open, and everything that can be done and asked on it."""

from collections.abc import Mapping

from ...plugin import StepKind
from ...requests import BORROWED, MERGED_OPTIONS
from .dialogue import expand
from .model import WsAction, title
from .rules import check_action
from .runner import WsRunner
from .subjects import MESSAGES, SUBJECTS

_QUESTIONS: Mapping[str, Mapping[str, object]] = {
    "receive": {"message": {"exists": True}},
    "ping": {"rtt": {"exists": True}},
    "silence": {"messages": {"empty": True}},
    "close": {"close.clean": True},
    "closed": {"close": {"exists": True}},
}


def _questions(action: WsAction) -> Mapping[str, object]:
    return _QUESTIONS.get(action.verb() or "", {})


WS: StepKind[WsAction] = StepKind(
    key="ws",
    doc="Opens a WebSocket connection, and sends, receives, pings and closes on it.",
    action=WsAction,
    runner=WsRunner(),
    subjects=SUBJECTS,
    default_expect={"status": 101},
    questions=_questions,
    has_defaults=True,
    merged_fields=MERGED_OPTIONS,
    borrows=BORROWED,
    title=title,
    check_action=check_action,
    opens=lambda action: action.on is None,
    uses_handle=lambda action: action.on,
    messages=MESSAGES,
    expand_dialogue=expand,
)

__all__ = ["WS", "WsAction"]

"""The `rpc` kind: JSON-RPC 2.0 over HTTP, and on connections that stay open."""

from collections.abc import Mapping

from ...plugin import NamedSubjects, StepKind
from ...requests import MERGED_OPTIONS
from .curl import rpc_curl
from .model import RpcAction, borrow_options, title
from .rules import check_action
from .runner import RpcRunner
from .subjects import MESSAGES, SUBJECTS, subject_of_call

_FITTING: Mapping[str, object] = {
    "problems[0]": {"exists": False},
    "error.code": {"exists": False},
    "error.message": {"exists": False},
}
_OPENED: Mapping[str, object] = {"http.status": 101}


def _questions(action: RpcAction) -> Mapping[str, object]:
    if action.connect is not None:
        return _OPENED
    return _FITTING if action.on is not None and action.verb() is not None else {}


RPC: StepKind[RpcAction] = StepKind(
    key="rpc",
    doc="Calls methods by JSON-RPC 2.0, over HTTP, WebSocket or the standard input of a program.",
    action=RpcAction,
    runner=RpcRunner(),
    subjects=SUBJECTS,
    default_expect=_FITTING,
    questions=_questions,
    has_defaults=True,
    merged_fields=tuple("query" if name == "params" else name for name in MERGED_OPTIONS),
    borrows={"http": borrow_options},
    named_subjects=NamedSubjects(lambda action: action.names(), subject_of_call),
    curl=rpc_curl,
    title=title,
    check_action=check_action,
    opens=lambda action: action.connect is not None or action.stdio is not None,
    uses_handle=lambda action: action.on,
    messages=MESSAGES,
)

__all__ = ["RPC", "RpcAction"]

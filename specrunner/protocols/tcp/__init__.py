"""The `tcp` kind: exact bytes out, all bytes in."""

from ...plugin import StepKind
from .model import TcpAction, title
from .rules import check_action
from .runner import TcpRunner
from .subjects import SUBJECTS

TCP: StepKind[TcpAction] = StepKind(
    key="tcp",
    doc="Sends exact bytes on a connection of its own and judges what comes: for what HTTP libraries refuse to send.",
    action=TcpAction,
    runner=TcpRunner(),
    subjects=SUBJECTS,
    default_expect={"ended": {"in": ["closed", "matched", "idle"]}},
    has_defaults=True,
    merged_fields=("read", "tls"),
    title=title,
    check_action=check_action,
)

__all__ = ["TCP", "TcpAction"]

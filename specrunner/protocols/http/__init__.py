"""The `http` kind: one request, and everything that can be asked of its answer."""

from ...plugin import StepKind
from .curl import curl
from .model import HttpAction, title
from .rules import check_action
from .runner import HttpRunner
from .subjects import SUBJECTS
from .table import subjects_table

HTTP: StepKind[HttpAction] = StepKind(
    key="http",
    doc="Sends an HTTP request and judges the answer.",
    action=HttpAction,
    runner=HttpRunner(),
    subjects=SUBJECTS,
    shorthand="get",
    default_expect={"status": {"lt": 400}},
    has_defaults=True,
    merged_fields=("headers", "params", "cookies", "tls", "redirects", "limits"),
    curl=curl,
    title=title,
    check_action=check_action,
)

__all__ = ["HTTP", "HttpAction", "subjects_table"]

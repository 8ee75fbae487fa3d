"""The `http` kind: one request, and everything that can be asked of its answer."""

from ...plugin import StepKind
from ...requests import MERGED_OPTIONS, check_files, check_request, curl
from .model import HttpAction, title
from .runner import HttpRunner
from .subjects import SUBJECTS

HTTP: StepKind[HttpAction] = StepKind(
    key="http",
    doc="Sends an HTTP request and judges the answer.",
    action=HttpAction,
    runner=HttpRunner(),
    subjects=SUBJECTS,
    shorthand="get",
    default_expect={"status": {"lt": 400}},
    has_defaults=True,
    merged_fields=MERGED_OPTIONS,
    curl=curl,
    title=title,
    check_action=check_request,
    check_files=check_files,
)

__all__ = ["HTTP", "HttpAction"]

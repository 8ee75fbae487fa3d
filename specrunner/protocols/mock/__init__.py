"""The `mock` kind: what a mocked service was asked."""

from ...plugin import StepKind
from .model import MockAction, title
from .rules import check_services
from .runner import MockRunner
from .subjects import SUBJECTS

MOCK: StepKind[MockAction] = StepKind(
    key="mock",
    doc="Judges what a mocked service (`services: {erp: {mock: ...}}`) was asked: its calls, in order.",
    action=MockAction,
    runner=MockRunner(),
    subjects=SUBJECTS,
    shorthand="of",
    title=title,
    check_services=check_services,
)

__all__ = ["MOCK", "MockAction"]

"""The contracts of what can be plugged in."""

from .kind import (
    ActionProblem,
    Clock,
    FileAccess,
    Progress,
    Runner,
    Session,
    StepContext,
    StepKind,
    no_curl,
)
from .registry import Registry
from .reporter import Reporter, ReporterKind, ReportTarget
from .schema import fragment_schema, model_document, spec_schema

__all__ = [
    "ActionProblem",
    "Clock",
    "FileAccess",
    "Progress",
    "Registry",
    "ReportTarget",
    "Reporter",
    "ReporterKind",
    "Runner",
    "Session",
    "StepContext",
    "StepKind",
    "fragment_schema",
    "model_document",
    "no_curl",
    "spec_schema",
]

"""The contracts of what can be plugged in. The editor schemas load on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

from .calls import Call, CallLog
from .collect import Collector
from .dialogue import Expand, Expansion
from .handle import Handle, Handles, HandleTask
from .kind import (
    ActionProblem,
    Clock,
    FileAccess,
    NamedSubjects,
    Progress,
    Runner,
    Session,
    StepContext,
    StepKind,
    kind_of_action,
    no_curl,
)
from .late import Late, LateTable
from .registry import Registry, Resources
from .reporter import Reporter, ReporterKind, ReportTarget
from .volley import VolleyExchange, volley_kind, volley_subjects

if TYPE_CHECKING:
    from .schema import fragment_schema, model_document, spec_schema

_SCHEMAS = ("fragment_schema", "model_document", "spec_schema")

__all__ = [
    "ActionProblem",
    "Call",
    "CallLog",
    "Clock",
    "Collector",
    "Expand",
    "Expansion",
    "FileAccess",
    "Handle",
    "HandleTask",
    "Handles",
    "Late",
    "LateTable",
    "NamedSubjects",
    "Progress",
    "Registry",
    "ReportTarget",
    "Reporter",
    "ReporterKind",
    "Resources",
    "Runner",
    "Session",
    "StepContext",
    "StepKind",
    "VolleyExchange",
    "fragment_schema",
    "kind_of_action",
    "model_document",
    "no_curl",
    "spec_schema",
    "volley_kind",
    "volley_subjects",
]


def __getattr__(name: str) -> object:
    if name in _SCHEMAS:
        return getattr(import_module(f"{__name__}.schema"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The composition root: what specrunner consists of, and a run from paths to an exit code."""

from .builtins import builtin_registry
from .collect import Collected, SpecFile, collect
from .execute import Job, ReportRequest, RunError, execute, write_whole
from .prepare import Prepared, World, prepare

__all__ = [
    "Collected",
    "Job",
    "Prepared",
    "ReportRequest",
    "RunError",
    "SpecFile",
    "World",
    "builtin_registry",
    "collect",
    "execute",
    "prepare",
    "write_whole",
]

"""The composition root: what specrunner consists of, and a run from paths to an exit code.

What carries a run out loads on first use: `specrun lint` needs neither the engine nor trio.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .builtins import builtin_registry, full_registry
from .collect import Collected, SpecFile, collect
from .former import last_journal
from .prepare import Prepared, World, prepare
from .secrecy import declared_masker, without_secrets

if TYPE_CHECKING:
    from .job import CrashError, Job, ReportRequest, RunError, execute, write_whole

_LATE = ("CrashError", "Job", "ReportRequest", "RunError", "execute", "write_whole")

__all__ = [
    "Collected",
    "CrashError",
    "Job",
    "Prepared",
    "ReportRequest",
    "RunError",
    "SpecFile",
    "World",
    "builtin_registry",
    "collect",
    "declared_masker",
    "execute",
    "full_registry",
    "last_journal",
    "prepare",
    "without_secrets",
    "write_whole",
]


def __getattr__(name: str) -> object:
    if name in _LATE:
        return getattr(import_module(f"{__name__}.job"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

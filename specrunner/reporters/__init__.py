"""Reports: folds of the event stream, and nothing else. Each can be made again from the journal.

The formats load on first use of a name: a run makes one or two of them, `specrun lint` none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .builtin import builtin_reporters, replay

if TYPE_CHECKING:
    from .console import ConsoleReporter
    from .github import GithubReporter, annotation
    from .json_report import JsonReporter
    from .junit import JunitReporter
    from .markdown import MarkdownReporter
    from .quantity import count_text
    from .target import console_target
    from .verdict import summary_lines, totals_text, verdict_of

_MODULES = {
    "console": ("ConsoleReporter",),
    "github": ("GithubReporter", "annotation"),
    "json_report": ("JsonReporter",),
    "junit": ("JunitReporter",),
    "markdown": ("MarkdownReporter",),
    "quantity": ("count_text",),
    "target": ("console_target",),
    "verdict": ("summary_lines", "totals_text", "verdict_of"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "ConsoleReporter",
    "GithubReporter",
    "JsonReporter",
    "JunitReporter",
    "MarkdownReporter",
    "annotation",
    "builtin_reporters",
    "console_target",
    "count_text",
    "replay",
    "summary_lines",
    "totals_text",
    "verdict_of",
]


def __getattr__(name: str) -> object:
    module = _HOMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value

"""Reports: folds of the event stream, and nothing else. Each can be made again from the journal."""

from .builtin import builtin_reporters, replay
from .console import ConsoleReporter
from .github import GithubReporter, annotation
from .json_report import JsonReporter
from .junit import JunitReporter
from .markdown import MarkdownReporter
from .target import console_target
from .verdict import summary_lines, totals_text, verdict_of

__all__ = [
    "ConsoleReporter",
    "GithubReporter",
    "JsonReporter",
    "JunitReporter",
    "MarkdownReporter",
    "annotation",
    "builtin_reporters",
    "console_target",
    "replay",
    "summary_lines",
    "totals_text",
    "verdict_of",
]

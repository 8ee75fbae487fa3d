"""Positions in files, and what is said of them: the lowest floor."""

from .codes import Code, all_codes, find_code
from .diagnostic import Diagnostic, DiagnosticError, Related, Severity, has_errors
from .plugged import PluginError
from .snippet import printable, render_diagnostic, snippet_lines
from .span import SourceSpan, whole_file
from .suggest import did_you_mean, nearest
from .text import SourceText

__all__ = [
    "Code",
    "Diagnostic",
    "DiagnosticError",
    "PluginError",
    "Related",
    "Severity",
    "SourceSpan",
    "SourceText",
    "all_codes",
    "did_you_mean",
    "find_code",
    "has_errors",
    "nearest",
    "printable",
    "render_diagnostic",
    "snippet_lines",
    "whole_file",
]

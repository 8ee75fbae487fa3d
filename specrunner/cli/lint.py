"""`specrun lint`: everything that can be known without sending anything."""

from __future__ import annotations

import argparse
import json
import sys

from ..source import Diagnostic, Severity
from .project import blocks, load, show_diagnostics, write
from .words import EXIT_NOTHING, EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    prepared = loaded.prepared
    if arguments.format == "json":
        write(json.dumps([_record(each) for each in prepared.diagnostics], indent=2, ensure_ascii=False))
    elif arguments.format == "github":
        from ..reporters import annotation

        for each in prepared.diagnostics:
            write(annotation(each))
    else:
        lowest = Severity.NOTICE if arguments.verbose else Severity.WARNING
        show_diagnostics(prepared.diagnostics, prepared.sources, lowest=lowest)
    if not prepared.file_count:
        write("specrun: no file named `*.spec.yaml` was found", sys.stderr)
        return EXIT_NOTHING
    is_bad = blocks(prepared.diagnostics, is_strict=arguments.strict)
    if arguments.format == "text":
        counts = ", ".join(_count(prepared.diagnostics, severity) for severity in (Severity.ERROR, Severity.WARNING))
        write(f"{prepared.file_count} files, {len(prepared.specs)} specs: {counts}")
    return EXIT_USAGE if is_bad else 0


def _count(diagnostics: tuple[Diagnostic, ...], severity: Severity) -> str:
    count = sum(each.severity is severity for each in diagnostics)
    return f"{count or 'no'} {severity}{'' if count == 1 else 's'}"


def _record(diagnostic: Diagnostic) -> dict[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }

"""Linting itself: from files to what is to be printed, and what it rests on."""

from __future__ import annotations

import argparse
import json

from ..source import Diagnostic, Severity
from .inputs import Inputs
from .project import Loaded, blocks, load, rendered
from .verdicts import Verdict
from .words import EXIT_NOTHING, EXIT_USAGE


def lint(arguments: argparse.Namespace) -> tuple[Verdict, Inputs]:
    """Looks at everything anew. Raises UsageError."""
    loaded = load(arguments)
    prepared = loaded.prepared
    lines = _lines(arguments, loaded)
    if not prepared.file_count:
        lines.append((True, "specrun: no file named `*.spec.yaml` was found"))
        return Verdict(tuple(lines), EXIT_NOTHING), _inputs(arguments, loaded)
    is_bad = blocks(prepared.diagnostics, is_strict=arguments.strict)
    if arguments.format == "text":
        counts = ", ".join(_count(prepared.diagnostics, severity) for severity in (Severity.ERROR, Severity.WARNING))
        lines.append((False, f"{prepared.file_count} files, {len(prepared.specs)} specs: {counts}"))
    return Verdict(tuple(lines), EXIT_USAGE if is_bad else 0), _inputs(arguments, loaded)


def _lines(arguments: argparse.Namespace, loaded: Loaded) -> list[tuple[bool, str]]:
    diagnostics = loaded.prepared.diagnostics
    if arguments.format == "json":
        return [(False, json.dumps([_record(each) for each in diagnostics], indent=2, ensure_ascii=False))]
    if arguments.format == "github":
        from ..reporters import annotation

        return [(False, annotation(each)) for each in diagnostics]
    lowest = Severity.NOTICE if arguments.verbose else Severity.WARNING
    return [(True, text) for text in rendered(loaded, lowest=lowest)]


def _inputs(arguments: argparse.Namespace, loaded: Loaded) -> Inputs:
    settings = loaded.project.settings
    places = settings.secrets_of(arguments.environment).values()
    return Inputs(
        paths=tuple(map(str, loaded.paths)),
        reads=tuple(sorted((str(folder), name) for folder, name in loaded.prepared.reads)),
        secrets=tuple(str(settings.folder / place.file) for place in places if place.file is not None),
    )


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

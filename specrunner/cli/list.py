"""`specrun list`: which specs there are."""

from __future__ import annotations

import argparse
import json

from ..plan import PlannedSpec, PlannedStep, walk
from .output import write
from .project import blocks, load, selected, show_diagnostics
from .words import EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    if blocks(loaded.prepared.diagnostics, is_strict=False):
        show_diagnostics(loaded.prepared.diagnostics, loaded.prepared.sources)
        return EXIT_USAGE
    specs = selected(arguments, loaded)
    if arguments.format == "json":
        write(json.dumps([_record(spec) for spec in specs], indent=2, ensure_ascii=False, default=str))
        return 0
    for spec in specs:
        tags = f"  [{' '.join(spec.tags)}]" if spec.tags else ""
        write(f"{spec.id}  {spec.title}{tags}")
        if arguments.steps:
            for step in steps_of(spec):
                write(f"    {step.name}")
    return 0


def steps_of(spec: PlannedSpec) -> list[PlannedStep]:
    return [step for graph in (spec.setup, spec.steps, spec.teardown) for step in walk(graph)]


def _record(spec: PlannedSpec) -> dict[str, object]:
    steps = [{"id": step.id, "name": step.name, "kind": step.kind, "line": step.span.line} for step in steps_of(spec)]
    return {
        "id": spec.id,
        "title": spec.title,
        "file": spec.file,
        "tags": list(spec.tags),
        "matrix": dict(spec.matrix),
        "steps": steps,
    }

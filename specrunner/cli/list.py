"""`specrun list`: which specs there are."""

from __future__ import annotations

import argparse
import json

from ..plan import PlannedSpec, PlannedStep, walk
from ..source import printable
from ..values import is_sensitive_name
from .output import write
from .project import blocks, load, selected, show_diagnostics
from .words import EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    if blocks(loaded.prepared.diagnostics, is_strict=False):
        show_diagnostics(loaded)
        return EXIT_USAGE
    specs = selected(arguments, loaded)
    if arguments.format == "json":
        records = loaded.masker.mask([_record(spec) for spec in specs])
        write(json.dumps(records, indent=2, ensure_ascii=False, default=str))
        return 0
    mask = loaded.masker.mask_text
    for spec in specs:
        tags = f"  [{' '.join(spec.tags)}]" if spec.tags else ""
        write(printable(mask(f"{spec.id}  {spec.title}{tags}")))
        if arguments.steps:
            for step in steps_of(spec):
                write(printable(mask(f"    {step.name}")))
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
        "matrix": {name: "***" if is_sensitive_name(name) else value for name, value in spec.matrix.items()},
        "steps": steps,
    }

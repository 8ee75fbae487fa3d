"""`specrun plan`: what would run, and what waits for what."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ..plan import Act, Call, Group, PlannedSpec, PlannedStep, StepGraph
from ..source import printable
from .output import write
from .project import blocks, load, selected, show_diagnostics
from .words import EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    if blocks(loaded.prepared.diagnostics, is_strict=False):
        show_diagnostics(loaded)
        return EXIT_USAGE
    for number, spec in enumerate(selected(arguments, loaded)):
        if number:
            write("")
        lines = mermaid(spec) if arguments.format == "mermaid" else text(spec)
        for line in lines:
            write(printable(loaded.masker.mask_text(line)))
    return 0


def text(spec: PlannedSpec) -> Iterator[str]:
    """The graph of a spec as lines: each step with what it waits for and what it needs."""
    yield f"{spec.id}: {spec.title}"
    for service in spec.services:
        yield f"  service {service.name}"
    for title, graph in _parts(spec):
        if graph.steps:
            yield f"  {title}"
            yield from _text_steps(graph, "    ")


def _parts(spec: PlannedSpec) -> Iterator[tuple[str, StepGraph]]:
    yield "setup", spec.setup
    yield "steps", spec.steps
    yield "teardown", spec.teardown


def _text_steps(graph: StepGraph, indent: str) -> Iterator[str]:
    for step in graph.steps:
        notes = [f"after {', '.join(step.after)}"] if step.after else ["at once"]
        if step.requires:
            notes.append(f"needs {', '.join(step.requires)}")
        if step.loop is not None:
            notes.append(f"for each item, {step.loop.max_parallel} at a time")
        if isinstance(step.body, Act) and step.body.poll is not None:
            notes.append("polls")
        yield f"{indent}{step.id}  {step.name}  ({'; '.join(notes)})"
        yield from _text_steps(_inside(step), indent + "  ")
        if isinstance(step.body, Act) and step.body.undo is not None:
            yield f"{indent}  undo  {step.body.undo.name}"


def _inside(step: PlannedStep) -> StepGraph:
    match step.body:
        case Group(graph):
            return graph
        case Call() as call:
            return call.fragment.graph
    return StepGraph()


def mermaid(spec: PlannedSpec) -> Iterator[str]:
    """The graph as Mermaid: a solid arrow must have passed, a dotted one must only have ended."""
    yield "flowchart TD"
    yield f"  %% {spec.id}"
    for title, graph in _parts(spec):
        if graph.steps:
            yield f"  subgraph {title}"
            yield from _mermaid_steps(graph, f"{title}_", "    ")
            yield "  end"


def _mermaid_steps(graph: StepGraph, prefix: str, indent: str) -> Iterator[str]:
    for step in graph.steps:
        node = _node(prefix, step.id)
        inner = _inside(step)
        if inner.steps:
            yield f'{indent}subgraph {node}["{_escaped(step.name)}"]'
            yield from _mermaid_steps(inner, f"{node}_", indent + "  ")
            yield f"{indent}end"
        else:
            yield f'{indent}{node}["{_escaped(step.name)}"]'
        for before in step.after:
            arrow = "-->" if before in step.requires else "-.->"
            yield f"{indent}{_node(prefix, before)} {arrow} {node}"


def _node(prefix: str, step_id: str) -> str:
    return prefix + step_id.replace("-", "_").replace(".", "_")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")

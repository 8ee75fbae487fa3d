"""Known deviations, put on the steps that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import KnownFailure
from ..source import Diagnostic, did_you_mean
from ..source.codes import run as codes
from ..syntax import locate
from .graph import Act, Group, KnownCheck, PlannedSpec, PlannedStep, StepGraph, walk

if TYPE_CHECKING:
    from ..model import LocatedDeviation


def with_deviations(
    spec: PlannedSpec, deviations: Iterable[LocatedDeviation]
) -> tuple[PlannedSpec, tuple[Diagnostic, ...]]:
    """The spec with its known deviations, and what of them is about nothing that it has."""
    diagnostics: list[Diagnostic] = []
    whole: KnownFailure | None = None
    for_steps: dict[str, list[LocatedDeviation]] = {}
    for each in deviations:
        if each.fields.step is not None:
            for_steps.setdefault(each.fields.step, []).append(each)
        elif each.fields.check is not None:
            span, message = locate(each.node, ("check",)).span, "`check` means nothing without `step`"
            diagnostics.append(codes.BAD_DEVIATION.at(span, message, hint="say which step asks it"))
        else:
            whole = each.fields
    known = {step.id: step for graph in (spec.setup, spec.steps, spec.teardown) for step in walk(graph)}
    for found in for_steps.values():
        for each in found:
            diagnostics += _misses(each, known)
    if whole is not None:
        spec = replace(spec, known_failure=whole)
    setup, steps, teardown = (_marked(graph, for_steps) for graph in (spec.setup, spec.steps, spec.teardown))
    return replace(spec, setup=setup, steps=steps, teardown=teardown), tuple(diagnostics)


def _misses(deviation: LocatedDeviation, known: dict[str, PlannedStep]) -> list[Diagnostic]:
    fields, node = deviation.fields, deviation.node
    assert fields.step is not None
    step = known.get(fields.step)
    if step is None:
        message = f"`{fields.spec}` has no step `{fields.step}`"
        return [codes.BAD_DEVIATION.at(locate(node, ("step",)).span, message, hint=did_you_mean(fields.step, known))]
    asked = _asked(step)
    if fields.check is None or fields.check in asked:
        return []
    message = f"step `{fields.step}` asks no `{fields.check}`"
    hint = did_you_mean(fields.check, asked) if asked else "leave `check` out to mean the whole step"
    return [codes.BAD_DEVIATION.at(locate(node, ("check",)).span, message, hint=hint)]


def _asked(step: PlannedStep) -> list[str]:
    """What a step asks, as written, and what its kind asks by itself."""
    act = step.body
    if not isinstance(act, Act):
        return []
    checks = [*act.expect, *(act.poll.until if act.poll else ())]
    return [*dict.fromkeys(check.subject_text for check in checks), *(["collect"] if act.collect else [])]


def _marked(graph: StepGraph, for_steps: dict[str, list[LocatedDeviation]]) -> StepGraph:
    return StepGraph(tuple(_marked_step(step, for_steps) for step in graph.steps))


def _marked_step(step: PlannedStep, for_steps: dict[str, list[LocatedDeviation]]) -> PlannedStep:
    if isinstance(step.body, Group):
        step = replace(step, body=Group(_marked(step.body.graph, for_steps)))
    found = [each.fields for each in for_steps.get(step.id, ())]
    whole = next((fields for fields in found if fields.check is None), step.known_failure)
    checks = tuple(KnownCheck(fields.check, fields) for fields in found if fields.check is not None)
    return replace(step, known_failure=whole, known_checks=checks) if found else step

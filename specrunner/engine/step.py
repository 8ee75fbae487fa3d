"""One step of the graph: may it run, does it loop, what does it hold; and its two events, always as a pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import trio

from ..events import Outcome, StepError, StepFinished, StepStarted, worst
from ..plan import Act, Call, Group, Loop, PlannedStep
from ..source.codes import plan as codes
from ..values import MISSING, EvaluationError, Scope, Template, describe
from .act import ActRun, Verdict
from .context import SpecContext, Undo
from .graph import run_graph
from .handles import HandleTable
from .known import judge_known, judge_known_checks, judge_known_checks_of_item, judge_known_checks_of_loop
from .state import Frame, LoopValue, SpecFiles, StepValue, StepValues
from .stop import is_cancellation


async def run_step(step: PlannedStep, frame: Frame, spec: SpecContext) -> Outcome:
    """Runs a step of a frame, which then has its outcome and value. Never raises but for cancellation."""
    reason = _blocked(step, frame)
    # What is true if cancellation ends it; whoever gets further says so.
    verdict = unfinished = Verdict(Outcome.NOT_RUN)
    started_s = spec.run.clock.monotonic_s()
    is_started = False
    try:
        await trio.lowlevel.checkpoint_if_cancelled()
        _emit_started(step, frame, spec)
        is_started = True
        if reason:
            verdict = Verdict(Outcome.SKIPPED, reason=reason)
        else:
            verdict = await _run_body(step, frame, spec, unfinished)
    except BaseException as error:
        if not is_cancellation(error):
            spec.run.stop.stop_work(f"specrunner itself failed, in {spec.spec.id}")
        raise
    finally:
        # Also on cancellation: what was started is finished, what was not is said to be not run.
        if not is_started:
            _emit_started(step, frame, spec)
        if verdict is unfinished:
            unfinished.reason = _why_stopped(spec)
        outcome = _finish(step, frame, spec, verdict, spec.run.clock.monotonic_s() - started_s)
    return outcome


def leave_out(step: PlannedStep, frame: Frame, spec: SpecContext, outcome: Outcome, reason: str) -> None:
    """Says of a step that nobody will run what became of it."""
    _emit_started(step, frame, spec)
    _finish(step, frame, spec, Verdict(outcome, reason=reason), 0.0)


def _why_stopped(spec: SpecContext) -> str:
    stop = spec.run.stop
    if spec.phase in ("undo", "teardown"):
        return "cut short by a second signal" if stop.stage >= 2 else "undo and teardown ran out of time"
    return stop.reason or "the spec ran out of time"


def _finish(step: PlannedStep, frame: Frame, spec: SpecContext, verdict: Verdict, duration_s: float) -> Outcome:
    outcome, why = verdict.outcome, ""
    if step.known_failure is not None:
        outcome, why = judge_known(step.known_failure, outcome, spec.run.clock.now().date())
    elif step.known_checks:
        outcome, why = _judge_checks(step, frame, verdict, spec.run.clock.now().date())
    frame.values.outcomes[step.id] = outcome
    if verdict.value is not None:
        frame.values.own[step.id] = verdict.value
    spec.emit(
        StepFinished(
            spec_id=spec.spec.id,
            step_id=frame.step_id(step),
            name=step.name,
            kind=step.kind,
            phase=spec.phase,
            outcome=outcome,
            duration_s=duration_s,
            attempts=verdict.attempts,
            attempts_allowed=verdict.attempts_allowed,
            span=step.span,
            check_count=verdict.check_count,
            reason=why or verdict.reason,
            error=verdict.error,
            parent=frame.parent,
        )
    )
    counts = spec.phase in ("setup", "steps") and not frame.is_known and spec.spec.known_failure is None
    if outcome.is_red and counts and spec.run.options.is_fail_fast:
        spec.run.stop.stop_work(f"stopped at the first failure, in {spec.spec.id}")
    return outcome


def _judge_checks(step: PlannedStep, frame: Frame, verdict: Verdict, today: date) -> tuple[Outcome, str]:
    if step.loop is not None:
        return judge_known_checks_of_loop(step.known_checks, verdict.outcome)
    judge = judge_known_checks_of_item if frame.item else judge_known_checks
    return judge(step.known_checks, verdict.outcome, verdict.results, today)


def _emit_started(step: PlannedStep, frame: Frame, spec: SpecContext) -> None:
    spec.emit(
        StepStarted(
            spec_id=spec.spec.id,
            step_id=frame.step_id(step),
            name=step.name,
            kind=step.kind,
            phase=spec.phase,
            span=step.span,
            stack=frame.stack,
            parent=frame.parent,
        )
    )


def _blocked(step: PlannedStep, frame: Frame) -> str:
    """Why the step must be skipped; empty when it may run. Only what it needs itself counts."""
    if step.always:
        return ""
    for needed in step.requires:
        outcome = frame.values.outcome_of(needed)
        if outcome is not Outcome.PASSED:
            return f"it needs `{needed}`, which {_ended(outcome)}"
    return ""


def _ended(outcome: Outcome | None) -> str:
    match outcome:
        case None | Outcome.NOT_RUN:
            return "did not run"
        case Outcome.SKIPPED:
            return "was skipped"
        case Outcome.KNOWN_FAILURE:
            return "failed as is known"
    return str(outcome)


async def _run_body(step: PlannedStep, frame: Frame, spec: SpecContext, unfinished: Verdict) -> Verdict:
    scope = frame.scope_of(step)
    try:
        # A condition that asks about the item is asked for each of them; any other guards the list, too.
        if not (step.loop is not None and _asks_item(step.when)) and not _is_wanted(step, scope):
            return Verdict(Outcome.SKIPPED, reason="`when` is false")
        if step.loop is not None:
            items = _items(step.loop, scope, spec)
            return items if isinstance(items, Verdict) else await _run_loop(step, step.loop, items, frame, spec)
    except EvaluationError as error:
        return Verdict(Outcome.ERRORED, error=StepError.of(error.diagnostic))
    return await _run_once(step, scope, frame, spec, unfinished)


def _is_wanted(step: PlannedStep, scope: Scope) -> bool:
    return bool(step.when.render(scope)) if isinstance(step.when, Template) else step.when


def _asks_item(when: Template | bool) -> bool:
    return isinstance(when, Template) and any(reference.path[0] in ("item", "index") for reference in when.references)


async def _run_once(step: PlannedStep, scope: Scope, frame: Frame, spec: SpecContext, unfinished: Verdict) -> Verdict:
    match step.body:
        case Act() as act:
            runner = ActRun(step, act, scope, frame, frame.step_id(step), spec)
            verdict: Verdict | None = None
            try:
                verdict = await runner.run()
            finally:
                unfinished.attempts = unfinished.attempts_allowed = runner.sent
                # Sent is sent, also when it was cancelled in the middle: the target may have done its part.
                if act.undo is not None and runner.sent:
                    undo_frame = _with_own_value(step, frame, verdict)
                    spec.undos.append(Undo(act.undo, undo_frame))
            return verdict
        case Group() as group:
            inner = replace(frame, parent=frame.step_id(step), is_known=_is_known(step, frame))
            outcomes = await run_graph(group.graph, inner, spec, run_step)
            return Verdict(worst(outcomes, default=Outcome.SKIPPED))
        case Call() as call:
            return await _run_call(step, call, scope, frame, spec)


def _is_known(step: PlannedStep, frame: Frame) -> bool:
    return frame.is_known or step.known_failure is not None


def _with_own_value(step: PlannedStep, frame: Frame, verdict: Verdict | None) -> Frame:
    """A frame in which the step's own value can be read, though the step has not finished yet."""
    values = StepValues(frame.values)
    values.outcomes[step.id] = Outcome.PASSED
    if verdict is not None and verdict.value is not None:
        values.own[step.id] = verdict.value
    return replace(frame, values=values, scope=frame.scope.child({"steps": values}), parent=None)


def _items(loop: Loop, scope: Scope, spec: SpecContext) -> list[Any] | Verdict:
    """The loop's items, or the verdict that there is nothing to loop over."""
    items = loop.items if loop.render is None else loop.render(scope)
    if not isinstance(items, list | tuple):
        message = f"`for_each` needs a list, not {describe(items)}"
        return Verdict(Outcome.ERRORED, error=StepError(message, loop.span))
    if not items and not loop.allow_empty:
        message = "`for_each` got an empty list, so nothing was tested"
        hint = "if that is fine: `for_each: {in: ..., allow_empty: true}`"
        return Verdict(Outcome.FAILED, error=StepError(message, loop.span, hint=hint))
    if len(items) > spec.run.options.max_items:
        message = f"`for_each` got {len(items)} items; the limit is {spec.run.options.max_items}"
        hint = "raise `limits.items` in the settings, or loop over less"
        return Verdict(Outcome.ERRORED, error=StepError(message, loop.span, hint=hint))
    return list(items)


async def _run_loop(step: PlannedStep, loop: Loop, items: list[Any], frame: Frame, spec: SpecContext) -> Verdict:
    """Each item in a frame of its own, `max_parallel` at a time, started in order."""
    outcomes: list[Outcome] = [Outcome.NOT_RUN] * len(items)
    values: list[Mapping[str, object]] = [{} for _ in items]
    single = replace(step, loop=None, known_failure=None)
    todo = iter(enumerate(items))

    async def work() -> None:
        for index, item in todo:
            inner = _item_frame(step, frame, index, item, len(items))
            outcomes[index] = await run_step(single, inner, spec)
            values[index] = inner.values.own.get(step.id, {})

    async with trio.open_nursery() as nursery:
        for _ in range(min(loop.max_parallel, len(items))):
            nursery.start_soon(work)
    return Verdict(worst(outcomes, default=Outcome.PASSED), value=StepValue({}, LoopValue(values)))


def _item_frame(step: PlannedStep, frame: Frame, index: int, item: object, count: int) -> Frame:
    values = StepValues(frame.values)
    return replace(
        frame,
        values=values,
        scope=frame.scope.child({"steps": values}),
        suffix=f"{frame.suffix}[{index}]",
        stack=(*frame.stack, f"for_each item {index + 1} of {count}: {describe(item)}"),
        parent=f"{frame.prefix}{step.id}{frame.suffix}",
        item={**frame.item, "item": item, "index": index},
        handles=HandleTable(frame.handles),
        is_known=_is_known(step, frame),
    )


async def _run_call(step: PlannedStep, call: Call, scope: Scope, frame: Frame, spec: SpecContext) -> Verdict:
    """A fragment in a frame that sees its inputs, the services and the environment, and nothing else."""
    try:
        given = dict(call.inputs if call.render_inputs is None else call.render_inputs(scope))
    except EvaluationError as error:
        return Verdict(Outcome.ERRORED, error=StepError.of(error.diagnostic))
    for name, wanted in call.fragment.inputs.items():
        value = given.setdefault(name, wanted.default)
        if (misfit := wanted.misfit(value)) is not None:
            span, message = call.places.get(name, step.span), f"the input `{name}` {misfit}"
            return Verdict(Outcome.ERRORED, error=StepError(message, span, codes.BAD_INPUT.id))
        if wanted.secret:
            spec.mask.masker.add(value, name)
        spec.mask.learn_named(name, value)
    values = StepValues()
    roots = {"inputs": given, "steps": values, "env": frame.scope.lookup("env")}
    roots["services"] = frame.scope.lookup("services")
    inner = Frame(
        scope=Scope(roots, functions=frame.scope.functions),
        values=values,
        files=SpecFiles(call.fragment.base, spec.run.options.root),
        prefix=f"{frame.step_id(step)}/",
        stack=(*frame.stack, f"fragment {call.fragment.file} ({call.fragment.title})"),
        parent=frame.step_id(step),
        is_known=_is_known(step, frame),
    )
    outcome = worst(await run_graph(call.fragment.graph, inner, spec, run_step), default=Outcome.SKIPPED)
    if outcome.is_red:
        return Verdict(outcome)
    try:
        outputs = _outputs(call, inner)
    except EvaluationError as error:
        return Verdict(Outcome.ERRORED, error=StepError.of(error.diagnostic))
    saved = {name: outputs[output] for name, output in call.saves}
    return Verdict(outcome, value=StepValue({**outputs, **saved}, None))


def _outputs(call: Call, inner: Frame) -> dict[str, Any]:
    fragment = call.fragment
    if fragment.render_outputs is None:
        return dict(fragment.outputs)
    names = {name: inner.values.saved(step_id, name) for name, step_id in fragment.output_reads}
    found = {name: value for name, value in names.items() if value is not MISSING}
    outputs: dict[str, Any] = fragment.render_outputs(inner.scope.child(found))
    return outputs

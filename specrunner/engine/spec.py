"""One spec: services, vars, setup, steps, undo, teardown, in this order, and its outcome."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from datetime import date

from ..events import NoticeRaised, Outcome, ServiceChanged, SpecFinished, SpecStarted, StepError, worst
from ..plan import Act, PlannedSpec, PlannedStep, StepGraph
from ..services import RunningService
from ..values import (
    EvaluationError,
    ExplainedMapping,
    FunctionContext,
    Scope,
    format_duration,
    masking_before_cuts,
)
from .context import RunContext, SpecContext
from .graph import run_graph
from .hosting import Host, SharedServices, SpecNotStarted, hosting, start_service
from .known import judge_known
from .masking import EventMask
from .state import Frame, SpecFiles, StepValues
from .step import leave_out, run_step
from .stop import is_cancellation


class Environment(ExplainedMapping):
    """The root `env`."""

    def __init__(self, values: Mapping[str, str], learn: Callable[[str, object], None]) -> None:
        self._values = values
        self._learn = learn

    def __getitem__(self, name: str) -> object:
        value = self._values[name]
        self._learn(name, value)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def explain_missing(self, key: str) -> tuple[str, str | None]:
        return f"the environment variable `{key}` is not set", f"set it, or ask first: `has(env.{key})`"


async def run_spec(spec: PlannedSpec, run: RunContext, shared: SharedServices) -> Outcome:
    """Runs a spec from its first event to its last. Never raises but for cancellation from outside."""
    mask = EventMask(run.masker.copy(), run.log_secrets)
    context = SpecContext(run, spec, mask, random.Random(f"{run.options.seed}:{spec.id}"))
    for name, variable in spec.secrets:
        context.mask.masker.add(run.options.secrets[variable], name)
    for name, value in (*run.options.overrides.items(), *spec.matrix.items()):
        context.mask.learn_named(name, value)
    uses_shared = any(planned.service.shared == "run" for planned in spec.services)
    with (
        masking_before_cuts(context.mask.masker.mask_text),
        run.log_secrets.shared_with(context.mask.masker) if uses_shared else nullcontext(),
    ):
        return await _run_told(context, shared)


async def _run_told(context: SpecContext, shared: SharedServices) -> Outcome:
    """A spec from its first event to its last."""
    run, spec = context.run, context.spec
    started_s = run.clock.monotonic_s()
    context.emit(
        SpecStarted(spec.id, spec.title, spec.file, spec.tags, spec.step_count, dict(spec.matrix), spec.sources)
    )
    result = _Result()
    try:
        if _needs_tasks(spec):
            async with hosting() as host, context.handles.held(context.emit, spec.id, run.stop):
                await _run_hosted(context, host, shared, result)
        else:
            await _run_hosted(context, None, shared, result)
    except BaseException as error:
        if not is_cancellation(error):
            # Whoever shows what went wrong in us knows no more than the run: it may be all about a token of the spec.
            run.masker.take(context.mask.masker)
        raise
    finally:
        for session in context.sessions.values():
            session.close()
        outcome, reason = _judge(spec, result, run.clock.now().date())
        duration_s = run.clock.monotonic_s() - started_s
        context.emit(SpecFinished(spec.id, spec.title, outcome, duration_s, reason, result.error))
        if outcome.is_red and run.options.is_fail_fast:
            run.stop.stop_work(f"stopped at the first failure, in {spec.id}")
    return outcome


def _needs_tasks(spec: PlannedSpec) -> bool:
    """Whether something may live on beside the steps: services, or handles. Two nurseries cost as much as a check or
    two, which a thousand small specs would notice."""
    steps = (*spec.setup.steps, *spec.steps.steps, *spec.teardown.steps)
    return bool(spec.services) or not all(map(_opens_nothing, steps))


def _opens_nothing(step: PlannedStep) -> bool:
    body = step.body
    if not isinstance(body, Act) or body.kind.opens is not None:
        return False
    return body.undo is None or _opens_nothing(body.undo)


class _Result:
    """What a spec came to so far. It begins as not run, so that whatever ends it early is never a pass."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.error: StepError | None = None
        self.reason = ""
        self.is_whole = False


def _judge(spec: PlannedSpec, result: _Result, today: date) -> tuple[Outcome, str]:
    if result.error is not None:
        return judge_known(spec.known_failure, Outcome.ERRORED, today)
    outcome = worst(result.outcomes, default=Outcome.SKIPPED)
    if not result.is_whole and not outcome.is_red:
        return Outcome.NOT_RUN, result.reason
    judged, reason = judge_known(spec.known_failure, outcome, today)
    return judged, reason or result.reason


async def _run_hosted(context: SpecContext, host: Host | None, shared: SharedServices, result: _Result) -> None:
    """Everything between the first and the last event of a spec. Without a host it has no services."""
    run, spec = context.run, context.spec
    files = SpecFiles(spec.base, run.options.root)
    names: dict[str, object] = dict(run.options.overrides)
    services: dict[str, Mapping[str, object]] = {}
    scope = _scope(context, files, names, services)
    values = StepValues()
    frame = Frame(scope.child({"steps": values}), values, files, stack=_stack(spec))
    limit_s = run.options.spec_timeout_s if spec.timeout_s is None else spec.timeout_s
    running: list[tuple[str, RunningService]] = []
    try:
        with run.stop.work(limit_s) as work:
            try:
                _evaluate_vars(context, scope, names, late=False)
                for planned in spec.services:
                    assert host is not None
                    service = await start_service(planned, scope, spec.base, host, shared, spec.id, context.emit)
                    running.append((planned.name, service))
                    if service.calls is not None:
                        context.mocks[planned.name] = service.calls
                    services[planned.name] = {"url": service.url, "host": service.host, "port": service.port}
                _evaluate_vars(context, scope, names, late=True)
            except SpecNotStarted as error:
                result.error = error.error
            except EvaluationError as error:
                result.error = StepError.of(error.diagnostic)
            if result.error is None:
                await _run_phases(context, frame, result)
                result.is_whole = True
            else:
                _leave_out(context, frame, Outcome.SKIPPED, "the spec could not start")
        if work.cancelled_caught and not run.stop.is_stopping:
            message = f"the spec took longer than {format_duration(limit_s)}"
            result.error = StepError(message, spec.span, hint="give it more with `timeout:`, or make it shorter")
    finally:
        # Also when a mistake of ours ends the run: what was made is undone.
        result.reason = result.reason or (run.stop.reason if not result.is_whole else "")
        _leave_out(context, frame, Outcome.NOT_RUN, result.reason or "the spec ran out of time")
        await _clean_up(context, frame, result)
    _report_deaths(context, running)
    for name, calls in context.mocks.items():
        for remark in calls.remarks(name):
            context.emit(NoticeRaised(spec.id, "", remark))


async def _run_phases(context: SpecContext, frame: Frame, result: _Result) -> None:
    spec = context.spec
    context.phase = "setup"
    outcomes = await _run_part(spec.setup, context, frame, result)
    if any(outcome.is_red for outcome in outcomes):
        result.reason = "`setup` failed, so the steps were skipped"
        _leave_out(context, frame, Outcome.SKIPPED, "`setup` failed")
        return
    context.phase = "steps"
    await _run_part(spec.steps, context, frame, result)


def _leave_out(context: SpecContext, frame: Frame, outcome: Outcome, reason: str) -> None:
    """Says of every step of setup and steps that has no outcome yet that it has this one."""
    for phase, graph in (("setup", context.spec.setup), ("steps", context.spec.steps)):
        context.phase = phase
        for step in graph.steps:
            if step.id not in frame.values.outcomes:
                leave_out(step, frame, context, outcome, reason)


async def _run_part(graph: StepGraph, context: SpecContext, frame: Frame, result: _Result) -> list[Outcome]:
    """Runs a graph; outcomes count also when it is cut short."""
    try:
        return await run_graph(graph, frame, context, run_step)
    finally:
        result.outcomes += [
            outcome for step in graph.steps if (outcome := frame.values.outcomes.get(step.id)) is not None
        ]


async def _clean_up(context: SpecContext, frame: Frame, result: _Result) -> None:
    """Undo, newest first, then teardown: always, in a time of their own, shielded from what stopped the work."""
    run, spec = context.run, context.spec
    if not context.undos and not spec.teardown.steps:
        return
    with run.stop.cleanup(spec.teardown_timeout_s) as cleanup:
        context.phase = "undo"
        try:
            await _run_undos(context, result)
        finally:
            # Also when undo was cut short: the steps of teardown notice, and say that they did not run.
            context.phase = "teardown"
            await _run_part(spec.teardown, context, frame, result)
    if cleanup.cancelled_caught and result.error is None:
        limit = format_duration(spec.teardown_timeout_s)
        message, hint = f"undo and teardown took longer than {limit}", "give them more with `teardown_timeout:`"
        is_signalled = run.stop.stage >= 2
        if is_signalled:
            message = "undo and teardown were cut short by a second signal"
        result.error = StepError(message, spec.span, hint=None if is_signalled else hint)


async def _run_undos(context: SpecContext, result: _Result) -> None:
    """Newest first. Whatever ends one of them, the others still have their turn (or say that they did not run), then
    it goes on."""
    ended_by: BaseException | None = None
    while context.undos:
        undo = context.undos.pop()
        try:
            result.outcomes.append(await run_step(undo.step, undo.frame, context))
        except BaseException as error:  # noqa: BLE001
            if ended_by is None or is_cancellation(ended_by):
                ended_by = error
    if ended_by is not None:
        raise ended_by


def _scope(context: SpecContext, files: SpecFiles, names: dict[str, object], services: Mapping[str, object]) -> Scope:
    run, spec = context.run, context.spec
    functions = FunctionContext(
        now=run.clock.now, random=context.random, read_file=files.read, monotonic_s=run.clock.monotonic_s
    )
    secrets = {name: run.options.secrets[variable] for name, variable in spec.secrets}
    roots: dict[str, object] = {
        "env": Environment(run.options.environment, context.mask.learn_named),
        "secrets": secrets,
        "services": services,
    }
    if spec.matrix:
        roots["matrix"] = dict(spec.matrix)
    return Scope(names, parent=Scope(roots, functions=functions), functions=functions)


def _evaluate_vars(context: SpecContext, scope: Scope, names: dict[str, object], *, late: bool) -> None:
    """Works out vars in order: those that read services when `late`, the others before. Raises EvaluationError."""
    for var in context.spec.vars:
        if var.name not in context.run.options.overrides and var.needs_services == late:
            names[var.name] = var.value if var.render is None else var.render(scope)
            context.mask.learn_named(var.name, names[var.name])


def _stack(spec: PlannedSpec) -> tuple[str, ...]:
    if not spec.matrix:
        return ()
    return (f"matrix {spec.id.removeprefix(f'{spec.file}[').removesuffix(']')}",)


def _report_deaths(context: SpecContext, running: list[tuple[str, RunningService]]) -> None:
    """A service that ended by itself while the spec ran is said, with its last words. Shared ones go on running."""
    shared = {planned.name for planned in context.spec.services if planned.service.shared == "run"}
    for name, service in running:
        if (message := service.death()) is not None:
            tail = service.log_tail()
            context.emit(ServiceChanged(context.spec.id, name, "failed", service.url, message, tail))
        elif name not in shared:
            context.emit(ServiceChanged(context.spec.id, name, "stopped", service.url))

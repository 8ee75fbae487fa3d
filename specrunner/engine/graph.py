"""A graph of steps: each starts as soon as those before it have ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from ..events import Outcome
from ..plan import PlannedStep, StepGraph
from .context import SpecContext
from .state import Frame
from .stop import is_cancellation

RunStep = Callable[[PlannedStep, Frame, SpecContext], Awaitable[Outcome]]


async def run_graph(graph: StepGraph, frame: Frame, spec: SpecContext, run_step: RunStep) -> list[Outcome]:
    """Runs every step of a graph in one nursery; the outcomes in the order of the file.

    On cancellation every step still says that it did not run, then the cancellation goes on.
    """
    if _is_line(graph):
        return await _run_line(graph, frame, spec, run_step)
    ended = {step.id: trio.Event() for step in graph.steps}
    outcomes: dict[str, Outcome] = {}

    async def run_when_due(step: PlannedStep) -> None:
        try:
            for before in step.after:
                await ended[before].wait()
        finally:
            # Cancelled while waiting: `run_step` notices at once, and reports the step as not run.
            try:
                outcomes[step.id] = await run_step(step, frame, spec)
            finally:
                ended[step.id].set()

    async with trio.open_nursery() as nursery:
        for step in graph.steps:
            nursery.start_soon(run_when_due, step)
    return [outcomes[step.id] for step in graph.steps]


def _is_line(graph: StepGraph) -> bool:
    """Whether each step waits for the one before it, so that no tasks are needed."""
    before: str | None = None
    for step in graph.steps:
        if before is not None and before not in step.after:
            return False
        before = step.id
    return True


async def _run_line(graph: StepGraph, frame: Frame, spec: SpecContext, run_step: RunStep) -> list[Outcome]:
    outcomes: list[Outcome] = []
    cancelled: BaseException | None = None
    for step in graph.steps:
        try:
            outcomes.append(await run_step(step, frame, spec))
        except BaseException as error:
            if not is_cancellation(error):
                raise
            # The steps that are left notice the same cancellation, and say that they did not run.
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return outcomes

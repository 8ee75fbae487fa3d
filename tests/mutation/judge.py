"""Mutants before the judge: first everything that specrunner does before traffic, then a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

import trio

from specrunner.app import Prepared, World, builtin_registry, prepare
from specrunner.config import find_secrets, load_settings
from specrunner.engine import Bus, RunOptions, SystemClock, run_plan
from specrunner.events import ChecksEvaluated, Event, NoticeRaised, SpecFinished, StepFinished
from specrunner.model import Service
from specrunner.plan import Act, PlannedService, PlannedSpec, PlannedStep
from specrunner.source import Severity, SourceSpan
from specrunner.values import Masker

from .answers import with_acts
from .mutant import Mutant

Sink: TypeAlias = Callable[[Event], None]

POLL_S = 1.0
"""The longest that a poll goes on: what a mutant waits for never comes, and there are hundreds of them."""
READY_S = 5.0
"""The longest that a service with a slip in it may take to get ready, for the same reason."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A place that was shown in red, with what was said of it."""

    span: SourceSpan | None
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_red`: the exit code would not be 0. `specs` are there when nothing is wrong before traffic.

    `notices` are what the report tells besides: a mock that could not answer says there which line is to blame.
    `passed` are the places (file and line) of the steps that passed, `known` those that failed as is known.
    """

    is_red: bool
    complaints: tuple[Complaint, ...] = ()
    specs: tuple[PlannedSpec, ...] = ()
    passed: frozenset[tuple[str, int]] = frozenset()
    known: frozenset[tuple[str, int]] = frozenset()
    notices: tuple[str, ...] = ()

    def is_in_place(self, mutant: Mutant) -> bool:
        """Whether a complaint stands where the slip is, or names what it made undefined."""
        for complaint in self.complaints:
            span = complaint.span
            if span is not None and span.file == mutant.file and span.line in mutant.lines:
                return True
            if any(f"`{name}`" in complaint.text or f".{name}`" in complaint.text for name in mutant.names):
                return True
        blamed = [f"({mutant.file}:{line})" for line in mutant.lines]
        return any(notice.endswith(place) for notice in self.notices for place in blamed)


class Bench:
    """A copy of a project's specs in which mutants are tried."""

    def __init__(self, project: Path, copy: Path) -> None:
        shutil.copytree(project / "specs", copy / "specs")
        shutil.copy(project / "specrunner.yaml", copy)
        self.root = copy.resolve()
        settings = load_settings(self.root)
        self.secrets, problems = find_secrets(settings.secrets_of(None), os.environ, self.root)
        assert not problems, problems
        self.registry = builtin_registry()
        environment, secrets = frozenset(os.environ), frozenset(self.secrets)
        given = tuple(settings.vars_of(None))
        self.world = World(self.root, self.root, environment=environment, secrets=secrets, vars=given)

    def prepare(self, files: Sequence[str]) -> Prepared:
        return prepare([self.root / file for file in files], self.registry, self.world)

    def read(self, file: str) -> str:
        return (self.root / file).read_bytes().decode()

    def lint(self, mutant: Mutant, files: Sequence[str]) -> Verdict:
        """What is said of the specs `files` before traffic, while one file of them is the mutant."""
        path = self.root / mutant.file
        original = path.read_bytes()
        try:
            path.write_bytes(mutant.applied(original.decode()).encode())
            prepared = self.prepare(files)
        finally:
            path.write_bytes(original)
        errors = [each for each in prepared.diagnostics if each.severity is Severity.ERROR]
        complaints = tuple(Complaint(each.span, f"{each.message} {each.hint or ''}") for each in errors)
        is_red = bool(errors) or not prepared.specs
        return Verdict(is_red, complaints, () if is_red else prepared.specs)

    def run(
        self,
        batch: Mapping[int, Sequence[PlannedSpec]],
        jobs: int = 12,
        *,
        is_hasty: bool = True,
        unready: Container[int] = (),
    ) -> dict[int, Verdict]:
        """Runs the specs of several mutants in one run, and judges each by its own events.

        `unready` are those whose services may never get ready; good ones take their time on a busy machine.
        """
        specs: list[PlannedSpec] = []
        owner: dict[str, int] = {}
        for number, planned in batch.items():
            for spec in planned:
                named = replace(_hasty(spec, number in unready) if is_hasty else spec, id=_Id(spec.id, number))
                owner[named.id] = number
                specs.append(named)
        judges = {number: _Judge() for number in batch}

        def listen(event: Event) -> None:
            spec_id = getattr(event.payload, "spec_id", None)
            if spec_id is not None:
                judges[owner[spec_id]].add(event)

        trio.run(self._run, specs, listen, jobs)
        return {number: judge.verdict() for number, judge in judges.items()}

    async def _run(self, specs: Sequence[PlannedSpec], listen: Sink, jobs: int) -> None:
        clock = SystemClock()
        options = RunOptions(
            jobs=jobs, seed=1, root=self.root, secrets=self.secrets, environment=dict(os.environ), run_timeout_s=600
        )
        await run_plan(
            specs, self.registry, Bus([listen], clock.monotonic_s), options, clock=clock, masker=_OpenMasker()
        )


class _Id(str):
    """The id of a spec of one mutant. In the seed of its randomness it is that of the spec as it is."""

    __slots__ = ("plain",)

    def __new__(cls, plain: str, number: int) -> _Id:
        made = super().__new__(cls, f"{plain}#{number}")
        made.plain = plain
        return made

    def __format__(self, spec: str) -> str:
        return format(self.plain, spec)


class _OpenMasker(Masker):
    """Masks nothing: nobody reads what these runs say, and to look for secrets takes most of the time."""

    def add(self, secret: object, name: str) -> None:
        return

    def take(self, other: Masker) -> None:
        return

    def copy(self) -> Masker:
        return self


@dataclass(slots=True)
class _Judge:
    is_red: bool = False
    complaints: list[Complaint] = field(default_factory=list)
    passed: set[tuple[str, int]] = field(default_factory=set)
    known: set[tuple[str, int]] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)

    def add(self, event: Event) -> None:
        match event.payload:
            case ChecksEvaluated(results=results):
                for result in results:
                    if result.outcome.is_red:
                        text = f"`{result.subject}` {result.explanation} {result.hint or ''}"
                        self.complaints.append(Complaint(result.span, text))
            case StepFinished() as step if step.outcome.is_red and step.error is not None:
                text = f"{step.error.message} {step.error.hint or ''}"
                self.complaints.append(Complaint(step.error.span or step.span, text))
            case StepFinished(outcome="passed", span=span) as step if step.attempts or step.kind in (
                "uses",
                "parallel",
            ):
                # A loop over nothing passes too, but judges nothing.
                self.passed.add((span.file, span.line))
            case StepFinished(outcome="known_failure", span=span):
                self.known.add((span.file, span.line))
            case NoticeRaised(message=message):
                self.notices.append(message)
            case SpecFinished() as spec:
                self.is_red = self.is_red or spec.outcome.is_red
                if spec.error is not None:
                    self.complaints.append(Complaint(spec.error.span, spec.error.message))

    def verdict(self) -> Verdict:
        return Verdict(
            is_red=self.is_red,
            complaints=tuple(self.complaints),
            passed=frozenset(self.passed),
            known=frozenset(self.known),
            notices=tuple(self.notices),
        )


def _hasty(spec: PlannedSpec, is_unready: bool) -> PlannedSpec:
    """The spec with less patience, since mutants wait in vain."""

    def hurried(step: PlannedStep, act: Act) -> Act:
        poll = act.poll
        if poll is None or not isinstance(poll.within_s, float | int):
            return act
        return replace(act, poll=replace(poll, within_s=min(poll.within_s, POLL_S)))

    services = tuple(map(_hasty_service, spec.services)) if is_unready else spec.services
    return replace(with_acts(spec, hurried), services=services)


def _hasty_service(planned: PlannedService) -> PlannedService:
    def hurried(service: object) -> object:
        assert isinstance(service, Service)
        return service.model_copy(update={"ready_within": min(service.ready_within, READY_S)})

    service, render = hurried(planned.service), planned.render
    assert isinstance(service, Service)
    return replace(planned, service=service, render=None if render is None else lambda scope: hurried(render(scope)))


def with_own_shop(specs: Iterable[PlannedSpec], *, is_shared: bool = False) -> tuple[PlannedSpec, ...]:
    """The specs with the demo shop served in this process: quick to start. Fresh for each, with no one else's orders,
    unless it is shared by those that only play."""

    def own(planned: PlannedService) -> PlannedService:
        return _own_shop(planned, "run" if is_shared else "spec")

    return tuple(replace(spec, services=tuple(map(own, spec.services))) for spec in specs)


def _own_shop(planned: PlannedService, shared: Literal["run", "spec"]) -> PlannedService:
    service = planned.service
    if service.module != "specrunner.demo" or len(service.args) != 2 or service.args[0] != "--port":
        return planned
    return replace(planned, service=Service(asgi="specrunner.demo:app", shared=shared), render=None)

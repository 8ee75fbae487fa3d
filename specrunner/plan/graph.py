"""A spec made ready to run: nothing in here is looked up, parsed or validated again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, TypeAlias

from ..checks import Check, Reading, SubjectTable
from ..lean import dataclass
from ..model import FragmentInput, KnownFailure, RetryPolicy, Service, SpecModel
from ..plugin import StepKind
from ..source import SourceSpan
from ..values import Scope, Template

Render: TypeAlias = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Poll:
    """`until`: sends again `every_s` until all checks pass, for `within_s` at most; `stop_if` gives up early."""

    until: tuple[Check, ...]
    stop_if: tuple[Check, ...]
    every_s: float | Template
    within_s: float | Template
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class Collection:
    """`collect`: gathers messages until one meets all of `until` or there are `count`; with neither, for the time."""

    until: tuple[Check, ...]
    count: int | Template | None
    within_s: float | Template
    idle_s: float | Template | None
    max_count: int
    allow_timeout: bool
    messages: SubjectTable
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class Volley:
    """`race` (no window) or `burst`: the action is sent `count` times, and the answers are judged together.

    `subjects` are those of each answer.
    """

    count: int | Template
    within_s: float | Template | None
    is_even: bool
    subjects: SubjectTable
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class Act:
    """A step that does something: one action of one kind, and what is asked of its answer.

    With a `volley` the kind is the one that `volley_kind` makes of it. `has_own_timeout`: the step sets `timeout`
    itself, so it also holds for what it collects.
    """

    kind: StepKind[Any]
    action: SpecModel
    render: Callable[[Scope], SpecModel] | None
    expect: tuple[Check, ...]
    saves: tuple[tuple[str, Reading], ...]
    poll: Poll | None
    retry: RetryPolicy | None
    timeout_s: float | Template
    undo: PlannedStep | None
    collect: Collection | None = None
    volley: Volley | None = None
    has_own_timeout: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`parallel`: steps side by side, in the names of the steps around them."""

    graph: StepGraph


@dataclass(frozen=True, slots=True)
class Call:
    """`uses`: the steps of a fragment, which see nothing but its inputs. `saves` are pairs of name and output,
    `places` where each input is given."""

    fragment: PlannedFragment
    inputs: Mapping[str, Any]
    render_inputs: Render | None
    saves: tuple[tuple[str, str], ...]
    places: Mapping[str, SourceSpan]


@dataclass(frozen=True, slots=True)
class Loop:
    """`for_each`: one running of the step for each item."""

    items: Any
    render: Render | None
    allow_empty: bool
    max_parallel: int
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class KnownCheck:
    """A check of a step that is known to fail: its subject as written."""

    check: str
    known: KnownFailure


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A node of the graph. `after`: ids in the same graph that must have ended before it starts; `requires`: ids,
    anywhere upstream, that must have passed; `reads`: bare names it reads, with the id of the step that saves each;
    `known_checks`: which of its checks are known to fail.
    """

    id: str
    name: str
    kind: str
    span: SourceSpan
    body: Act | Group | Call
    after: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()
    when: Template | bool = True
    loop: Loop | None = None
    always: bool = False
    session: str | Template = "default"
    known_failure: KnownFailure | None = None
    known_checks: tuple[KnownCheck, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepGraph:
    """Steps in the order of the file; their `after` edges have no circle."""

    steps: tuple[PlannedStep, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class PlannedFragment:
    """A fragment made ready once for each file, shared by all that use it."""

    title: str
    file: str
    base: Path
    inputs: Mapping[str, FragmentInput]
    graph: StepGraph
    outputs: Mapping[str, Any]
    render_outputs: Render | None
    output_reads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedVar:
    """A var; `needs_services` when it reads one, so that it waits until they are ready."""

    name: str
    value: Any
    render: Render | None
    needs_services: bool


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service to start. `render` gives its definition with the templates filled in."""

    name: str
    service: Service
    render: Callable[[Scope], SpecModel] | None
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class PlannedSpec:
    """A spec, or one row of its matrix. `secrets` are pairs of name and environment variable."""

    id: str
    title: str
    file: str
    base: Path
    tags: tuple[str, ...]
    span: SourceSpan
    setup: StepGraph
    steps: StepGraph
    teardown: StepGraph
    vars: tuple[PlannedVar, ...] = ()
    services: tuple[PlannedService, ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()
    matrix: Mapping[str, object] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    timeout_s: float | None = None
    teardown_timeout_s: float = 10.0
    known_failure: KnownFailure | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def step_count(self) -> int:
        """Steps as written, those of groups and fragments not counted."""
        return len(self.setup) + len(self.steps) + len(self.teardown)


def walk(graph: StepGraph) -> list[PlannedStep]:
    """Every step of a graph, those inside groups too (not those of fragments), each before what it holds."""
    found: list[PlannedStep] = []
    for step in graph.steps:
        found.append(step)
        if isinstance(step.body, Group):
            found.extend(walk(step.body.graph))
    return found

"""The run's only output: a stream of these events, in order.

A reporter folds them and needs nothing else; the journal is their lossless record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from ..lean import dataclass
from ..source import Diagnostic, SourceSpan
from .check import CheckResult, StepError
from .exchange import Exchange
from .finding import Finding
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class RunStarted:
    """`started_at` is wall-clock time, ISO 8601 in UTC; everything else is on the monotonic clock."""

    type: ClassVar[str] = "run_started"
    run_id: str
    started_at: str
    version: str
    arguments: tuple[str, ...]
    seed: int
    spec_count: int
    environment: str | None = None
    shard: str | None = None


@dataclass(frozen=True, slots=True)
class DiagnosticReported:
    """A mistake of an author, found before or during the run. `sources` hold the texts it points into."""

    type: ClassVar[str] = "diagnostic"
    diagnostic: Diagnostic
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpecStarted:
    """`spec_id` is the file, with `[axis=value, ...]` behind it for a matrix row.

    `sources` are the texts of its files, for carets: the spec's own, and fragments it uses.
    """

    type: ClassVar[str] = "spec_started"
    spec_id: str
    title: str
    file: str
    tags: tuple[str, ...]
    step_count: int
    matrix: Mapping[str, object]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """`state` is `starting ready failed stopped`; `log_tail` the last lines it wrote (when it failed)."""

    type: ClassVar[str] = "service_changed"
    spec_id: str
    service: str
    state: str
    url: str = ""
    message: str = ""
    log_tail: tuple[str, ...] = ()
    span: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class StepStarted:
    """`step_id` names one running of a step within its spec: `create`, `login/token`, `each[3]`.

    `phase` is `setup steps undo teardown`; `stack` says how we got here (`for_each item 4 of 9`,
    `fragment ./login.fragment.yaml`), outermost first; `parent` is the step that holds this one.
    """

    type: ClassVar[str] = "step_started"
    spec_id: str
    step_id: str
    name: str
    kind: str
    phase: str
    span: SourceSpan
    stack: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ExchangeRecorded:
    """`attempt` counts from 1 over retries and polls; `curl` is a command that sends the same again."""

    type: ClassVar[str] = "exchange"
    spec_id: str
    step_id: str
    attempt: int
    exchange: Exchange
    curl: str = ""


@dataclass(frozen=True, slots=True)
class ChecksEvaluated:
    """All checks of an attempt, in the order of the file: they are judged at once, and told at once."""

    type: ClassVar[str] = "checks"
    spec_id: str
    step_id: str
    attempt: int
    results: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class FindingRaised:
    type: ClassVar[str] = "finding"
    spec_id: str
    step_id: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """Something of a step that a reader should know, and that makes nothing fail: a handle that was left open."""

    type: ClassVar[str] = "notice"
    spec_id: str
    step_id: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class StepFinished:
    """`attempts` counts sendings (0: none was sent); `reason` says why it was skipped or not run."""

    type: ClassVar[str] = "step_finished"
    spec_id: str
    step_id: str
    name: str
    kind: str
    phase: str
    outcome: Outcome
    duration_s: float
    attempts: int
    attempts_allowed: int
    span: SourceSpan
    check_count: int = 0
    reason: str = ""
    error: StepError | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SpecFinished:
    """Outcome of the whole spec. `error` when it could not even start (a service never got ready)."""

    type: ClassVar[str] = "spec_finished"
    spec_id: str
    title: str
    outcome: Outcome
    duration_s: float
    reason: str = ""
    error: StepError | None = None


@dataclass(frozen=True, slots=True)
class RunFinished:
    """`interrupted` names the signal that stopped the run (`SIGINT`), empty otherwise."""

    type: ClassVar[str] = "run_finished"
    duration_s: float
    interrupted: str = ""
    reason: str = ""


Payload: TypeAlias = (
    RunStarted
    | DiagnosticReported
    | SpecStarted
    | ServiceChanged
    | StepStarted
    | ExchangeRecorded
    | ChecksEvaluated
    | FindingRaised
    | NoticeRaised
    | StepFinished
    | SpecFinished
    | RunFinished
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the stream. `seq` counts from 1 without gaps a worker; `at_s` is since the run's start."""

    seq: int
    at_s: float
    payload: Payload
    worker: int = 0

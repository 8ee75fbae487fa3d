"""The contract of a kind of step: what a protocol brings, and what the engine gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from ..checks import Subject, SubjectTable
from ..events import Exchange, Message, Payload
from ..lean import dataclass
from ..model import Service, SpecModel
from ..source import Code
from .calls import CallLog
from .collect import Collector
from .dialogue import Expand
from .handle import Handles

Borrow: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]

A = TypeVar("A", bound=SpecModel)
A_contra = TypeVar("A_contra", bound=SpecModel, contravariant=True)
T = TypeVar("T")


class Clock(Protocol):
    """The run's clocks. Durations come from `monotonic_s`, dates from `now` (aware, UTC)."""

    def monotonic_s(self) -> float: ...

    def now(self) -> datetime: ...


class FileAccess(Protocol):
    """Files that a spec names, relative to the spec."""

    def path(self, name: str) -> Path:
        """The resolved path; raises OSError when it leaves the folder that may be read."""
        ...

    def read(self, name: str) -> bytes:
        """The whole content; raises OSError."""
        ...


class Session(Protocol):
    """What one `as:` name keeps between the steps of a spec: a cookie jar, a token."""

    name: str

    def get(self, type_: type[T], factory: Callable[[], T]) -> T:
        """The one object of this type in the session, made on first use."""
        ...


@dataclass(slots=True)
class Progress:
    """How far a runner has come, kept up to date by it; read by the engine when the step's deadline passes.

    `phase` is one of `dns connect tls send first_byte body`; empty before the first. `received` has what came so far,
    in order, so that a step whose time runs out can show it; what a collector was given it adds by itself.
    """

    phase: str = ""
    bytes_received: int = 0
    sent: list[Message] = field(default_factory=list)
    received: list[Message] = field(default_factory=list)
    started_s: float = 0.0
    attributes: dict[str, object] = field(default_factory=dict)


def keep_no_secret(secret: object, name: str) -> None:
    """For contexts that record nothing."""


def no_calls(service: str) -> CallLog | None:
    """For steps of specs without mocks."""
    return None


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a runner may touch while its step runs. `resource` gives what is opened once a run (`HttpTransport`).

    `collect` is there when the step has that key, which only steps of a kind with `messages` can have.
    `keep_secret` takes a value that no name gives away (a code in a query), and the name to mask it by; to be called
    before anything shows it.
    `calls` gives what a mocked service of the spec was asked; None when there is no mock of that name.
    """

    emit: Callable[[Payload], None]
    resource: Callable[[type[T]], T]
    session: Session
    files: FileAccess
    progress: Progress
    clock: Clock
    handles: Handles
    collect: Collector | None = None
    keep_secret: Callable[[object, str], None] = keep_no_secret
    calls: Callable[[str], CallLog | None] = no_calls


class Runner(Protocol[A_contra]):
    """Carries out one action. The target's faults come back in `Exchange.fault`; cancellation passes through."""

    async def run(self, action: A_contra, ctx: StepContext) -> Exchange: ...


def no_curl(exchange: Exchange) -> str:
    """For kinds that no command line can repeat."""
    return ""


@dataclass(frozen=True, slots=True)
class ActionProblem:
    """A mistake in an action that no field shows alone: where (a path in the action), what, and the mend.

    `code` is that of the mistake where there is a closer one than that the action does not make sense as a whole;
    `is_about_key` when it is in the last key of the path, not in the value behind it.
    """

    path: tuple[str | int, ...]
    message: str
    hint: str | None = None
    code: Code | None = None
    is_about_key: bool = False


@dataclass(frozen=True, slots=True)
class NamedSubjects(Generic[A]):
    """Subjects that authors name in their actions: the calls of a batch. `make` gives the subject of a name."""

    names: Callable[[A], Iterable[str]]
    make: Callable[[str], Subject]


@dataclass(frozen=True, slots=True)
class StepKind(Generic[A]):
    """One kind of step. `key` is the action key in a spec; `shorthand` the field that a bare scalar stands for.

    `default_expect` holds plain matchers that apply when a step has no check of that subject (nor of `fault`); where
    a kind has handles, they are for what opens one. `questions` are those that an action asks by itself: they apply
    in the same way, and count as checks of the author's.
    `is_bare`: whatever stands behind the key is that field, maps too. `has_defaults`: a spec may give
    `defaults.<key>`, which each action overrides field by field; those of `merged_fields` are merged by name.
    `borrows`: what it takes besides of `defaults.<another key>`, by that key.
    `has_own_question`: the action asks something by itself, so that its default check is no afterthought.
    `title` names an action for people in a few words (`POST /orders`), templates as written.
    `named_subjects`: further subjects, by names that stand in the action.
    `own_saves`: names that the action itself saves, with the subject that each is read from.
    `opens`: whether an action leaves a handle under its step's id. `uses_handle`: the id of the step whose handle an
    action works on, None for one that works on none; it is written in `handle_field`, as plain text, and where that
    field is given no defaults apply, since the handle is open already.
    `expand_dialogue`: what stands under `dialogue` beside the action, as ordinary steps; None for kinds without.
    `messages`: the subjects of one message (the last of `Exchange.received`); steps of such a kind may `collect`.
    `check_files`: mistakes in the files that an action names in plain words. The function it is given reads a file,
    relative to the document, and raises OSError.
    `check_services`: mistakes about services of the spec that an action names. Not asked of the steps of a fragment,
    which sees the services of whoever uses it.
    """

    key: str
    doc: str
    action: type[A]
    runner: Runner[A]
    subjects: SubjectTable
    shorthand: str | None = None
    default_expect: Mapping[str, object] = field(default_factory=dict)
    questions: Callable[[A], Mapping[str, object]] | None = None
    is_bare: bool = False
    has_defaults: bool = False
    merged_fields: tuple[str, ...] = ()
    borrows: Mapping[str, Borrow] = field(default_factory=dict)
    has_own_question: bool = False
    named_subjects: NamedSubjects[A] | None = None
    own_saves: Callable[[A], Mapping[str, str]] | None = None
    curl: Callable[[Exchange], str] = no_curl
    title: Callable[[A], str] | None = None
    check_action: Callable[[A], tuple[ActionProblem, ...]] | None = None
    opens: Callable[[A], bool] | None = None
    uses_handle: Callable[[A], str | None] | None = None
    handle_field: str = "on"
    messages: SubjectTable | None = None
    check_files: Callable[[A, Callable[[str], bytes]], tuple[ActionProblem, ...]] | None = None
    expand_dialogue: Expand | None = None
    check_services: Callable[[A, Mapping[str, Service]], tuple[ActionProblem, ...]] | None = None


def kind_of_action(kind: StepKind[A], action: A) -> StepKind[A]:
    """The kind with the subjects that an action names; the kind itself where it names none."""
    if kind.named_subjects is None:
        return kind
    named = {name: kind.named_subjects.make(name) for name in kind.named_subjects.names(action)}
    if not named:
        return kind
    return replace(kind, subjects=replace(kind.subjects, subjects={**kind.subjects.subjects, **named}))

"""A step as written: what is the same for every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias

from pydantic import BeforeValidator, Field, field_validator

from ..lean import dataclass
from ..source import Diagnostic, SourceSpan
from ..syntax import MappingNode, Node
from .base import EXPRESSION_MARK, AlsoWritten, Duration, Name, SpecModel, Templated


class Backoff(SpecModel):
    """How long to wait between attempts: `base`, then `factor` times longer each time, never above `cap`."""

    base: Duration = 0.2
    """The wait before the second attempt."""
    factor: Annotated[float, Field(ge=1, le=100)] = 2.0
    """How many times longer each further wait is."""
    cap: Duration = 10.0
    """The longest wait."""
    jitter: Annotated[float, Field(ge=0, le=1)] = 0.5
    """The part of each wait that is random: 0 none, 1 all of it."""


class RetryPolicy(SpecModel):
    """Sends the step again when it errored or failed."""

    times: Templated[Annotated[int, Field(ge=0, le=1000)]]
    """How many further attempts, after the first."""
    backoff: Backoff = Backoff()
    """How long to wait between attempts."""
    on: Annotated[list[Literal["errored", "failed"]], Field(min_length=1)] = ["errored", "failed"]
    """What is worth another attempt: no answer (`errored`), or a check that said no (`failed`)."""
    respect_retry_after: bool = True
    """Wait at least as long as a `Retry-After` header asks."""


def read_retry(value: object) -> object:
    """`retry: 3` stands for `retry: {times: 3}`."""
    return value if isinstance(value, dict | RetryPolicy) else {"times": value}


Retry: TypeAlias = Annotated[
    RetryPolicy,
    BeforeValidator(read_retry),
    AlsoWritten({"type": "integer", "minimum": 0, "maximum": 1000}, EXPRESSION_MARK),
]
"""How to retry; a bare number of further attempts too."""


def read_date(value: object) -> object:
    """A date written as text: YAML 1.2 has no dates of its own."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a date such as 2027-01-31") from None
    return value


class KnownFailure(SpecModel):
    """A failure that is known and accepted until a date; passing, or going on past the date, fails."""

    reason: Annotated[str, Field(min_length=1)]
    """Why it is accepted, best with a ticket."""
    until: Annotated[date, BeforeValidator(read_date), Field(json_schema_extra={"format": "date"})]
    """The last day on which the failure is accepted."""


class ForEach(SpecModel):
    """Runs the step once for each item."""

    in_: Annotated[Any, Field(alias="in")]
    """The list, or an expression that gives one."""
    allow_empty: bool = False
    """Whether an empty list is fine; otherwise it fails the step, since nothing was tested."""


def _items(value: object) -> object:
    is_long = isinstance(value, dict) and "in" in value
    return value if is_long or isinstance(value, ForEach) else {"in": value}


class Collect(SpecModel):
    """How much of what arrives to gather. Without `until` and `count`: all that comes within the time."""

    until: dict[str, Any] | None = None
    """Gathers until one message holds all of this: subject to matcher, as in `expect`."""
    count: Templated[Annotated[int, Field(ge=1)]] | None = None
    """Gathers this many messages."""
    within: Templated[Duration] | None = None
    """The longest to gather, from start to end. 30s unless set."""
    idle: Templated[Duration] | None = None
    """The longest without a message; no limit unless set."""
    max: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """How many messages to take at most."""
    allow_timeout: bool = False
    """Whether it is fine when `until` or `count` was not met; otherwise the step fails."""


class Burst(SpecModel):
    """The action sent many times within a window."""

    count: Templated[Annotated[int, Field(ge=2, le=10_000)]]
    """How many times."""
    within: Templated[Duration]
    """The window from the first sending to the last; when the machine is too slow for it, the step proves nothing."""
    evenly: bool = False
    """Whether they are spread over the window; all at once unless set."""


class StepOptions(SpecModel):
    """What stands beside the action."""

    id: Name | None = None
    """How other steps name this one: `steps.<id>.status`."""
    name: str | None = None
    """What reports call this step; the action's first line otherwise."""
    needs: Annotated[list[str], AlsoWritten({"type": "string"})] | None = None
    """Ids of the steps that must have passed. Takes the step out of the line: it starts as soon as they are done."""
    when: Templated[bool] | None = None
    """Runs the step only if this is true; it is skipped otherwise."""
    timeout: Templated[Duration] | None = None
    """The longest one attempt may take. 30s unless set."""
    retry: Retry | None = None
    """Further attempts when it errored or failed."""
    every: Templated[Duration] | None = None
    """The time between two polls of `until`. 500ms unless set."""
    within: Templated[Duration] | None = None
    """The longest `until` polls. 30s unless set."""
    collect: Collect | None = None
    """Gathers messages that arrive, where the kind receives any: until one fits, until enough came, for a time."""
    race: Templated[Annotated[int, Field(ge=2, le=1000)]] | None = None
    """Sends the action this many times at the same instant, and judges the `answers` together."""
    burst: Burst | None = None
    """Sends the action many times within a window, and judges the `answers` together."""
    for_each: Annotated[ForEach, BeforeValidator(_items), AlsoWritten({"type": "array"}, EXPRESSION_MARK)] | None = (
        None
    )
    """Runs the step once for each item of a list, which it reads as `item` and `index`."""
    max_parallel: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many items of `for_each` run at the same time."""
    as_: Annotated[Templated[str] | None, Field(alias="as")] = None
    """The session: steps with the same name share cookies."""
    always: bool = False
    """Runs even if what it needs failed."""
    tags: list[str] = []
    """Words to select this step's spec by."""
    known_failure: KnownFailure | None = None
    """A failure that is known and accepted until a date."""

    @field_validator("needs", mode="before")
    @classmethod
    def _one_need(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class Expanded(Protocol):
    """The steps that a dialogue stands for (`plugin.Expansion` fits)."""

    @property
    def steps(self) -> tuple[Node, ...]: ...

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]: ...


class KindShape(Protocol):
    """What binding must know of a kind of step (`plugin.StepKind` fits)."""

    @property
    def key(self) -> str: ...

    @property
    def action(self) -> type[SpecModel]: ...

    @property
    def shorthand(self) -> str | None: ...

    @property
    def is_bare(self) -> bool: ...

    @property
    def has_defaults(self) -> bool: ...

    @property
    def merged_fields(self) -> tuple[str, ...]: ...

    @property
    def uses_handle(self) -> object: ...

    @property
    def handle_field(self) -> str: ...

    @property
    def messages(self) -> object: ...

    @property
    def expand_dialogue(self) -> Callable[[Node, Node], Expanded] | None: ...

    @property
    def borrows(self) -> Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]: ...


Kinds = Mapping[str, KindShape]


class FragmentCall(SpecModel):
    """A fragment put to use: `uses: ./login.fragment.yaml`, or with inputs."""

    fragment: Annotated[str, Field(min_length=1)]
    """The file, relative to the one that uses it."""
    inputs: dict[str, Any] = {}
    """Values for the inputs that the fragment declares."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as bound. `action` is None for the structural kinds: `parallel` has `children`, `uses` a `call`.
    A dialogue has `children` too, which run one after the other.

    Checks and readings stay nodes here; they are compiled with the subjects of the step's kind.
    """

    node: MappingNode
    options: StepOptions
    kind: str
    key_span: SourceSpan
    action_node: Node
    action: SpecModel | None = None
    call: FragmentCall | None = None
    children: tuple[Step, ...] = ()
    is_dialogue: bool = False
    undo: Step | None = None

    def part(self, key: str) -> MappingNode | None:
        """The map under `expect`, `until`, `stop_if` or `save`, None when there is none."""
        found = self.node.get(key)
        return found if isinstance(found, MappingNode) else None

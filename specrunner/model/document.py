"""The envelopes: a spec and a fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from ..lean import dataclass
from ..syntax import MappingNode
from ..values import described
from .base import AlsoWritten, Duration, Name, SpecModel, Templated
from .late_model import LateModel
from .step import KnownFailure, Retry, Step

if TYPE_CHECKING:
    from .mock import Mock

    MockField: TypeAlias = Mock
else:

    def _mock() -> type[SpecModel]:
        from .mock import Mock

        return Mock

    MockField = Annotated[Any, LateModel(_mock)]


class SecretSource(SpecModel):
    """A secret that the spec may use, and the environment variable that holds it."""

    name: Name
    """How expressions read it: `secrets.NAME`."""
    env: Annotated[str, Field(min_length=1)] | None = None
    """The environment variable; the secret's own name unless set."""


def _secret(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Ready(SpecModel):
    """How to know that a service can be used: one of `http`, `tcp`, `log`."""

    http: Templated[str] | None = None
    """A URL that answers with `status`."""
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    """The status that means ready; any below 500 unless set."""
    tcp: Templated[int] | None = None
    """A port that accepts connections."""
    log: str | None = None
    """A regular expression that a line of its output matches."""


def _ready(value: object) -> object:
    return value if isinstance(value, dict | Ready) else {"http": value}


class Service(SpecModel):
    """A process (`run`, or `module` for a Python one), an ASGI app or a mock, started before the steps."""

    run: Annotated[list[Templated[str | int | float]], Field(min_length=1)] | None = None
    """The command and its arguments."""
    module: str | None = None
    """A Python module to run with the interpreter that runs specrunner."""
    args: list[Templated[str | int | float]] = []
    """Arguments for `module`."""
    asgi: Annotated[str, Field(pattern=r"^[\w.]+:[\w.]+$")] | None = None
    """An ASGI application to serve in this process: `package.module:app`."""
    mock: MockField | None = None
    """A scripted peer in this process, which notes what it is asked: `mock: {routes: [...]}`."""
    port: Annotated[int, Field(ge=1, le=65535)] | Literal["auto"] = "auto"
    """The port; a free one unless set. Read as `port` in this service, `services.<name>.port` elsewhere."""
    env: dict[str, Templated[str | int | float]] = {}
    """Environment variables on top of those of specrunner."""
    cwd: Templated[str] | None = None
    """The folder it runs in, relative to the spec; the spec's own unless set."""
    ready: Annotated[Ready, BeforeValidator(_ready), AlsoWritten({"type": "string"})] | None = None
    """When it is ready: a URL that answers, a TCP port, a log line. Its own port unless set."""
    ready_within: Duration = 20.0
    """How long it may take to get ready."""
    stop_within: Duration = 5.0
    """How long it may take to stop before it is killed."""
    shared: Literal["spec", "run"] = "spec"
    """`run`: started once and shared by all specs that define it equally."""


class FragmentInput(SpecModel):
    """What a fragment wants to be given."""

    type: Literal["string", "integer", "number", "boolean", "list", "map", "any"] = "any"
    """What the value must be; nothing is converted."""
    default: Any = None
    """The value when none is given; an input without one must be given."""
    secret: bool = False
    """Whether the value is masked in every output."""
    doc: str = ""
    """What it is for, in a sentence."""

    @field_validator("default")
    @classmethod
    def _default_fits(cls, value: object, info: ValidationInfo) -> object:
        kind = info.data.get("type", "any")
        misfit = None if value is None else _misfit(kind, value)
        if misfit is not None:
            raise ValueError(f"{misfit}, since the input's type is `{kind}`")
        return value

    @property
    def is_required(self) -> bool:
        return "default" not in self.model_fields_set

    def misfit(self, value: object) -> str | None:
        """Why a value is no good, to follow the input's name; None when it fits. True and false are no numbers."""
        return None if not self.is_required and value is self.default else _misfit(self.type, value)


_VALUE_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "integer": ((int,), "an integer"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "list": ((list, tuple), "a list"),
    "map": ((dict,), "a map"),
}


def _misfit(kind: str, value: object) -> str | None:
    if kind not in _VALUE_TYPES:
        return None
    types, words = _VALUE_TYPES[kind]
    is_odd_boolean = isinstance(value, bool) and kind != "boolean"
    return None if isinstance(value, types) and not is_odd_boolean else f"must be {words}, not {described(value)}"


_INPUT_TYPES = {"enum": ["string", "integer", "number", "boolean", "list", "map", "any"]}


def _input(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


def _tag(value: str) -> str:
    if not value or not value.replace("-", "a").replace("_", "a").replace(".", "a").isalnum():
        raise ValueError("a tag is made of letters, digits, `-`, `_` and `.`")
    if value in {"and", "or", "not"}:
        raise ValueError(f"`{value}` is a word of the tag selection and cannot be a tag")
    return value


Tag = Annotated[str, AfterValidator(_tag)]


class Defaults(SpecModel):
    """What holds for every step of the spec unless the step says otherwise. Kinds bring keys of their own."""

    timeout: Templated[Duration] | None = None
    """The longest one attempt of a step may take."""
    retry: Retry | None = None
    """Further attempts for every step."""


class SpecHead(SpecModel):
    """Everything of a spec but its steps."""

    spec: Annotated[str, Field(min_length=1)]
    """The title."""
    tags: list[Tag] = []
    """Words to select specs by: `specrun -t "smoke and not slow"`."""
    vars: dict[Name, Any] = {}
    """Values that expressions read by name, worked out in the order written."""
    secrets: list[Annotated[SecretSource, BeforeValidator(_secret), AlsoWritten({"type": "string"})]] = []
    """The secrets that the spec uses: names of environment variables. Read as `secrets.NAME`, masked everywhere."""
    services: dict[Name, Service] = {}
    """What is started before the steps and stopped after them."""
    matrix: dict[str, Any] | None = None
    """Runs the spec once for each combination of these values, or for each row of `rows`."""
    locks: list[str] = []
    """Names of things that only one spec at a time may use."""
    timeout: Duration | None = None
    """The longest the spec may take, teardown not counted. 2m unless set."""
    teardown_timeout: Duration = 10.0
    """The longest undo and teardown may take together."""
    known_failure: KnownFailure | None = None
    """A failure of the whole spec that is known and accepted until a date."""


class FragmentHead(SpecModel):
    """Everything of a fragment but its steps."""

    fragment: Annotated[str, Field(min_length=1)]
    """The title."""
    inputs: dict[Name, Annotated[FragmentInput, BeforeValidator(_input), AlsoWritten(_INPUT_TYPES)]] = {}
    """What the fragment wants to be given: a type, or a map with type, default, secret, doc."""
    outputs: dict[Name, Any] = {}
    """What the fragment gives back, read as `steps.<id>.<name>`."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole spec as bound."""

    node: MappingNode
    head: SpecHead
    defaults: Defaults
    steps: tuple[Step, ...]
    setup: tuple[Step, ...] = ()
    teardown: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A whole fragment as bound."""

    node: MappingNode
    head: FragmentHead
    steps: tuple[Step, ...]

"""What users write, as frozen types, and the way from located nodes to them. Some load on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

from .base import EXPRESSION_MARK, UNIT_MARK, AlsoWritten, Duration, Name, Rate, Ratio, Size, SpecModel, Templated
from .bind import bind_fragment, bind_spec
from .docs import field_docs
from .document import (
    Defaults,
    Fragment,
    FragmentHead,
    FragmentInput,
    Ready,
    SecretSource,
    Service,
    Spec,
    SpecHead,
)
from .errors import diagnose
from .later import Later, LocalNames
from .step import (
    Backoff,
    Burst,
    Collect,
    FragmentCall,
    Kinds,
    KindShape,
    KnownFailure,
    RetryPolicy,
    Step,
    StepOptions,
)
from .steps import NOT_IN_UNDO, NOT_ON_GROUP, ONLY_WITH, STEP_KEYS, STRUCTURAL_KINDS

if TYPE_CHECKING:
    from .deviation import Deviation, LocatedDeviation, bind_deviations
    from .mock import REQUEST_FIELDS, Mock, MockAnswer, MockDrip, MockEvent, MockRoute

_LATE = {
    **dict.fromkeys(("Deviation", "LocatedDeviation", "bind_deviations"), "deviation"),
    **dict.fromkeys(("REQUEST_FIELDS", "Mock", "MockAnswer", "MockDrip", "MockEvent", "MockRoute"), "mock"),
}

__all__ = [
    "EXPRESSION_MARK",
    "NOT_IN_UNDO",
    "NOT_ON_GROUP",
    "ONLY_WITH",
    "REQUEST_FIELDS",
    "STEP_KEYS",
    "STRUCTURAL_KINDS",
    "UNIT_MARK",
    "AlsoWritten",
    "Backoff",
    "Burst",
    "Collect",
    "Defaults",
    "Deviation",
    "Duration",
    "Fragment",
    "FragmentCall",
    "FragmentHead",
    "FragmentInput",
    "KindShape",
    "Kinds",
    "KnownFailure",
    "Later",
    "LocalNames",
    "LocatedDeviation",
    "Mock",
    "MockAnswer",
    "MockDrip",
    "MockEvent",
    "MockRoute",
    "Name",
    "Rate",
    "Ratio",
    "Ready",
    "RetryPolicy",
    "SecretSource",
    "Service",
    "Size",
    "Spec",
    "SpecHead",
    "SpecModel",
    "Step",
    "StepOptions",
    "Templated",
    "bind_deviations",
    "bind_fragment",
    "bind_spec",
    "diagnose",
    "field_docs",
]


def __getattr__(name: str) -> object:
    if name in _LATE:
        return getattr(import_module(f".{_LATE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

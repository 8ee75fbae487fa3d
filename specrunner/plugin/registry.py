"""What a run can do: the kinds, operators, reporters and resources it was composed of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import field
from typing import Any, TypeAlias

from ..checks import OPERATORS, Operator
from ..lean import dataclass
from .kind import StepKind
from .reporter import ReporterKind

Resources: TypeAlias = Mapping[type, Callable[[], AbstractAsyncContextManager[Any]]]


@dataclass(frozen=True, slots=True)
class Registry:
    """`kinds`, `operators` and `reporters` may be tables that import a value when it is asked for.

    `resources` gives what is opened once a run, by the type under which a runner asks for it; it is called when a
    run begins, so that whatever only reads specs loads no transport."""

    kinds: Mapping[str, StepKind[Any]]
    operators: Mapping[str, Operator] = field(default_factory=lambda: OPERATORS)
    reporters: Mapping[str, ReporterKind] = field(default_factory=dict)
    resources: Callable[[], Resources] = dict

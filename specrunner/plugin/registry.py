"""What a run can do: the kinds, operators, reporters and resources it was composed of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from ..checks import OPERATORS, Operator
from .kind import StepKind
from .reporter import ReporterKind


@dataclass(frozen=True, slots=True)
class Registry:
    """`resources` make what is opened once a run, by the type under which a runner asks for it."""

    kinds: Mapping[str, StepKind[Any]]
    operators: Mapping[str, Operator] = field(default_factory=lambda: OPERATORS)
    reporters: Mapping[str, ReporterKind] = field(default_factory=dict)
    resources: Mapping[type, Callable[[], AbstractAsyncContextManager[Any]]] = field(default_factory=dict)

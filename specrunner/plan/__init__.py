"""Specs made ready to run: the step graph, resolved names, static rules, selection."""

from .compile import CompiledSpec, Surroundings, compile_spec
from .deviations import with_deviations
from .fragment import check_fragment
from .fragments import FragmentStore, Library, LoadedFragment
from .graph import (
    Act,
    Call,
    Collection,
    Group,
    KnownCheck,
    Loop,
    PlannedFragment,
    PlannedService,
    PlannedSpec,
    PlannedStep,
    PlannedVar,
    Poll,
    StepGraph,
    Volley,
    walk,
)
from .select import Selection, SelectionError, parse_shard, select

__all__ = [
    "Act",
    "Call",
    "Collection",
    "CompiledSpec",
    "FragmentStore",
    "Group",
    "KnownCheck",
    "Library",
    "LoadedFragment",
    "Loop",
    "PlannedFragment",
    "PlannedService",
    "PlannedSpec",
    "PlannedStep",
    "PlannedVar",
    "Poll",
    "Selection",
    "SelectionError",
    "StepGraph",
    "Surroundings",
    "Volley",
    "check_fragment",
    "compile_spec",
    "parse_shard",
    "select",
    "walk",
    "with_deviations",
]

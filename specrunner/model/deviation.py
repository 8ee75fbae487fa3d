"""What users write in `deviations.yaml`: what a target does otherwise than it should, and everybody knows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError

from ..lean import dataclass
from ..source import Diagnostic
from ..source.codes import model as codes
from ..syntax import Node, SequenceNode, plain
from .errors import diagnose
from .step import KnownFailure


class Deviation(KnownFailure):
    """A known deviation: a check, a step or a whole spec that fails."""

    spec: Annotated[str, Field(min_length=1)]
    """The spec: its file, relative to this one."""
    step: Annotated[str, Field(min_length=1)] | None = None
    """The id of the step; the whole spec unless set."""
    check: Annotated[str, Field(min_length=1)] | None = None
    """What the step asks: the subject as written under `expect` (`status`, `$.id`); the whole step unless set."""


@dataclass(frozen=True, slots=True)
class LocatedDeviation:
    """A deviation and where it stands."""

    fields: Deviation
    node: Node


def bind_deviations(node: Node | None) -> tuple[tuple[LocatedDeviation, ...], list[Diagnostic]]:
    """The deviations of a document; those that cannot be bound are told. An empty document has none."""
    if node is None:
        return (), []
    if not isinstance(node, SequenceNode):
        hint = "write one entry a line: `- {spec: shop.spec.yaml, step: pay, reason: SHOP-7, until: 2027-01-31}`"
        return (), [codes.BAD_VALUE.at(node.span, "deviations are a list", hint=hint)]
    found: list[LocatedDeviation] = []
    diagnostics: list[Diagnostic] = []
    for item in node.items:
        try:
            found.append(LocatedDeviation(Deviation.model_validate(plain(item)), item))
        except ValidationError as error:
            diagnostics += diagnose(error.errors(include_url=False), item, Deviation)
    return tuple(found), diagnostics

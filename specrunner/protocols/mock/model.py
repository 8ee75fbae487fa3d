"""What users write under `mock:`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...model import SpecModel


class MockAction(SpecModel):
    """Looks at what a mocked service was asked so far."""

    of: Annotated[str, Field(min_length=1)]
    """The service: its name under `services`."""
    route: Annotated[str, Field(min_length=1)] | None = None
    """Only the calls that this route answered, by its name, or its method and path."""
    reset: bool = False
    """Forgets the calls afterwards, so that the next such step sees only newer ones."""


def title(action: MockAction) -> str:
    """`calls of erp`."""
    return f"calls of {action.of}" + (f": {action.route}" if action.route is not None else "")

"""What users write under `http:`."""

from __future__ import annotations

from ...requests import WholeRequest


class HttpAction(WholeRequest):
    """One HTTP request: a method with its URL, and what goes with it."""


def title(action: HttpAction) -> str:
    """`POST /orders`, with templates as they are written."""
    return " ".join(str(getattr(part, "text", part)) for part in action.method_and_url() or ())

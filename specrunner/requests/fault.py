"""How a request that cannot be made stops its own preparation."""

from __future__ import annotations

from ..events import Fault


class Unsendable(Exception):
    """Carries the fault up to the runner, which records it. Never leaves a runner."""

    def __init__(self, kind: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.fault = Fault(kind, "", message, hint)

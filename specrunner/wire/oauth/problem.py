"""What an authorization server, or the answer of one, does against a specification."""

from __future__ import annotations

from ...lean import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One violation. `id` is stable (`state.mismatch`), `section` is where it is ruled (`RFC 6749 4.1.2`)."""

    id: str
    message: str
    section: str

    def as_map(self) -> dict[str, str]:
        """As a subject shows it."""
        return {"id": self.id, "message": self.message, "section": self.section}

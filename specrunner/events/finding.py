"""What a probe found."""

from __future__ import annotations

from ..lean import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause. `severity` is `info low medium high`; `grade` `tentative firm certain`."""

    check: str
    severity: str
    grade: str
    title: str
    operation: str
    point: str
    evidence: tuple[str, ...] = ()
    remedy: str = ""
    cwe: int | None = None

"""Failures that are known: accepted until a date, and no longer."""

from __future__ import annotations

from datetime import date

from ..events import Outcome
from ..model import KnownFailure


def judge_known(known: KnownFailure | None, outcome: Outcome, today: date) -> tuple[Outcome, str]:
    """The outcome as a known failure sees it, and why. Without one, or when nothing ran, the outcome as it is."""
    if known is None or outcome in (Outcome.SKIPPED, Outcome.NOT_RUN):
        return outcome, ""
    if outcome is Outcome.PASSED:
        return Outcome.FAILED, f"it passes, but is marked as a known failure ({known.reason}): take the mark out"
    if outcome.is_red and today > known.until:
        return outcome, f"the known failure ({known.reason}) was accepted until {known.until} only"
    return Outcome.KNOWN_FAILURE, known.reason

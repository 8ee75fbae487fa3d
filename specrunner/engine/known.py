"""Failures that are known: accepted until a date, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..events import CheckResult, Outcome
from ..model import KnownFailure
from ..plan import KnownCheck


def judge_known(known: KnownFailure | None, outcome: Outcome, today: date) -> tuple[Outcome, str]:
    """The outcome as a known failure sees it, and why. Without one, or when nothing ran, the outcome as it is."""
    if known is None or outcome in (Outcome.SKIPPED, Outcome.NOT_RUN):
        return outcome, ""
    if outcome is Outcome.PASSED:
        return Outcome.FAILED, f"it passes, but is marked as a known failure ({known.reason}): take the mark out"
    if outcome.is_red and today > known.until:
        return outcome, f"the known failure ({known.reason}) was accepted until {known.until} only"
    return Outcome.KNOWN_FAILURE, known.reason


def judge_known_checks(
    known: Sequence[KnownCheck], outcome: Outcome, results: Sequence[CheckResult], today: date
) -> tuple[Outcome, str]:
    """The outcome of a step some of whose checks are known to fail: known when just those fail, and all of them."""
    if outcome not in (Outcome.PASSED, Outcome.FAILED):
        return outcome, ""
    failing = {result.subject for result in results if result.outcome is not Outcome.PASSED}
    stale = next((each for each in known if each.check not in failing), None)
    if stale is not None:
        return Outcome.FAILED, _stale(stale)
    return _known(known, outcome, failing, today)


def judge_known_checks_of_item(
    known: Sequence[KnownCheck], outcome: Outcome, results: Sequence[CheckResult], today: date
) -> tuple[Outcome, str]:
    """The same for one item of a loop, which may do as it should."""
    if outcome is not Outcome.FAILED:
        return outcome, ""
    failing = {result.subject for result in results if result.outcome is not Outcome.PASSED}
    return _known([each for each in known if each.check in failing], outcome, failing, today)


def judge_known_checks_of_loop(known: Sequence[KnownCheck], outcome: Outcome) -> tuple[Outcome, str]:
    """The outcome of the loop as a whole: one of its items at least must do what is known."""
    if outcome is Outcome.PASSED:
        return Outcome.FAILED, _stale(known[0])
    return outcome, "; ".join(each.known.reason for each in known) if outcome is Outcome.KNOWN_FAILURE else ""


def _known(known: Sequence[KnownCheck], outcome: Outcome, failing: set[str], today: date) -> tuple[Outcome, str]:
    if not known or not failing <= {each.check for each in known}:
        return outcome, ""
    over = next((each for each in known if today > each.known.until), None)
    if over is not None:
        reason, until = over.known.reason, over.known.until
        return outcome, f"the known deviation of `{over.check}` ({reason}) was accepted until {until} only"
    return Outcome.KNOWN_FAILURE, "; ".join(dict.fromkeys(each.known.reason for each in known))


def _stale(known: KnownCheck) -> str:
    return f"`{known.check}` passes, but is listed as a known deviation ({known.known.reason}): take the entry out"

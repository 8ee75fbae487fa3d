"""How a check, a step, a spec or a run ended."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """`failed`: a check said no. `errored`: we could not find out. `not_run`: stopped before its turn."""

    is_red: bool
    """Whether this outcome turns a run red."""

    PASSED = "passed"
    KNOWN_FAILURE = "known_failure"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"
    FAILED = "failed"
    ERRORED = "errored"


# Not a property: it is asked a dozen times a step.
for _outcome in Outcome:
    _outcome.is_red = _outcome in (Outcome.FAILED, Outcome.ERRORED)

# From what decides least to what decides most: a whole is as bad as its worst part.
_ORDER = (
    Outcome.SKIPPED,
    Outcome.PASSED,
    Outcome.KNOWN_FAILURE,
    Outcome.NOT_RUN,
    Outcome.FAILED,
    Outcome.ERRORED,
)


def worst(outcomes: Iterable[Outcome], *, default: Outcome = Outcome.PASSED) -> Outcome:
    """The outcome of a whole from those of its parts; `default` for no parts."""
    return max(outcomes, key=_ORDER.index, default=default)

from datetime import date

import pytest

from specrunner.engine.known import judge_known
from specrunner.events import Outcome
from specrunner.model import KnownFailure

KNOWN = KnownFailure(reason="JIRA-1", until=date(2026, 1, 20))


@pytest.mark.parametrize(
    ("outcome", "today", "judged", "reason"),
    [
        ("failed", 20, "known_failure", "JIRA-1"),
        ("errored", 19, "known_failure", "JIRA-1"),
        ("failed", 21, "failed", "the known failure (JIRA-1) was accepted until 2026-01-20 only"),
        ("errored", 21, "errored", "the known failure (JIRA-1) was accepted until 2026-01-20 only"),
        ("passed", 19, "failed", "it passes, but is marked as a known failure (JIRA-1): take the mark out"),
        ("passed", 21, "failed", "it passes, but is marked as a known failure (JIRA-1): take the mark out"),
        ("skipped", 19, "skipped", ""),
        ("not_run", 21, "not_run", ""),
        ("known_failure", 19, "known_failure", "JIRA-1"),
    ],
)
def test_a_known_failure_turns_red_into_known_until_its_date_and_a_pass_into_red(outcome, today, judged, reason):
    assert judge_known(KNOWN, Outcome(outcome), date(2026, 1, today)) == (judged, reason)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_without_one_an_outcome_stays_as_it_is(outcome):
    assert judge_known(None, outcome, date(2026, 1, 20)) == (outcome, "")

from datetime import date

import pytest

from specrunner.engine.known import (
    judge_known,
    judge_known_checks,
    judge_known_checks_of_item,
    judge_known_checks_of_loop,
)
from specrunner.events import CheckResult, Outcome
from specrunner.model import KnownFailure
from specrunner.plan import KnownCheck
from specrunner.source import SourceSpan

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


SPAN = SourceSpan("a.spec.yaml", 1, 1, 1, 1)
TODAY = date(2026, 1, 20)


def result(subject: str, outcome: str) -> CheckResult:
    return CheckResult(Outcome(outcome), subject, "eq", "1", "2", SPAN)


def listed(*checks: str, until: int = 20) -> list[KnownCheck]:
    return [KnownCheck(check, KnownFailure(reason=f"J-{check}", until=date(2026, 1, until))) for check in checks]


RESULTS = [result("a", "failed"), result("b", "passed"), result("b", "failed"), result("c", "passed")]


@pytest.mark.parametrize(
    ("known", "outcome", "judged", "reason"),
    [
        (listed("a", "b"), "failed", "known_failure", "J-a; J-b"),
        (listed("a"), "failed", "failed", ""),
        (
            listed("a", "b", "c"),
            "failed",
            "failed",
            "`c` passes, but is listed as a known deviation (J-c): take the entry out",
        ),
        (
            listed("a", "b", until=19),
            "failed",
            "failed",
            "the known deviation of `a` (J-a) was accepted until 2026-01-19 only",
        ),
        (listed("a"), "errored", "errored", ""),
        (listed("a"), "skipped", "skipped", ""),
        (listed("a"), "known_failure", "known_failure", ""),
    ],
)
def test_a_step_is_known_to_fail_when_just_what_is_listed_fails(known, outcome, judged, reason):
    assert judge_known_checks(known, Outcome(outcome), RESULTS, TODAY) == (judged, reason)


def test_what_is_listed_and_passes_is_red_also_when_all_passes():
    said = "`b` passes, but is listed as a known deviation (J-b): take the entry out"
    assert judge_known_checks(listed("b"), Outcome.PASSED, [result("b", "passed")], TODAY) == ("failed", said)


def test_an_item_of_a_loop_may_do_as_it_should():
    known = listed("a", "c")
    assert judge_known_checks_of_item(known, Outcome.PASSED, [result("a", "passed")], TODAY) == ("passed", "")
    assert judge_known_checks_of_item(known, Outcome.FAILED, [result("a", "failed")], TODAY) == (
        "known_failure",
        "J-a",
    )
    assert judge_known_checks_of_item(known, Outcome.FAILED, RESULTS, TODAY) == ("failed", "")


def test_a_loop_of_which_no_item_fails_has_a_stale_entry():
    said = "`a` passes, but is listed as a known deviation (J-a): take the entry out"
    assert judge_known_checks_of_loop(listed("a"), Outcome.PASSED) == ("failed", said)
    assert judge_known_checks_of_loop(listed("a"), Outcome.KNOWN_FAILURE) == ("known_failure", "J-a")
    assert judge_known_checks_of_loop(listed("a"), Outcome.FAILED) == ("failed", "")

"""The summary counts what was red where it was red, and what never ran is never green."""

from dataclasses import replace

import pytest

from specrunner.events import EXIT_CODES, CheckResult, Failure, Outcome, StepError, Summary, check_sentence
from specrunner.source import Diagnostic, Severity, whole_file
from specrunner.testing.playbook import Playbook, http_exchange

FAILED, ERRORED, PASSED = Outcome.FAILED, Outcome.ERRORED, Outcome.PASSED
TEXT = "spec: A\nsteps:\n  - {id: ping, http: {get: /}}\n"


def summed(events):
    summary = Summary()
    for event in events:
        summary.add(event)
    return summary


def one_spec(*outcomes, spec_outcome=PASSED, spec_count=1, interrupted="", reason=""):
    book = Playbook(spec_count=spec_count)
    spec = book.spec("a.spec.yaml", TEXT)
    for number, outcome in enumerate(outcomes):
        spec.step(f"s{number}").finish(outcome)
    spec.finish(spec_outcome, reason=reason)
    return book.finish(interrupted=interrupted)


def diagnostic(severity):
    return Diagnostic("SR0101", severity, "odd", whole_file("a.spec.yaml"))


def test_a_run_of_passed_specs_exits_0():
    summary = summed(one_spec(PASSED, Outcome.SKIPPED, Outcome.KNOWN_FAILURE))
    assert summary.exit_code() == 0
    assert summary.is_green
    assert summary.steps == {PASSED: 1, Outcome.SKIPPED: 1, Outcome.KNOWN_FAILURE: 1}
    assert summary.specs == {PASSED: 1}
    assert summary.duration_s == 0.03


@pytest.mark.parametrize(
    ("outcomes", "spec_outcome"),
    [
        ([FAILED], FAILED),
        ([ERRORED], ERRORED),
        ([PASSED], FAILED),
        ([FAILED], PASSED),
        ([PASSED], Outcome.NOT_RUN),
    ],
)
def test_whatever_is_red_or_did_not_run_exits_1(outcomes, spec_outcome):
    summary = summed(one_spec(*outcomes, spec_outcome=spec_outcome))
    assert summary.exit_code() == 1
    assert not summary.is_green


def test_a_spec_that_was_asked_for_and_never_ended_exits_1():
    summary = summed(one_spec(PASSED, spec_count=2))
    assert summary.specs_missing == 1
    assert summary.exit_code() == 1


def test_a_service_that_failed_exits_1():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    spec.service("shop", "failed")
    spec.finish()
    assert summed(book.finish()).exit_code() == 1


def test_an_interrupted_run_exits_2_even_when_something_failed():
    assert summed(one_spec(FAILED, spec_outcome=FAILED, interrupted="SIGINT")).exit_code() == 2


def test_a_record_that_ends_before_the_run_exits_2():
    summary = summed(one_spec(PASSED)[:-1])
    assert not summary.is_complete
    assert summary.exit_code() == 2
    assert summary.duration_s == 0.01


def test_an_error_before_traffic_exits_4():
    book = Playbook(spec_count=0)
    book.diagnostic(diagnostic(Severity.ERROR))
    assert summed(book.finish()).exit_code() == 4


def test_an_error_during_the_run_exits_4_and_gives_way_to_a_red_step():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    book.diagnostic(diagnostic(Severity.ERROR))
    spec.finish()
    assert summed(book.finish()).exit_code() == 4

    book = Playbook()
    spec = book.spec("a.spec.yaml")
    book.diagnostic(diagnostic(Severity.ERROR))
    spec.finish(FAILED)
    assert summed(book.finish()).exit_code() == 1


def test_a_warning_is_counted_and_changes_nothing():
    book = Playbook()
    book.diagnostic(diagnostic(Severity.WARNING))
    book.spec("a.spec.yaml").finish()
    summary = summed(book.finish())
    assert summary.diagnostics == {Severity.WARNING: 1}
    assert summary.exit_code() == 0


def test_nothing_selected_exits_5():
    assert summed(Playbook(spec_count=0).finish()).exit_code() == 5


def test_every_exit_code_is_explained():
    assert list(EXIT_CODES) == [0, 1, 2, 3, 4, 5, 6]


def test_a_failed_step_is_listed_with_its_first_red_check():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT)
    step = spec.step("ping", at="id: ping", name="Ping it")
    step.exchange(http_exchange("GET", "http://127.0.0.1/", 404))
    step.check("time", "lt", "500ms", "12ms")
    step.check("status", "eq", "integer 200", "integer 404", outcome=FAILED, at="http")
    step.check("$.id", "type", "integer", "nothing", outcome=FAILED, at="get")
    step.finish(FAILED)
    spec.finish(FAILED)
    summary = summed(book.finish())
    assert summary.failures == [
        Failure(
            "a.spec.yaml",
            "ping",
            "Ping it",
            FAILED,
            "`status`: integer 404 is not integer 200",
            spec.span("http"),
        )
    ]
    assert summary.checks == {PASSED: 1, FAILED: 2}
    assert summary.exchange_count == 1


def test_an_errored_step_is_listed_with_its_error():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT)
    spec.step("ping", at="id: ping").finish(ERRORED, error=StepError("nothing listens on 127.0.0.1:1"))
    spec.finish(ERRORED)
    (failure,) = summed(book.finish()).failures
    assert (failure.message, failure.span) == ("nothing listens on 127.0.0.1:1", spec.span("id: ping"))


def test_a_spec_that_could_not_start_is_listed_itself():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT, title="A")
    spec.finish(ERRORED, error=StepError("service `shop` did not get ready within 20s", spec.span("spec")))
    assert summed(book.finish()).failures == [
        Failure("a.spec.yaml", "", "A", ERRORED, "service `shop` did not get ready within 20s", spec.span("spec"))
    ]


def test_only_the_checks_of_the_last_attempt_count():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT)
    step = spec.step("ping")
    step.check("status", "eq", "integer 200", "integer 503", outcome=FAILED)
    step.retry()
    step.check("status", "eq", "integer 200", "integer 200")
    step.finish()
    spec.finish()
    summary = summed(book.finish())
    assert summary.checks == {PASSED: 1}
    assert summary.failures == []


def test_a_step_that_holds_others_is_not_counted_beside_them():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT)
    holder = spec.step("each", kind="for_each")
    spec.step("each[0]", parent="each").finish()
    inner = spec.step("each[1]", parent="each")
    spec.step("each[1]/login", parent="each[1]").finish(FAILED)
    inner.finish(FAILED)
    holder.finish(FAILED)
    spec.finish(FAILED)
    summary = summed(book.finish())
    assert summary.steps == {PASSED: 1, FAILED: 1}
    assert [failure.step_id for failure in summary.failures] == ["each[1]/login"]


def test_a_step_that_holds_others_is_counted_when_only_itself_is_red():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT)
    holder = spec.step("each", kind="for_each")
    spec.step("each[0]", parent="each").finish()
    holder.finish(ERRORED, error=StepError("the step did not end within 5s"))
    spec.finish(ERRORED)
    summary = summed(book.finish())
    assert summary.steps == {PASSED: 1, ERRORED: 1}
    assert [failure.step_id for failure in summary.failures] == ["each"]


def test_what_is_red_in_a_spec_that_is_a_known_failure_is_forgiven():
    summary = summed(one_spec(PASSED, FAILED, ERRORED, spec_outcome=Outcome.KNOWN_FAILURE))
    assert summary.exit_code() == 0
    assert +summary.steps == {PASSED: 1, Outcome.KNOWN_FAILURE: 2}
    assert summary.failures == []


def test_a_red_spec_without_a_red_step_is_listed_with_its_reason():
    summary = summed(one_spec(PASSED, spec_outcome=FAILED, reason="known failure since it passes: remove the mark"))
    assert [failure.message for failure in summary.failures] == ["known failure since it passes: remove the mark"]


def test_a_red_check_in_one_line_names_its_place():
    check = CheckResult(FAILED, "$.lines", "like", "integer 2", 'text "2"', whole_file("a"), "$.lines[0].q")
    assert check_sentence(check) == '`$.lines[0].q` is text "2", expected integer 2'
    explained = replace(check, explanation='text "2" is not integer 2')
    assert check_sentence(explained) == '`$.lines[0].q`: text "2" is not integer 2'

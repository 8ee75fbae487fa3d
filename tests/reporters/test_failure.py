"""A failure says each thing once."""

from specrunner.events import Exchange, Outcome, StepError
from specrunner.reporters.failure import step_failure_lines, step_sentence, step_span
from specrunner.reporters.paint import plain_text
from specrunner.reporters.record import Recorder, SpecRecord
from specrunner.testing.playbook import Playbook, http_exchange

TEXT = "spec: A\nsteps:\n  - {id: ping, http: {get: /}, expect: {status: 200}}\n"


def red_spec(write, **options):
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT, **options)
    write(spec)
    spec.finish(Outcome.FAILED)
    recorder = Recorder()
    (record,) = [done for event in book.finish() if isinstance(done := recorder.add(event), SpecRecord)]
    return record


def told(write, **options):
    spec = red_spec(write, **options)
    return [plain_text(step_failure_lines(spec, step)) for step in spec.red_steps]


def test_a_difference_that_is_expected_and_actual_again_is_left_out():
    def write(spec):
        step = spec.step("ping")
        step.check(
            "$",
            "like",
            "integer 2",
            "integer 3",
            outcome=Outcome.FAILED,
            at="200",
            location="$.a",
            diff=["- $.a: integer 2", "+ $.a: integer 3"],
        )
        step.finish(Outcome.FAILED)

    assert told(write) == [
        "a.spec.yaml:3:49: failed: `$.a`: integer 3 is not integer 2\n"
        "    3 |   - {id: ping, http: {get: /}, expect: {status: 200}}\n"
        "      |                                                 ^^^\n"
        "  check     $ like at $.a\n"
        "  expected  integer 2\n"
        "  actual    integer 3"
    ]


def test_one_mend_is_suggested_and_stands_with_its_check():
    def write(spec):
        step = spec.step("ping")
        for number in range(3):
            hint = f"mend {number}" if number else None
            step.check("status", "eq", str(number), "9", outcome=Outcome.FAILED, hint=hint)
        step.finish(Outcome.FAILED)

    (text,) = told(write)
    assert text.count("hint") == 1
    assert "  expected  1\n  actual    9\n  hint      mend 1\n" in text


def test_a_check_that_could_not_judge_shows_no_actual_value():
    def write(spec):
        step = spec.step("ping")
        step.check(
            "$.a", "eq", "${{ b }}", "", outcome=Outcome.ERRORED, at="200", explanation="nothing is called `b`"
        )
        step.finish(Outcome.ERRORED)

    (text,) = told(write)
    assert text.startswith("a.spec.yaml:3:49: errored: `$.a`: nothing is called `b`\n")
    assert "actual" not in text


def test_a_step_that_talks_to_nobody_shows_no_request():
    def write(spec):
        step = spec.step("ping", kind="check")
        step.exchange(Exchange("check"))
        step.check("value", "eq", "1", "2", outcome=Outcome.FAILED)
        step.finish(Outcome.FAILED)

    (text,) = told(write)
    assert "request" not in text
    assert "response" not in text


def test_the_matrix_row_is_told_once():
    def write(spec):
        spec.step("ping", stack=("matrix size=1", "for_each item 1 of 2")).finish(Outcome.FAILED, reason="so")
        spec.step("pong").finish(Outcome.FAILED, reason="so")

    texts = told(write, matrix={"size": 1})
    assert [text.count("size=1") for text in texts] == [1, 1]


def test_the_place_of_an_error_wins_over_that_of_its_step():
    def write(spec):
        step = spec.step("ping", at="id: ping")
        step.exchange(http_exchange("GET", "http://x/", 200))
        step.finish(Outcome.ERRORED, error=StepError("`b` is missing", spec.span("status"), "SR0301"))

    (step,) = red_spec(write).red_steps
    assert (str(step_span(step)), step_sentence(step)) == ("a.spec.yaml:3:41", "`b` is missing")


def test_many_red_checks_are_counted():
    def write(spec):
        step = spec.step("ping")
        for number in range(25):
            step.check("status", "eq", str(number), "9", outcome=Outcome.FAILED)
        step.finish(Outcome.FAILED)

    (text,) = told(write)
    assert text.count("  check     ") == 20
    assert text.endswith("  … and 5 more checks that failed")


def test_a_name_that_only_repeats_the_id_and_the_action_is_not_shown():
    def write(spec):
        spec.step("login/ping[2]", name="ping: http get: /").finish(Outcome.FAILED)
        spec.step("pong", name="Say pong").finish(Outcome.FAILED)

    assert [step.label for step in red_spec(write).red_steps] == ["login/ping[2]", "pong (Say pong)"]

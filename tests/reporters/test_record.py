"""Records hold what reports need of running specs, and let go of the rest."""

from specrunner.events import Outcome, SpecFinished
from specrunner.reporters.record import Recorder, SpecRecord, StepRecord
from specrunner.testing.playbook import Playbook, http_exchange


def recorded(events, **options):
    recorder = Recorder(**options)
    return recorder, [record for event in events if (record := recorder.add(event)) is not None]


def two_attempts(outcome=Outcome.PASSED):
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    step = spec.step("ping")
    step.exchange(http_exchange("GET", "http://x/", 503))
    step.check("status", "eq", "integer 200", "integer 503", outcome=Outcome.FAILED)
    step.retry()
    step.exchange(http_exchange("GET", "http://x/", 200))
    step.finish(outcome)
    spec.finish(outcome)
    return book.finish()


def test_a_step_is_told_by_its_last_attempt():
    _, (step, spec) = recorded(two_attempts())
    assert isinstance(step, StepRecord)
    assert isinstance(spec, SpecRecord)
    assert (step.red_checks, step.check_counts) == ((), {})
    assert [sending.attempt for sending in step.sendings] == [2]


def test_all_exchanges_are_kept_on_request():
    _, (step, _) = recorded(two_attempts(), keeps_all_exchanges=True)
    assert [sending.attempt for sending in step.sendings] == [1, 2]


def test_a_spec_keeps_exchanges_of_red_steps_only():
    _, (_, green) = recorded(two_attempts())
    _, (_, red) = recorded(two_attempts(Outcome.ERRORED), keeps_all_exchanges=True)
    assert green.steps[0].sendings == ()
    assert [sending.attempt for sending in red.steps[0].sendings] == [2]


def test_an_ended_spec_is_let_go():
    recorder, _ = recorded(two_attempts())
    assert recorder.specs == {}
    assert recorder.cut_off() == []


def test_what_a_torn_record_leaves_open_did_not_run():
    recorder, _ = recorded(two_attempts()[:4])
    (spec,) = recorder.cut_off()
    assert (spec.outcome, spec.reason) == (Outcome.NOT_RUN, "the record ends before this spec did")
    assert [(step.step_id, step.outcome) for step in spec.steps] == [("ping", Outcome.NOT_RUN)]


def test_a_spec_that_never_started_is_known_by_its_id():
    book = Playbook()
    book.emit(SpecFinished("a.spec.yaml[size=1]", "A", Outcome.NOT_RUN, 0.0, "the run was interrupted"))
    _, (spec,) = recorded(book.finish())
    assert (spec.spec_id, spec.file, spec.title) == ("a.spec.yaml[size=1]", "a.spec.yaml", "A")


def test_red_steps_in_a_known_failure_do_not_make_it_red():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    spec.step("ping").finish(Outcome.FAILED)
    spec.finish(Outcome.KNOWN_FAILURE)
    _, (_, record) = recorded(book.finish())
    assert record.red_steps == []

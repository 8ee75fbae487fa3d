"""A scripted run is what a real one would be: numbered, timed, with places in its texts."""

from specrunner.events import Outcome, SpecFinished, SpecStarted, StepFinished, StepStarted
from specrunner.source import SourceSpan
from specrunner.testing.playbook import Playbook, http_exchange

TEXT = "spec: A\nsteps:\n  - {id: ping, http: {get: /}}\n"


def script():
    book = Playbook()
    spec = book.spec("a.spec.yaml", TEXT, title="A", matrix={"size": 2, "region": "eu"})
    step = spec.step("ping", at="id: ping", attempts_allowed=3)
    step.exchange(http_exchange("GET", "http://127.0.0.1/", 503))
    step.retry()
    step.check("status", "eq", "integer 200", "integer 200", at="http")
    step.finish(duration_s=0.25)
    spec.finish()
    return book.finish()


def test_equal_scripts_give_equal_events():
    assert repr(script()) == repr(script())


def test_events_are_numbered_without_gaps_and_the_clock_moves_with_the_steps():
    events = script()
    assert [event.seq for event in events] == list(range(1, 9))
    assert [event.at_s for event in events] == [0.0] * 5 + [0.25] * 3


def test_a_place_is_where_the_text_stands():
    (started,) = [event.payload for event in script() if isinstance(event.payload, StepStarted)]
    assert started.span == SourceSpan("a.spec.yaml", 3, 6, 3, 14)


def test_a_matrix_row_is_in_the_id():
    (started,) = [event.payload for event in script() if isinstance(event.payload, SpecStarted)]
    assert started.spec_id == "a.spec.yaml[size=2, region=eu]"


def test_a_step_tells_its_attempts_and_its_spec_the_time():
    (step,) = [event.payload for event in script() if isinstance(event.payload, StepFinished)]
    assert (step.attempts, step.attempts_allowed, step.check_count) == (2, 3, 1)
    (spec,) = [event.payload for event in script() if isinstance(event.payload, SpecFinished)]
    assert (spec.outcome, spec.duration_s) == (Outcome.PASSED, 0.25)

import pytest

from specrunner.engine import Bus
from specrunner.events import ExchangeRecorded, RunFinished


def test_events_are_numbered_without_gaps_and_timed_since_the_start():
    times, seen = iter([100.0, 100.5, 102.0]), []
    bus = Bus([seen.append], lambda: next(times))
    bus.emit(RunFinished(1.0))
    bus.emit(RunFinished(2.0))
    assert [(event.seq, event.at_s) for event in seen] == [(1, 0.5), (2, 2.0)]


def test_every_sink_has_an_event_before_the_next_is_emitted():
    seen = []
    bus = Bus([lambda event: seen.append(("a", event.seq)), lambda event: seen.append(("b", event.seq))], lambda: 0.0)
    bus.emit(RunFinished(1.0))
    bus.emit(RunFinished(2.0))
    assert seen == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


def test_a_sink_that_breaks_ends_the_run_and_is_not_hidden(stage, target):
    """A full disk: what cannot be recorded is not gone on with."""

    def break_down(payload):
        if isinstance(payload, ExchangeRecorded):
            raise OSError(28, "No space left on device")

    stage.on_event = break_down
    with pytest.raises(BaseExceptionGroup) as raised:
        stage.run("steps: [{call: one}, {call: two}]")
    found, rest = raised.value.split(OSError)
    assert found is not None
    assert rest is None
    assert target.names == ["one"]

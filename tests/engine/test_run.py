from datetime import UTC, datetime, timedelta

import pytest
import trio

from specrunner.engine.run import react_to_signals
from specrunner.engine.stop import Stop
from specrunner.events import RunStarted, SpecFinished, SpecStarted, StepFinished

from .conftest import JumpingClock
from .target import Answer

DOWN = Answer(status=500)


def one(title: str, *, more: str = "") -> str:
    return f"spec: {title}\n{more}\nsteps: [{{id: ask, call: {title}}}]\n"


def test_the_first_event_tells_of_the_run_and_the_last_ends_it(stage):
    stage.write("b.spec.yaml", one("b"))
    ran = stage.run("steps: [{call: a}]", seed=7)
    (started,) = ran.payloads(RunStarted)
    assert (started.spec_count, started.seed, started.arguments) == (2, 7, ("specs/",))
    assert ran.events[0].payload is started
    assert ran.events[-1].payload is ran.end
    assert (ran.end.interrupted, ran.end.reason) == ("", "")
    assert [event.seq for event in ran.events] == list(range(1, len(ran.events) + 1))


def test_specs_run_side_by_side_up_to_the_number_of_jobs(stage, target):
    for name in "abcde":
        stage.write(f"{name}.spec.yaml", one(name))
        target.answer(name, Answer(takes_s=1))
    stage.run(jobs=2)
    assert target.names == ["a", "b", "c", "d", "e"]
    assert [target.times(name) for name in "abcde"] == [[0], [0], [1], [1], [2]]
    assert max(map(len, target.together)) == 2


def test_a_spec_begins_only_when_there_is_a_place_for_it(stage, target):
    for name in "abc":
        stage.write(f"{name}.spec.yaml", one(name))
    ran = stage.run(jobs=1)
    ends = [event.payload for event in ran.events if isinstance(event.payload, SpecStarted | SpecFinished)]
    order = [(type(end).__name__, end.spec_id) for end in ends]
    assert order == [(kind, f"{name}.spec.yaml") for name in "abc" for kind in ("SpecStarted", "SpecFinished")]


def test_specs_with_a_lock_in_common_never_overlap(stage, target):
    for name, locks in {"a": "[db]", "b": "[db, mail]", "c": "[mail]", "d": "[]"}.items():
        stage.write(f"{name}.spec.yaml", one(name, more=f"locks: {locks}"))
        target.answer(name, Answer(takes_s=1))
    stage.run(jobs=4)
    assert not [together for together in target.together if {"a", "b"} <= together or {"b", "c"} <= together]
    assert any("d" in together and len(together) > 1 for together in target.together)


def test_locks_in_any_order_never_wait_for_each_other(stage, target):
    for number in range(8):
        locks = "[x, y]" if number % 2 else "[y, x]"
        stage.write(f"{number}.spec.yaml", one(f"s{number}", more=f"locks: {locks}"))
        target.answer(f"s{number}", Answer(takes_s=1))
    ran = stage.run(jobs=8)
    assert set(ran.specs.values()) == {"passed"}
    assert max(map(len, target.together)) == 1


def test_a_spec_that_waits_for_a_lock_does_not_take_the_place_of_one_that_could_run(stage, target):
    for name, more in {"a": "locks: [db]", "b": "locks: [db]", "c": ""}.items():
        stage.write(f"{name}.spec.yaml", one(name, more=more))
        target.answer(name, Answer(takes_s=10))
    stage.run(jobs=2)
    assert target.times("c") == [0]
    assert target.times("b") == [10]


def test_fail_fast_stops_everything_at_the_first_red_step(stage, target):
    stage.write("b.spec.yaml", "spec: B\nsteps: [{id: slow, call: slow}, {id: later, call: later}]\n")
    stage.write("c.spec.yaml", one("c"))
    target.answer("slow", Answer(takes_s=50))
    target.answer("bad", Answer(status=500, takes_s=1))
    ran = stage.run(
        """
        spec: A
        steps:
          - {id: bad, call: bad, undo: {call: tidy}}
          - {id: next, call: next}
        teardown: [{id: bye, call: bye}]
        """,
        is_fail_fast=True,
        jobs=2,
    )
    assert ran.step("bad").outcome == "failed"
    assert ran.step("next").outcome == ran.step("slow").outcome == ran.step("later").outcome == "not_run"
    assert ran.step("next").reason == "stopped at the first failure, in a.spec.yaml"
    assert target.names == ["bad", "slow", "tidy", "bye"]
    assert ran.specs == {"a.spec.yaml": "failed", "b.spec.yaml": "not_run", "c.spec.yaml": "not_run"}
    assert ran.end.reason == "stopped at the first failure, in a.spec.yaml"
    assert ran.end.interrupted == ""
    assert ran.end.duration_s < 2


@pytest.mark.parametrize(
    "steps",
    [
        "[{id: bad, call: bad, KNOWN}, {id: next, call: next}]",
        "[{id: each, for_each: [1], call: bad, KNOWN}, {id: next, call: next}]",
        "[{id: group, parallel: [{call: bad}], KNOWN}, {id: next, call: next}]",
        "[{id: frag, uses: ./bad.fragment.yaml, KNOWN}, {id: next, call: next}]",
    ],
)
def test_fail_fast_does_not_stop_at_what_is_known(stage, target, steps):
    stage.write("bad.fragment.yaml", "fragment: Bad\nsteps: [{call: bad}]\n")
    target.answer("bad", DOWN)
    known = "known_failure: {reason: JIRA-1, until: 2027-01-01}"
    ran = stage.run(f"steps: {steps.replace('KNOWN', known)}", is_fail_fast=True)
    assert ran.outcomes["next"] == "passed"
    assert ran.end.reason == ""


def test_fail_fast_does_not_stop_at_a_spec_that_is_known_to_fail(stage, target):
    target.answer("bad", DOWN)
    stage.write("b.spec.yaml", one("b"))
    ran = stage.run(
        """
        spec: A
        known_failure: {reason: JIRA-1, until: 2027-01-01}
        steps: [{id: bad, call: bad}, {id: next, call: next}]
        """,
        is_fail_fast=True,
        jobs=1,
    )
    assert ran.specs == {"a.spec.yaml": "known_failure", "b.spec.yaml": "passed"}


def test_fail_fast_stops_at_a_spec_that_is_red_for_another_reason(stage, target):
    """No step of it is red: it took too long."""
    stage.write("b.spec.yaml", one("b"))
    target.answer("slow", Answer(takes_s=50))
    ran = stage.run(
        """
        spec: A
        timeout: 1s
        steps: [{id: slow, call: slow}]
        """,
        is_fail_fast=True,
        jobs=1,
    )
    assert ran.specs == {"a.spec.yaml": "errored", "b.spec.yaml": "not_run"}
    assert ran.end.reason == "stopped at the first failure, in a.spec.yaml"


def test_a_run_that_takes_too_long_is_stopped_and_still_cleans_up(stage, target):
    target.answer("slow", Answer(takes_s=1000))
    ran = stage.run(
        """
        spec: A
        timeout: 10m
        steps:
          - {id: slow, timeout: 10m, call: slow, undo: {call: drop}}
          - {id: next, call: next}
        teardown: [{id: bye, call: bye}]
        """,
        run_timeout_s=60,
    )
    assert ran.outcomes == {"slow": "not_run", "next": "not_run", "slow.undo": "passed", "bye": "passed"}
    assert (ran.spec.outcome, ran.spec.reason) == ("not_run", "the run took longer than 1m")
    assert (ran.end.reason, ran.end.interrupted) == ("the run took longer than 1m", "")
    assert target.names == ["slow", "drop", "bye"]


SLOW = """
    steps:
      - {id: first, call: first, undo: {call: drop-first}}
      - {id: slow, call: slow, undo: {call: drop-slow}}
      - {id: next, call: next}
    teardown:
      - {id: bye, call: bye}
"""


@pytest.fixture
def stop(monkeypatch) -> Stop:
    """The stop of the run, in reach of the test."""
    stop = Stop()
    monkeypatch.setattr("specrunner.engine.run.Stop", lambda: stop)
    return stop


def test_the_first_stage_cancels_work_and_runs_undo_and_teardown(run, target, stop):
    target.answer("slow", Answer(takes_s=1000))
    target.on_call = lambda to: to == "slow" and stop.stop_work("interrupted by SIGINT", signal="SIGINT")
    ran = run(SLOW)
    assert ran.outcomes == {
        "first": "passed",
        "slow": "not_run",
        "next": "not_run",
        "slow.undo": "passed",
        "first.undo": "passed",
        "bye": "passed",
    }
    assert ran.step("slow").reason == ran.step("next").reason == "interrupted by SIGINT"
    assert target.names == ["first", "slow", "drop-slow", "drop-first", "bye"]
    assert (ran.step("slow").attempts, ran.step("next").attempts) == (1, 0)
    assert (ran.spec.outcome, ran.spec.reason) == ("not_run", "interrupted by SIGINT")
    assert (ran.end.interrupted, ran.end.reason) == ("SIGINT", "interrupted by SIGINT")


def test_the_second_stage_cuts_undo_and_teardown_short_and_says_what_did_not_run(run, target, stop):
    target.answer("slow", Answer(takes_s=1000))
    target.answer("drop-slow", Answer(takes_s=1000))

    def react(to):
        if to == "slow":
            stop.stop_work("interrupted by SIGINT", signal="SIGINT")
        if to == "drop-slow":
            stop.stop_cleanup()

    target.on_call = react
    ran = run(SLOW)
    assert ran.outcomes == {
        "first": "passed",
        "slow": "not_run",
        "next": "not_run",
        "slow.undo": "not_run",
        "first.undo": "not_run",
        "bye": "not_run",
    }
    assert target.names == ["first", "slow", "drop-slow"]
    assert ran.spec.outcome == "errored"
    assert ran.spec.error.message == "undo and teardown were cut short by a second signal"
    assert ran.spec.error.hint is None


def test_a_run_that_is_stopped_says_of_every_spec_that_it_did_not_run(stage, target, stop):
    for name in "abc":
        stage.write(f"{name}.spec.yaml", one(name))
    target.answer("a", Answer(takes_s=1000))
    target.on_call = lambda to: stop.stop_work("interrupted by SIGTERM", signal="SIGTERM")
    ran = stage.run(jobs=1)
    assert ran.specs == {f"{name}.spec.yaml": "not_run" for name in "abc"}
    assert target.names == ["a"]
    assert len(ran.payloads(StepFinished)) == 3


async def test_three_signals_go_through_the_three_stages():
    stop, left, stages = Stop(), [], []

    async def signals():
        for number in (2, 15, 2):
            yield number
            await trio.lowlevel.checkpoint()
            stages.append(stop.stage)

    await react_to_signals(signals(), stop, leave=left.append)
    assert (stages, left) == ([1, 2, 2], [2])
    assert (stop.reason, stop.interrupted) == ("interrupted by SIGINT", "SIGINT")


def test_a_clock_of_the_day_that_jumps_changes_no_duration(stage, target, monkeypatch):
    target.answer("slow", Answer(takes_s=2.0))
    hours = iter(range(1000, 0, -1))  # back by an hour with every look
    monkeypatch.setattr(
        JumpingClock, "now", lambda self: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=next(hours))
    )
    ran = stage.run("steps: [{id: s, call: slow}]")
    assert (ran.step("s").duration_s, ran.spec.duration_s, ran.end.duration_s) == (2.0, 2.0, 2.0)
    assert [event.at_s for event in ran.events] == sorted(event.at_s for event in ran.events)

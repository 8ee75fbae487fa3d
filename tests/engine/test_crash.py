"""A mistake of ours in the middle of a run: what was begun is undone, and the run is never green."""

from __future__ import annotations

import pytest

from specrunner.events import Outcome, RunFinished

from .target import Answer


class BugError(Exception):
    """What must not happen."""


def crash(to: str) -> None:
    if to == "crash":
        raise BugError("broken")


SPEC = """
spec: Crashes
steps:
  - id: order
    call: make
    undo: {call: unmake}
  - {id: work, call: crash}
  - {id: later, call: later}
teardown:
  - {id: tidy, call: tidy}
"""


def crashed(stage, **options):
    stage.target.on_call = crash
    stage.write("a.spec.yaml", SPEC)
    with pytest.raises((BugError, BaseExceptionGroup)):
        stage.run(**options)
    return stage.ran


def test_undo_and_teardown_run_after_a_mistake_of_ours(stage):
    ran = crashed(stage)
    assert stage.target.names == ["make", "crash", "unmake", "tidy"]
    assert ran.outcomes == {
        "order": "passed",
        "work": "not_run",
        "later": "not_run",
        "order.undo": "passed",
        "tidy": "passed",
    }
    assert ran.step("later").reason == "specrunner itself failed, in a.spec.yaml"
    assert ran.spec.outcome is Outcome.NOT_RUN


def test_the_stream_has_no_end_then(stage):
    assert crashed(stage).payloads(RunFinished) == []


def test_the_specs_beside_it_are_cleaned_up_too(stage):
    stage.target.answer("slow", Answer(takes_s=100))
    stage.target.answer("wait", Answer(takes_s=1))
    stage.write(
        "b.spec.yaml",
        """
        spec: Beside
        steps:
          - {id: b_order, call: make_b, undo: {call: unmake_b}}
          - {id: b_slow, call: slow}
        teardown: [{id: b_tidy, call: tidy_b}]
        """,
    )
    stage.write("c.spec.yaml", "spec: Wait\nsteps: [{call: wait}]\n")
    text = SPEC.replace("steps:\n", "steps:\n  - {id: wait, call: wait}\n", 1)
    stage.target.on_call = crash
    stage.write("a.spec.yaml", text)
    with pytest.raises((BugError, BaseExceptionGroup)):
        stage.run()
    assert {"unmake", "tidy", "unmake_b", "tidy_b"} <= set(stage.target.names)
    assert stage.ran.outcomes["b_tidy"] == "passed"


def test_a_cleanup_that_crashes_keeps_no_other_from_its_turn(stage):
    stage.target.on_call = crash
    with pytest.raises((BugError, BaseExceptionGroup)):
        stage.run("""
            steps:
              - {id: one, call: make, undo: {call: unmake_one}}
              - {id: two, call: make, undo: {call: crash}}
            teardown: [{id: tidy, call: tidy}]
        """)
    assert stage.target.names == ["make", "make", "crash", "unmake_one", "tidy"]

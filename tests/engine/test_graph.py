import pytest

from specrunner.events import StepFinished, StepStarted

from .target import Answer

DOWN = Answer(status=500)


def test_steps_run_in_the_order_of_the_file(run, target):
    run("""
        steps:
          - call: one
          - call: two
          - call: three
    """)
    assert target.names == ["one", "two", "three"]


def test_a_failed_step_does_not_keep_the_next_from_running(run, target):
    target.answer("one", DOWN)
    ran = run("""
        steps:
          - {id: one, call: one}
          - {id: two, call: two}
    """)
    assert ran.outcomes == {"one": "failed", "two": "passed"}
    assert ran.spec.outcome == "failed"


def test_one_failure_skips_its_dependants_and_no_others(run, target):
    target.answer("one", DOWN)
    ran = run("""
        steps:
          - {id: one, call: one, save: {name: $.name}}
          - {id: reads, call: {to: reads, value: "${{ name }}"}}
          - {id: needs, needs: [one], call: needs}
          - {id: after_reads, needs: [reads], call: after}
          - {id: free, needs: [], call: free}
          - {id: line, call: line}
    """)
    assert ran.outcomes == {
        "free": "passed",
        "one": "failed",
        "reads": "skipped",
        "needs": "skipped",
        "after_reads": "skipped",
        "line": "passed",
    }
    assert ran.step("reads").reason == "it needs `one`, which failed"
    assert ran.step("needs").reason == "it needs `one`, which failed"
    assert ran.step("after_reads").reason == "it needs `reads`, which was skipped"
    assert sorted(target.names) == ["free", "line", "one"]


def test_a_step_without_needs_starts_at_once(run, target):
    target.answer("slow", Answer(takes_s=5))
    run("""
        steps:
          - {id: slow, call: slow}
          - {id: next, call: next}
          - {id: early, needs: [], call: early}
    """)
    assert (target.times("slow"), target.times("early"), target.times("next")) == ([0], [0], [5])


def test_a_diamond_waits_for_both_of_its_sides(run, target):
    target.answer("left", Answer(takes_s=2))
    target.answer("right", Answer(takes_s=3))
    run("""
        steps:
          - {id: top, call: top}
          - {id: left, needs: [top], call: left}
          - {id: right, needs: [top], call: right}
          - {id: bottom, needs: [left, right], call: bottom}
    """)
    assert frozenset({"left", "right"}) in target.together
    assert target.times("bottom") == [3]


def test_the_steps_of_a_group_run_side_by_side_and_the_next_waits_for_all(run, target):
    target.answer("a", Answer(takes_s=2))
    target.answer("b", Answer(takes_s=1))
    ran = run("""
        steps:
          - id: both
            parallel:
              - {id: a, call: a, save: {x: $}}
              - {id: b, call: b}
          - {id: after, call: after}
    """)
    assert target.times("after") == [2]
    assert [(step.step_id, step.parent) for step in ran.payloads(StepFinished)] == [
        ("b", "both"),
        ("a", "both"),
        ("both", None),
        ("after", None),
    ]


def test_a_group_is_as_bad_as_its_worst_step(run, target):
    target.answer("b", DOWN)
    target.answer("c", Answer(fault="refused"))
    ran = run("""
        steps:
          - id: all
            parallel:
              - {id: a, call: a}
              - {id: b, call: b}
              - {id: c, call: c}
    """)
    assert (ran.step("all").outcome, ran.spec.outcome) == ("errored", "errored")


@pytest.mark.parametrize("ending", ["passed", "failed"])
def test_a_step_that_always_runs_does_so_whatever_came_before(run, target, ending):
    target.answer("one", DOWN if ending == "failed" else Answer())
    ran = run("""
        steps:
          - {id: one, call: one}
          - {id: last, needs: [one], always: true, call: last}
    """)
    assert ran.outcomes == {"one": ending, "last": "passed"}


def test_a_condition_that_is_false_skips_the_step_and_what_needs_it(run, target):
    ran = run("""
        vars: {wanted: false}
        steps:
          - {id: maybe, when: "${{ wanted }}", call: maybe}
          - {id: needs, needs: [maybe], call: needs}
          - {id: after, needs: [], call: after}
    """)
    assert ran.outcomes == {"after": "passed", "maybe": "skipped", "needs": "skipped"}
    assert ran.step("maybe").reason == "`when` is false"
    assert ran.spec.outcome == "passed"


def test_every_step_that_is_started_is_finished_once(run, target):
    target.answer("a", DOWN)
    ran = run("""
        steps:
          - {id: a, call: a}
          - {id: b, needs: [a], call: b}
          - id: many
            for_each: [1, 2]
            call: c
          - id: group
            parallel: [{call: d}, {call: e}]
    """)
    started = sorted(step.step_id for step in ran.payloads(StepStarted))
    assert started == sorted(step.step_id for step in ran.payloads(StepFinished))
    assert len(started) == len(set(started)) == 8


def test_nothing_but_skipped_steps_is_no_pass(run):
    ran = run("""
        vars: {wanted: false}
        steps:
          - {id: maybe, when: "${{ wanted }}", call: maybe}
    """)
    assert ran.spec.outcome == "skipped"

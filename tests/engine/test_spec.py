import pytest

from specrunner.events import SpecStarted, StepFinished

from .target import Answer

DOWN = Answer(status=500)
HANGS = Answer(takes_s=10_000)

PHASES = """
    setup:
      - {id: prepare, call: prepare}
    steps:
      - {id: ask, call: ask, undo: {call: drop}}
    teardown:
      - {id: bye, call: bye}
      - {id: last, call: last}
"""


def phases(ran) -> list[tuple[str, str, str]]:
    return [(step.phase, step.step_id, str(step.outcome)) for step in ran.payloads(StepFinished)]


def test_a_spec_goes_through_setup_steps_undo_and_teardown(run, target):
    ran = run(PHASES)
    assert target.names == ["prepare", "ask", "drop", "bye", "last"]
    assert phases(ran) == [
        ("setup", "prepare", "passed"),
        ("steps", "ask", "passed"),
        ("undo", "ask.undo", "passed"),
        ("teardown", "bye", "passed"),
        ("teardown", "last", "passed"),
    ]
    assert ran.spec.outcome == "passed"


def test_undo_and_teardown_run_after_a_failure(run, target):
    target.answer("ask", DOWN)
    ran = run(PHASES)
    assert target.names == ["prepare", "ask", "drop", "bye", "last"]
    assert ran.spec.outcome == "failed"


def test_a_failed_setup_skips_the_steps_and_not_the_teardown(run, target):
    target.answer("prepare", DOWN)
    ran = run(PHASES)
    assert phases(ran) == [
        ("setup", "prepare", "failed"),
        ("steps", "ask", "skipped"),
        ("teardown", "bye", "passed"),
        ("teardown", "last", "passed"),
    ]
    assert ran.step("ask").reason == "`setup` failed"
    assert (ran.spec.outcome, ran.spec.reason) == ("failed", "`setup` failed, so the steps were skipped")


def test_a_failed_teardown_makes_the_spec_red_and_goes_on(run, target):
    target.answer("bye", DOWN)
    ran = run(PHASES)
    assert (ran.step("bye").outcome, ran.step("last").outcome) == ("failed", "passed")
    assert ran.spec.outcome == "failed"


def test_a_spec_that_takes_too_long_is_an_error_and_cleans_up(run, target):
    target.answer("ask", HANGS)
    ran = run(
        f"""
    spec: Slow
    timeout: 5s
    {PHASES}
    """.replace("call: ask", "timeout: 1h, call: ask")
    )
    assert phases(ran) == [
        ("setup", "prepare", "passed"),
        ("steps", "ask", "not_run"),
        ("undo", "ask.undo", "passed"),
        ("teardown", "bye", "passed"),
        ("teardown", "last", "passed"),
    ]
    assert ran.step("ask").reason == "the spec ran out of time"
    assert ran.spec.outcome == "errored"
    assert ran.spec.error.message == "the spec took longer than 5s"
    assert ran.spec.error.hint == "give it more with `timeout:`, or make it shorter"
    assert ran.spec.duration_s == pytest.approx(5, abs=0.1)


def test_a_spec_that_runs_out_of_time_in_its_setup_says_so_of_its_steps(run, target):
    target.answer("prepare", HANGS)
    ran = run(f"spec: Slow\ntimeout: 5s\n{PHASES}".replace("\n    ", "\n"))
    assert phases(ran)[:2] == [("setup", "prepare", "not_run"), ("steps", "ask", "not_run")]
    assert ran.step("ask").reason == "the spec ran out of time"


def test_undo_and_teardown_have_a_time_of_their_own_together(run, target):
    target.answer("drop", HANGS)
    ran = run(PHASES)
    assert phases(ran)[2:] == [
        ("undo", "ask.undo", "not_run"),
        ("teardown", "bye", "not_run"),
        ("teardown", "last", "not_run"),
    ]
    assert ran.step("bye").reason == "undo and teardown ran out of time"
    assert ran.spec.outcome == "errored"
    assert ran.spec.error.message == "undo and teardown took longer than 10s"
    assert ran.spec.error.hint == "give them more with `teardown_timeout:`"
    assert ran.spec.duration_s == pytest.approx(10, abs=0.1)


def test_the_time_of_the_teardown_can_be_set(run, target):
    target.answer("bye", HANGS)
    ran = run(f"spec: Slow\nteardown_timeout: 2s\n{PHASES}".replace("\n    ", "\n"))
    assert ran.spec.error.message == "undo and teardown took longer than 2s"
    assert ran.step("last").outcome == "not_run"


def test_steps_behind_a_loop_or_a_group_that_was_cut_off_say_that_they_did_not_run(run, target):
    target.answer("slow", HANGS)
    for body in ("for_each: [1, 2], max_parallel: 2, call: slow", "parallel: [{call: slow}, {call: slow}]"):
        ran = run(f"spec: Slow\ntimeout: 5s\nsteps: [{{id: many, {body}}}, {{id: next, call: next}}]\n")
        assert ran.step("many").outcome == ran.step("next").outcome == "not_run"
        assert ran.spec.outcome == "errored"
        ran.events.clear()


def test_a_var_is_worked_out_once_and_in_order(run, target):
    run("""
        vars: {a: 1, b: "${{ a + 1 }}", token: "${{ uuid() }}"}
        steps:
          - call: {to: x, value: ["${{ a }}", "${{ b }}", "${{ token }}"]}
          - call: {to: x, value: "${{ token }}"}
    """)
    first, second = target.calls
    assert first.value[:2] == [1, 2]
    assert first.value[2] == second.value


def test_a_var_that_cannot_be_worked_out_is_an_error_of_the_spec(stage, target):
    ran = stage.run(
        """
        vars: {number: "${{ int(env.PORT) }}"}
        steps: [{id: ask, call: {to: x, value: "${{ number }}"}}]
        teardown: [{id: bye, call: bye}]
        """,
        environment={"PORT": "many"},
    )
    assert ran.spec.outcome == "errored"
    assert ran.spec.error.span.line == 3
    assert (ran.step("ask").outcome, ran.step("ask").reason) == ("skipped", "the spec could not start")
    assert target.names == ["bye"]


def test_vars_of_the_project_win_over_those_of_the_spec(stage, target):
    stage.run(
        """
        vars: {who: ann}
        steps: [{call: {to: x, value: "${{ who }}"}}]
    """,
        overrides={"who": "bob"},
    )
    assert target.calls[0].value == "bob"


def test_each_row_of_a_matrix_is_a_run_of_its_own(stage, target):
    ran = stage.run("""
        spec: Rows
        matrix: {size: [1, 2]}
        vars: {token: "${{ uuid() }}"}
        steps: [{id: ask, call: {to: x, value: ["${{ matrix.size }}", "${{ token }}"]}}]
    """)
    assert sorted(call.value[0] for call in target.calls) == [1, 2]
    assert len({call.value[1] for call in target.calls}) == 2
    assert ran.specs == {"a.spec.yaml[size=1]": "passed", "a.spec.yaml[size=2]": "passed"}
    assert sorted(spec.matrix["size"] for spec in ran.payloads(SpecStarted)) == [1, 2]


def test_random_values_of_a_spec_depend_on_the_seed_and_the_spec_alone(stage, target):
    stage.write("b.spec.yaml", "spec: B\nsteps: [{call: {to: b, value: '${{ uuid() }}'}}]\n")
    seen = []
    for seed, jobs in ((1, 1), (1, 4), (2, 1)):
        target.calls.clear()
        stage.run("steps: [{call: {to: a, value: '${{ uuid() }}'}}]", seed=seed, jobs=jobs)
        seen.append({call.to: call.value for call in target.calls})
    assert seen[0] == seen[1]
    assert seen[0]["a"] != seen[0]["b"]
    assert seen[0]["a"] != seen[2]["a"]


def test_a_spec_that_is_known_to_fail_is_not_red(run, target):
    target.answer("ask", DOWN)
    ran = run("""
        spec: A
        known_failure: {reason: JIRA-1, until: 2026-01-20}
        steps: [{id: ask, call: ask}]
    """)
    assert ran.step("ask").outcome == "failed"
    assert (ran.spec.outcome, ran.spec.reason) == ("known_failure", "JIRA-1")


def test_a_spec_that_is_known_to_fail_and_passes_is_red(run):
    ran = run("""
        spec: A
        known_failure: {reason: JIRA-1, until: 2026-01-20}
        steps: [{id: ask, call: ask}]
    """)
    assert ran.spec.outcome == "failed"


def test_a_spec_that_is_known_to_fail_past_its_date_is_red(run, target):
    target.answer("ask", DOWN)
    ran = run("""
        spec: A
        known_failure: {reason: JIRA-1, until: 2026-01-19}
        steps: [{id: ask, call: ask}]
    """)
    assert ran.spec.outcome == "failed"


def test_the_environment_is_read_by_name(stage, target):
    ran = stage.run(
        "steps: [{id: ask, call: {to: x, value: '${{ has(env.NOPE) ? env.NOPE : env.HERE }}'}}]",
        environment={"HERE": "yes"},
    )
    assert target.calls[0].value == "yes"
    assert ran.spec.outcome == "passed"

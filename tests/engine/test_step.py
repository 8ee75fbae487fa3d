import pytest

from .target import Answer

DOWN = Answer(status=500)
SLOW = Answer(takes_s=1)


def test_a_loop_runs_its_step_for_each_item_in_order(run, target):
    ran = run("""
        steps:
          - id: each
            for_each: [a, b, c]
            call: {to: shop, value: "${{ item + string(index) }}"}
    """)
    assert [call.value for call in target.calls] == ["a0", "b1", "c2"]
    assert list(ran.outcomes) == ["each[0]", "each[1]", "each[2]", "each"]
    assert ran.step("each[1]").parent == "each"


def test_items_run_one_after_the_other_unless_told_otherwise(run, target):
    target.answer("shop", SLOW)
    run("steps: [{for_each: [1, 2, 3], call: shop}]")
    assert target.times("shop") == [0, 1, 2]


def test_at_most_so_many_items_run_at_the_same_time_and_they_begin_in_order(run, target):
    target.answer("shop", Answer(takes_s=3), Answer(takes_s=1), SLOW)
    run("""
        steps:
          - for_each: [0, 1, 2, 3, 4]
            max_parallel: 2
            call: {to: shop, value: "${{ item }}"}
    """)
    assert [call.value for call in target.calls] == [0, 1, 2, 3, 4]
    assert target.times("shop") == [0, 0, 1, 2, 3]


def test_what_items_save_is_a_list_in_the_order_of_the_items(run, target):
    target.answer("shop", Answer(body=1, takes_s=3), Answer(body=2, takes_s=1), Answer(body=3, takes_s=1))
    run("""
        steps:
          - id: each
            for_each: [a, b, c]
            max_parallel: 3
            call: shop
            save: {number: $}
          - call: {to: sum, value: "${{ number }}"}
          - call: {to: bodies, value: "${{ steps.each.body }}"}
    """)
    assert [call.value for call in target.calls[3:]] == [[1, 2, 3], [1, 2, 3]]


def test_one_failed_item_fails_the_loop_and_not_its_neighbours(run, target):
    target.answer("shop", Answer(), DOWN, Answer())
    ran = run("steps: [{id: each, for_each: [1, 2, 3], call: shop}]")
    assert ran.outcomes == {"each[0]": "passed", "each[1]": "failed", "each[2]": "passed", "each": "failed"}


def test_a_loop_over_nothing_fails_since_nothing_was_tested(run, target):
    target.answer("shop", Answer(body=[]))
    ran = run("""
        steps:
          - {id: list, call: shop}
          - {id: each, for_each: "${{ steps.list.body }}", call: other}
    """)
    step = ran.step("each")
    assert step.outcome == "failed"
    assert step.error.message == "`for_each` got an empty list, so nothing was tested"
    assert step.error.hint == "if that is fine: `for_each: {in: ..., allow_empty: true}`"


def test_a_loop_over_nothing_may_be_fine(run, target):
    target.answer("shop", Answer(body=[]))
    ran = run("""
        steps:
          - {id: list, call: shop}
          - {id: each, for_each: {in: "${{ steps.list.body }}", allow_empty: true}, call: other}
    """)
    assert ran.step("each").outcome == "passed"
    assert ran.spec.outcome == "passed"


@pytest.mark.parametrize(("body", "shown"), [({"a": 1}, "map with 1 key"), ("text", 'text "text"'), (7, "integer 7")])
def test_a_loop_over_what_is_no_list_is_an_error(run, target, body, shown):
    target.answer("shop", Answer(body=body))
    ran = run("""
        steps:
          - {id: list, call: shop}
          - {id: each, for_each: "${{ steps.list.body }}", call: other}
    """)
    assert (ran.step("each").outcome, ran.step("each").error.message) == (
        "errored",
        f"`for_each` needs a list, not {shown}",
    )


def test_a_loop_over_too_much_is_an_error(run, target):
    target.answer("shop", Answer(body=[1, 2, 3]))
    ran = run(
        """
        steps:
          - {id: list, call: shop}
          - {id: each, for_each: "${{ steps.list.body }}", call: other}
        """,
        max_items=2,
    )
    assert ran.step("each").error.message == "`for_each` got 3 items; the limit is 2"
    assert target.names == ["shop"]


def test_a_condition_of_a_loop_is_asked_for_each_item(run, target):
    ran = run("""
        steps:
          - {id: each, for_each: [1, 2, 3], when: "${{ item != 2 }}", call: {to: shop, value: "${{ item }}"}}
    """)
    assert [call.value for call in target.calls] == [1, 3]
    assert ran.outcomes == {"each[0]": "passed", "each[1]": "skipped", "each[2]": "passed", "each": "passed"}


def test_a_condition_that_knows_no_item_guards_the_list_itself(run, target):
    target.answer("shop", Answer(body={}))
    ran = run("""
        steps:
          - {id: list, call: shop}
          - id: each
            when: ${{ has(steps.list.body.rows) }}
            for_each: ${{ steps.list.body.rows }}
            call: other
    """)
    assert (ran.step("each").outcome, ran.step("each").reason) == ("skipped", "`when` is false")
    assert "each[0]" not in ran.outcomes


def test_a_group_can_be_looped_and_its_steps_see_the_item(run, target):
    target.answer("get", Answer(body=1), Answer(body=2))
    ran = run("""
        steps:
          - id: each
            for_each: [a, b]
            parallel:
              - {id: get, call: {to: get, value: "${{ item }}"}, save: {got: $}}
              - {id: use, call: {to: use, value: "${{ [item, got] }}"}}
    """)
    assert [call.value for call in target.calls] == ["a", ["a", 1], "b", ["b", 2]]
    assert set(ran.outcomes) == {"get[0]", "use[0]", "each[0]", "get[1]", "use[1]", "each[1]", "each"}
    assert ran.step("get[1]").parent == "each[1]"


def test_events_say_which_item_they_belong_to(run):
    from specrunner.events import StepStarted

    ran = run("steps: [{id: each, for_each: [a, {b: 1}], call: shop}]")
    stacks = [step.stack for step in ran.payloads(StepStarted) if step.parent == "each"]
    assert stacks == [('for_each item 1 of 2: text "a"',), ("for_each item 2 of 2: map with 1 key",)]


KNOWN = "known_failure: {reason: JIRA-1, until: 2026-01-20}"


def test_a_known_failure_is_not_red_until_its_date(run, target):
    target.answer("shop", DOWN)
    ran = run(f"steps: [{{id: ask, call: shop, {KNOWN}}}]")
    assert (ran.step("ask").outcome, ran.step("ask").reason) == ("known_failure", "JIRA-1")
    assert ran.spec.outcome == "known_failure"


def test_a_known_failure_that_passes_is_red(run):
    ran = run(f"steps: [{{id: ask, call: shop, {KNOWN}}}]")
    assert (ran.step("ask").outcome, ran.step("ask").reason) == (
        "failed",
        "it passes, but is marked as a known failure (JIRA-1): take the mark out",
    )


def test_a_known_failure_past_its_date_is_red(run, target):
    target.answer("shop", DOWN)
    ran = run(f"steps: [{{id: ask, call: shop, {KNOWN.replace('01-20', '01-19')}}}]")
    assert (ran.step("ask").outcome, ran.step("ask").reason) == (
        "failed",
        "the known failure (JIRA-1) was accepted until 2026-01-19 only",
    )


def test_what_needs_a_known_failure_is_skipped(run, target):
    target.answer("shop", DOWN)
    ran = run(f"steps: [{{id: ask, call: shop, {KNOWN}}}, {{id: next, needs: [ask], call: next}}]")
    assert (ran.step("next").outcome, ran.step("next").reason) == (
        "skipped",
        "it needs `ask`, which failed as is known",
    )


def test_a_known_failure_of_a_loop_speaks_for_all_its_items(run, target):
    target.answer("shop", DOWN)
    ran = run(f"steps: [{{id: each, for_each: [1, 2], call: shop, {KNOWN}}}]")
    assert ran.step("each").outcome == "known_failure"
    assert ran.spec.outcome == "known_failure"

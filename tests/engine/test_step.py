import pytest

from specrunner.events import StepFinished

from .conftest import Answer

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


LOGIN = """
    fragment: Log in
    inputs:
      user: string
      ttl: {type: integer, default: 60}
    outputs: {token: "${{ access }}", who: "${{ inputs.user }}"}
    steps:
      - id: ask
        call: {to: login, value: {user: "${{ inputs.user }}", ttl: "${{ inputs.ttl }}"}}
        save: {access: $.token}
"""


def test_a_fragment_gets_inputs_and_gives_outputs(stage, target):
    stage.write("login.fragment.yaml", LOGIN)
    target.answer("login", Answer(body={"token": "t-1"}))
    ran = stage.run("""
        steps:
          - id: login
            uses: {fragment: ./login.fragment.yaml, inputs: {user: ann}}
            save: {access: token}
          - call: {to: me, value: ["${{ access }}", "${{ steps.login.token }}", "${{ steps.login.who }}"]}
    """)
    assert [call.value for call in target.calls] == [{"user": "ann", "ttl": 60}, ["t-1", "t-1", "ann"]]
    assert ran.outcomes == {"login/ask": "passed", "login": "passed", "call-2": "passed"}
    assert ran.step("login/ask").parent == "login"


def test_a_failure_in_a_fragment_fails_the_step_that_uses_it_and_skips_what_needs_it(stage, target):
    stage.write("login.fragment.yaml", LOGIN)
    target.answer("login", DOWN)
    ran = stage.run("""
        steps:
          - {id: login, uses: {fragment: ./login.fragment.yaml, inputs: {user: ann}}}
          - {id: me, call: {to: me, value: "${{ steps.login.token }}"}}
    """)
    assert ran.outcomes == {"login/ask": "failed", "login": "failed", "me": "skipped"}


def test_a_fragment_sees_its_inputs_and_nothing_of_its_user(stage, target):
    stage.write(
        "look.fragment.yaml",
        """
        fragment: Look around
        steps:
          - {id: look, call: {to: look, value: "${{ secret_of_the_spec }}"}}
        """,
    )
    with pytest.raises(AssertionError, match="nothing defines `secret_of_the_spec`"):
        stage.run("""
            vars: {secret_of_the_spec: 1}
            steps:
              - uses: ./look.fragment.yaml
              - call: {to: x, value: "${{ secret_of_the_spec }}"}
        """)


@pytest.mark.parametrize("root", ["item", "index", "secrets.X", "matrix.x", "steps.first.body"])
def test_a_fragment_sees_no_item_no_secret_and_no_step_of_its_user(stage, root):
    stage.write(
        "look.fragment.yaml", f"fragment: Look\nsteps: [{{call: {{to: look, value: '${{{{ {root} }}}}'}}}}]\n"
    )
    with pytest.raises(AssertionError):
        stage.run("""
            secrets: [X]
            matrix: {x: [1]}
            steps:
              - {id: first, call: first}
              - {for_each: [1], uses: ./look.fragment.yaml}
            """)


def test_a_fragment_used_twice_has_names_of_its_own_each_time(stage, target):
    stage.write("login.fragment.yaml", LOGIN)
    target.answer("login", Answer(body={"token": "t-1"}), Answer(body={"token": "t-2"}))
    stage.run("""
        steps:
          - id: logins
            for_each: [ann, bob]
            uses: {fragment: ./login.fragment.yaml, inputs: {user: "${{ item }}"}}
            save: {tokens: token}
          - call: {to: me, value: "${{ tokens }}"}
    """)
    assert target.calls[-1].value == ["t-1", "t-2"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("${{ 7 }}", "the input `user` must be string, not integer (integer 7)"),
        ("${{ true }}", "the input `user` must be string, not boolean (boolean true)"),
        ("${{ null }}", "the input `user` must be string, not null (null)"),
    ],
)
def test_an_input_of_another_type_is_an_error(stage, target, value, message):
    stage.write("login.fragment.yaml", LOGIN)
    ran = stage.run(f"""
        steps:
          - {{id: login, uses: {{fragment: ./login.fragment.yaml, inputs: {{user: "{value}"}}}}}}
    """)
    assert (ran.step("login").outcome, ran.step("login").error.message) == ("errored", message)
    assert target.names == []


UNDO = """
    steps:
      - {id: a, call: make-a, save: {id_a: $.id}, undo: {call: {to: drop-a, value: "${{ id_a }}"}}}
      - {id: b, call: make-b, undo: {call: {to: drop-b, value: "${{ steps.b.body.id }}"}}}
      - {id: c, when: "${{ false }}", call: make-c, undo: {call: drop-c}}
      - {id: d, needs: [c], call: make-d, undo: {call: drop-d}}
      - {id: last, call: last}
"""


def test_undo_runs_at_the_end_newest_first_and_only_for_what_was_sent(run, target):
    target.answer("make-a", Answer(body={"id": 1}))
    target.answer("make-b", Answer(body={"id": 2}))
    ran = run(UNDO.replace('when: "${{ false }}"', 'when: "${{ id_a == 0 }}"'))
    assert target.names == ["make-a", "make-b", "last", "drop-b", "drop-a"]
    assert [call.value for call in target.calls[3:]] == [2, 1]
    assert [(step.step_id, step.phase) for step in ran.payloads(StepFinished)][-2:] == [
        ("b.undo", "undo"),
        ("a.undo", "undo"),
    ]


def test_undo_runs_for_a_step_that_was_sent_and_failed(run, target):
    target.answer("make", Answer(status=500, body={"id": 5}))
    ran = run("""
        steps:
          - {id: make, call: make, save: {id: $.id}, undo: {call: {to: drop, value: "${{ id }}"}}}
    """)
    assert [(call.to, call.value) for call in target.calls] == [("make", None), ("drop", 5)]
    assert ran.outcomes == {"make": "failed", "make.undo": "passed"}


def test_undo_of_a_step_that_gave_nothing_back_says_what_is_missing(run, target):
    target.answer("make", Answer(fault="reset"))
    ran = run("""
        steps:
          - {id: make, call: make, undo: {call: {to: drop, value: "${{ steps.make.body.id }}"}}}
    """)
    assert ran.outcomes == {"make": "errored", "make.undo": "errored"}
    assert target.names == ["make"]


def test_a_failed_undo_makes_the_spec_red_and_the_others_still_run(run, target):
    target.answer("drop-b", DOWN)
    ran = run("""
        steps:
          - {id: a, call: make-a, undo: {call: drop-a}}
          - {id: b, call: make-b, undo: {call: drop-b}}
    """)
    assert ran.outcomes == {"a": "passed", "b": "passed", "b.undo": "failed", "a.undo": "passed"}
    assert ran.spec.outcome == "failed"


def test_undo_in_a_loop_runs_for_each_item_newest_first(run, target):
    ran = run("""
        steps:
          - id: each
            for_each: [1, 2, 3]
            call: {to: make, value: "${{ item }}"}
            undo: {call: {to: drop, value: "${{ item }}"}}
    """)
    assert [(call.to, call.value) for call in target.calls[3:]] == [("drop", 3), ("drop", 2), ("drop", 1)]
    assert "each.undo[2]" in ran.outcomes


def test_undo_in_a_fragment_sees_the_names_of_the_fragment(stage, target):
    stage.write(
        "make.fragment.yaml",
        """
        fragment: Make
        inputs: {kind: string}
        steps:
          - id: make
            call: {to: make, value: "${{ inputs.kind }}"}
            save: {id: $.id}
            undo: {call: {to: drop, value: "${{ [inputs.kind, id] }}"}}
        """,
    )
    target.answer("make", Answer(body={"id": 9}))
    stage.run("""
        steps:
          - {uses: {fragment: ./make.fragment.yaml, inputs: {kind: tea}}}
          - call: last
    """)
    assert [(call.to, call.value) for call in target.calls] == [("make", "tea"), ("last", None), ("drop", ["tea", 9])]


def test_a_step_sent_many_times_is_undone_once(run, target):
    target.answer("make", DOWN, Answer())
    run("""
        steps:
          - {call: make, retry: {times: 3, backoff: {base: 1s}}, undo: {call: drop}}
    """)
    assert target.names == ["make", "make", "drop"]


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

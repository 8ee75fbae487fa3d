"""Steps that undo what others did."""

from specrunner.events import StepFinished

from .target import Answer

DOWN = Answer(status=500)
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

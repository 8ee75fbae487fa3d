import pytest

from specrunner.events import Fault


def test_a_step_works_on_what_an_earlier_one_left_open(run, source):
    source.messages = [(1, "a"), (1, "b"), (1, "c")]
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}}
          - {id: two, feed: {on: line}, collect: {count: 2}, expect: {events: [a, b]}}
          - {id: last, feed: {on: line}, collect: {until: {value: c}}, expect: {events: [c]}}
    """)
    assert ran.outcomes == {"line": "passed", "two": "passed", "last": "passed"}
    assert (source.opened, source.ended, source.goodbyes, ran.notices) == (["/x"], ["/x"], 1, [])


def test_what_setup_opens_is_there_in_teardown_and_closed_behind_it(run, source):
    source.messages = [(0, "a"), (0, "b")]
    ran = run("""
        setup: [{id: line, feed: {open: /x}}]
        steps: [{id: first, feed: {on: line}, collect: {count: 1}}]
        teardown: [{id: end, feed: {on: line}, collect: {count: 1}, expect: {events: [b]}}]
    """)
    assert ran.outcomes == {"line": "passed", "first": "passed", "end": "passed"}
    assert source.ended == ["/x"]


def test_the_newest_is_closed_first(run, source):
    run("""
        steps:
          - {id: one, feed: {open: /1}, expect: {fault: {exists: false}}}
          - {id: two, feed: {open: /2}, expect: {fault: {exists: false}}}
    """)
    assert source.ended == ["/2", "/1"]


def test_messages_that_nobody_read_are_told(run, source):
    source.messages = [(0, "a"), (0, "b"), (0, "c")]
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}}
          - {pause: 1s}
          - {feed: {on: line}, collect: {count: 1}}
    """)
    assert ran.spec.outcome == "passed"
    assert ran.notices == ["the feed handle `line` was left open: 2 messages were never read"]


def test_what_was_closed_leaves_nothing_to_tell(run, source):
    source.messages = [(0, "a"), (0, "b")]
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}}
          - {feed: {on: line, close: true}, collect: {count: 1}}
    """)
    assert (ran.notices, source.goodbyes) == ([], 1)


def test_a_fault_in_the_background_is_what_the_next_step_gets(run, source):
    source.messages = [(0, "a"), (1, Fault("disconnected", "body", "the line broke"))]
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}}
          - {pause: 2s}
          - {id: next, feed: {on: line}, collect: {count: 2}}
    """)
    step = ran.step("next")
    assert (step.outcome, step.error.message) == ("errored", "the line broke")


def test_a_fault_that_no_step_saw_is_told(run, source):
    source.messages = [(1, Fault("disconnected", "body", "the line broke"))]
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}, expect: {fault: {exists: false}}}
          - {pause: 2s}
    """)
    assert ran.notices == ["the feed handle `line` was left open: the line broke"]


def test_where_nothing_was_left_open_the_step_has_a_fault(run, source):
    source.fails_to_open = True
    ran = run("""
        steps:
          - {id: line, feed: {open: /x}, expect: {fault.kind: refused}}
          - {id: next, feed: {on: line}, collect: {count: 1}}
    """)
    assert ran.step("next").error.message == "step `line` left nothing open to work on"


def test_a_goodbye_that_hangs_is_cut_short(run, source):
    source.goodbye_s = 1000
    ran = run("steps: [{id: line, feed: {open: /x}, expect: {fault: {exists: false}}}]")
    assert ran.spec.duration_s == pytest.approx(2)
    assert source.ended == ["/x"]


def test_handles_are_closed_when_the_spec_runs_out_of_time(run, source):
    source.messages = [(100, "a")]
    ran = run("""
        spec: Late
        timeout: 5s
        steps:
          - {id: line, feed: {open: /x}}
          - {id: wait, feed: {on: line}, collect: {count: 1, within: 1min}, timeout: 2min}
    """)
    assert (ran.spec.outcome, source.ended, source.goodbyes) == ("errored", ["/x"], 1)


def test_another_attempt_closes_what_the_one_before_opened(run, source):
    source.messages = [(0, "a")]
    run("""
        steps:
          - {id: line, feed: {open: /x}, retry: 1, expect: {time: 1s}}
    """)
    assert (source.opened, source.ended, source.goodbyes) == (["/x", "/x"], ["/x", "/x"], 2)


def test_a_handle_in_a_fragment_is_its_own(run, stage, source):
    source.messages = [(0, "a")]
    stage.write(
        "read.fragment.yaml",
        """
        fragment: Read one
        inputs: {path: string}
        outputs: {got: "${{ got }}"}
        steps:
          - {id: line, feed: {open: "${{ inputs.path }}"}}
          - {feed: {on: line}, collect: {count: 1}, save: {got: "events[0]"}}
        """,
    )
    ran = run("""
        steps:
          - {id: line, feed: {open: /outer}}
          - {id: one, uses: {fragment: ./read.fragment.yaml, inputs: {path: /1}}}
          - {id: two, uses: {fragment: ./read.fragment.yaml, inputs: {path: /2}}}
          - {feed: {on: line}, collect: {count: 1}}
          - {check: "${{ steps.one.got }}", expect: {value: a}}
          - {check: "${{ steps.two.got }}", expect: {value: a}}
    """)
    assert (ran.spec.outcome, source.opened) == ("passed", ["/outer", "/1", "/2"])


def test_each_round_of_a_looped_group_has_a_handle_of_its_own(run, source):
    source.messages = [(0, "a")]
    ran = run("""
        steps:
          - for_each: [/1, /2]
            max_parallel: 2
            parallel:
              - {id: line, feed: {open: "${{ item }}"}}
              - {feed: {on: line}, collect: {count: 1}}
    """)
    assert (ran.spec.outcome, sorted(source.opened)) == ("passed", ["/1", "/2"])


def test_an_undo_can_use_the_handle_of_its_step(run, source):
    source.messages = [(0, "a")]
    ran = run("""
        steps:
          - id: line
            feed: {open: /x}
            expect: {fault: {exists: false}}
            undo: {feed: {on: line}, expect: {events: []}}
    """)
    assert ran.spec.outcome == "passed"


def test_defaults_are_for_opening_only(run, source):
    run("""
        defaults: {feed: {base_url: http://h}}
        steps:
          - {id: line, feed: {open: /x}}
          - {feed: {on: line}, expect: {events: []}}
    """)
    assert source.base_urls == ["http://h", None]


def test_a_later_reads_what_the_step_sees_and_what_it_is_given(run, source):
    run("""
        vars: {greeting: hello}
        steps:
          - {id: line, feed: {open: /x, reply: {text: "${{ greeting + request.name }}"}}, expect: {events: []}}
    """)
    assert source.replies == [{"text": "hello/x"}]

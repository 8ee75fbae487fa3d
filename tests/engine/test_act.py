import pytest

from .target import Answer

PENDING = Answer(body={"state": "pending"})
SHIPPED = Answer(body={"state": "shipped"})
FAILED = Answer(body={"state": "failed"})


def test_an_answer_is_judged_by_all_checks_of_the_step(run, target):
    target.answer("shop", Answer(body={"a": 1, "b": 2}))
    ran = run("""
        steps:
          - id: ask
            call: shop
            expect: {status: 200, $.a: 1, $.b: 3, $.c: {exists: false}}
    """)
    assert [(check.subject, str(check.outcome)) for check in ran.checks("ask")] == [
        ("status", "passed"),
        ("$.a", "passed"),
        ("$.b", "failed"),
        ("$.c", "passed"),
    ]
    step = ran.step("ask")
    assert (step.outcome, step.check_count, step.attempts) == ("failed", 4, 1)


def test_a_step_that_says_nothing_of_the_status_expects_one_below_400(run, target):
    target.answer("shop", Answer(status=404))
    ran = run("steps: [{id: ask, call: shop}]")
    (check,) = ran.checks("ask")
    assert (check.subject, check.matcher, check.outcome) == ("status", "lt", "failed")


def test_a_fault_is_an_error_with_its_hint(run, target):
    target.answer("shop", Answer(fault="refused"))
    ran = run("steps: [{id: ask, call: shop}]")
    step = ran.step("ask")
    assert (step.outcome, step.check_count) == ("errored", 0)
    assert (step.error.message, step.error.hint) == ("the target is refused", "start it")


def test_a_fault_can_be_what_is_asked_for(run, target):
    target.answer("shop", Answer(fault="refused"))
    ran = run("steps: [{id: ask, call: shop, expect: {fault.kind: refused}}]")
    assert ran.step("ask").outcome == "passed"


def test_a_fault_that_was_asked_for_and_did_not_come_fails(run):
    ran = run("steps: [{id: ask, call: shop, expect: {fault.kind: refused}}]")
    assert ran.step("ask").outcome == "failed"


@pytest.mark.parametrize(
    ("phase", "where"),
    [
        ("", "before anything was sent"),
        ("dns", "while looking up the host name"),
        ("connect", "while connecting"),
        ("tls", "during the TLS handshake"),
        ("send", "while sending the request"),
        ("first_byte", "while waiting for the answer to begin"),
        ("body", "while reading the body, 0 bytes so far"),
        ("handshake", "in phase handshake"),
    ],
)
def test_a_deadline_that_passes_is_an_error_that_names_the_phase(run, target, phase, where):
    target.answer("shop", Answer(takes_s=100, phase=phase))
    ran = run("steps: [{id: ask, timeout: 2s, call: shop}]")
    step = ran.step("ask")
    assert step.outcome == "errored"
    assert step.error.message == f"no whole answer within 2s: the time ran out {where}"
    assert step.error.hint == "give the step more time with `timeout:`, or find out why the target is slow"
    (exchange,) = ran.exchanges("ask")
    assert exchange.fault.kind == "timeout"
    assert exchange.timing_s["total"] == pytest.approx(2)
    assert [message.summary for message in exchange.sent] == ["CALL shop"]


def test_a_deadline_can_be_what_is_asked_for(run, target):
    target.answer("shop", Answer(takes_s=100))
    assert run("steps: [{id: ask, timeout: 2s, call: shop, expect: {fault.kind: timeout}}]").spec.outcome == "passed"


def test_each_attempt_has_the_whole_time(run, target):
    target.answer("shop", Answer(takes_s=100), Answer(takes_s=1.5))
    ran = run("steps: [{id: ask, timeout: 2s, call: shop, retry: {times: 1, backoff: {base: 1s, jitter: 0}}}]")
    assert ran.step("ask").outcome == "passed"
    assert ran.step("ask").duration_s == pytest.approx(4.5, abs=0.1)


def test_without_a_word_a_step_has_30_seconds(run, target):
    target.answer("shop", Answer(takes_s=100))
    assert run("steps: [{id: ask, call: shop}]").step("ask").duration_s == pytest.approx(30, abs=0.1)


def test_a_value_that_turns_out_wrong_is_an_error_with_its_place_and_nothing_is_sent(run, target):
    target.answer("shop", Answer(body={"id": "seven"}))
    ran = run("""
        steps:
          - {id: first, call: shop, save: {id: $.id}}
          - {id: second, call: {to: other, value: "${{ id + 1 }}"}}
    """)
    step = ran.step("second")
    assert (step.outcome, step.attempts, target.names) == ("errored", 0, ["shop"])
    assert (step.error.span.line, step.error.code[:4]) == (5, "SR03")
    assert ran.exchanges("second") == []


def test_what_is_saved_keeps_its_type(run, target):
    target.answer("shop", Answer(body={"id": 7, "tags": ["a"], "nothing": None}))
    run("""
        steps:
          - {id: first, call: shop, save: {id: $.id, tags: $.tags, nothing: $.nothing}}
          - {call: {to: other, value: {id: "${{ id }}", tags: "${{ tags }}", nothing: "${{ nothing }}"}}}
          - {call: {to: other, value: "${{ steps.first.body.id }}"}}
    """)
    assert [call.value for call in target.calls[1:]] == [{"id": 7, "tags": ["a"], "nothing": None}, 7]


def test_what_cannot_be_saved_is_an_error(run):
    ran = run("steps: [{id: ask, call: shop, save: {id: $.id}}, {call: {to: x, value: '${{ id }}'}}]")
    step = ran.step("ask")
    assert step.outcome == "errored"
    assert step.error.span.line == 2


def test_what_can_be_saved_is_though_something_else_cannot(run, target):
    target.answer("make", Answer(body={"id": 5}))
    ran = run("""
        steps:
          - id: make
            call: make
            save: {name: $.name, id: $.id}
            undo: {call: {to: drop, value: "${{ id }}"}}
          - {id: use, call: {to: use, value: "${{ name }}"}}
    """)
    assert ran.outcomes == {"make": "errored", "use": "skipped", "make.undo": "passed"}
    assert target.calls[-1].value == 5


def test_a_failed_check_says_more_than_what_could_not_be_saved_because_of_it(run, target):
    target.answer("shop", Answer(status=500))
    ran = run("steps: [{id: ask, call: shop, save: {id: $.id}}, {call: {to: x, value: '${{ id }}'}}]")
    assert (ran.step("ask").outcome, ran.step("ask").error) == ("failed", None)


UNTIL = """
    steps:
      - id: ask
        call: shop
        until: {$.state: shipped}
        every: 1s
        within: 5s
        stop_if: {$.state: failed}
"""


def test_a_step_is_polled_until_its_condition_holds(run, target):
    target.answer("shop", PENDING, PENDING, SHIPPED)
    ran = run(UNTIL)
    step = ran.step("ask")
    assert (step.outcome, step.attempts, target.times("shop")) == ("passed", 3, [0, 1, 2])
    assert [(check.subject, str(check.outcome)) for check in ran.checks("ask")] == [
        ("$.state", "passed"),
        ("status", "passed"),
    ]
    assert len(ran.exchanges("ask")) == 3


def test_polling_gives_up_when_the_time_is_over(run, target):
    target.answer("shop", PENDING)
    ran = run(UNTIL)
    assert target.times("shop") == [0, 1, 2, 3, 4, 5]
    assert ran.step("ask").outcome == "failed"
    (check,) = ran.checks("ask")
    assert (check.subject, check.outcome) == ("$.state", "failed")
    assert check.explanation.startswith("not so within 5s, 6 attempts")
    assert check.actual == 'text "pending"'


def test_polling_stops_early_when_it_is_told_to(run, target):
    target.answer("shop", PENDING, FAILED)
    ran = run(UNTIL)
    assert (ran.step("ask").outcome, target.times("shop")) == ("failed", [0, 1])
    (check,) = ran.checks("ask")
    assert check.explanation.startswith('gave up: `stop_if` came true (text "failed"), 2 attempts')


def test_a_condition_to_give_up_that_finds_nothing_in_any_answer_fails(run, target):
    target.answer("shop", PENDING, SHIPPED)
    ran = run(UNTIL.replace("stop_if: {$.state: failed}", "stop_if: {$.satte: failed}"))
    assert ran.step("ask").outcome == "failed"
    check = ran.checks("ask")[1]
    assert check.explanation == (
        "`stop_if` found nothing to judge in any of 2 answers: nothing at $.satte; keys there: `state`"
    )
    assert check.hint == "did you mean `$.state`?"


def test_what_may_be_absent_is_asked_by_exists_to_give_up(run, target):
    target.answer("shop", PENDING, SHIPPED)
    ran = run(UNTIL.replace("stop_if: {$.state: failed}", "stop_if: {$.error: {exists: true}}"))
    assert ran.step("ask").outcome == "passed"


def test_a_target_that_is_not_there_yet_is_polled_on(run, target):
    target.answer("shop", Answer(fault="refused"), Answer(status=503), SHIPPED)
    assert run(UNTIL).step("ask").outcome == "passed"


def test_a_target_that_never_comes_is_an_error(run, target):
    target.answer("shop", Answer(fault="refused"))
    step = run(UNTIL).step("ask")
    assert step.outcome == "errored"
    assert step.error.message == "not so within 5s, 6 attempts; the last: the target is refused"
    assert step.error.hint == "start it"


def test_what_is_expected_is_judged_once_on_the_last_answer(run, target):
    target.answer("shop", Answer(status=500, body={"state": "pending"}), SHIPPED)
    ran = run("""
        steps:
          - {id: ask, call: shop, until: {$.state: shipped}, every: 1s, expect: {status: 200, $.sku: {exists: true}}}
    """)
    assert [(check.subject, str(check.outcome)) for check in ran.checks("ask")] == [
        ("$.state", "passed"),
        ("status", "passed"),
        ("$.sku", "failed"),
    ]
    assert ran.step("ask").attempts == 2


def test_polling_ends_in_time_though_the_target_hangs(run, target):
    target.answer("shop", PENDING, Answer(takes_s=100))
    ran = run(UNTIL)
    step = ran.step("ask")
    assert step.duration_s == pytest.approx(5, abs=0.1)
    assert step.outcome == "failed"
    (check,) = ran.checks("ask")
    assert check.actual == 'text "pending"'
    assert check.explanation.startswith("not so within 5s, 2 attempts")


def test_polling_a_target_that_hangs_from_the_first_is_an_error(run, target):
    target.answer("shop", Answer(takes_s=100))
    step = run(UNTIL).step("ask")
    assert (step.outcome, step.attempts) == ("errored", 1)
    assert step.duration_s == pytest.approx(5, abs=0.1)
    assert step.error.message == (
        "not so within 5s, 1 attempt; the last: no whole answer within 5s: "
        "the time ran out while waiting for the answer to begin"
    )


def test_steps_of_a_name_share_a_session_and_others_do_not(run, target):
    kept = {}

    def look(to):
        kept[to] = target.calls[-1].session

    target.on_call = look
    run("""
        vars: {who: admin}
        steps:
          - {call: one}
          - {as: admin, call: two}
          - {as: "${{ who }}", call: three}
          - {call: four}
    """)
    assert kept == {"one": "default", "two": "admin", "three": "admin", "four": "default"}


def test_a_session_keeps_what_its_steps_left_in_it_and_belongs_to_one_spec(stage, target):
    stage.write("b.spec.yaml", "spec: B\nsteps: [{call: x}]\n")
    stage.run("steps: [{call: x}, {as: admin, call: x}, {call: x}]", jobs=1)
    seen = [(call.session, call.met_before) for call in target.calls]
    assert seen == [("default", 0), ("admin", 0), ("default", 1), ("default", 0)]

from specrunner.events import ExchangeRecorded

from .target import Answer


def test_a_race_sends_all_at_one_instant_and_judges_the_answers_together(run, target):
    target.answer("shop", Answer(status=201, takes_s=1.0), Answer(status=409, takes_s=1.0))
    ran = run("""
        steps:
          - id: order
            race: 4
            call: {to: shop, value: "${{ index }}"}
            expect:
              answers[*].status: {any_order: [201, 409, 409, 409]}
              sent_within: 0s
              time: 1s
            save: {refused: "$[?@.status == 409].status"}
          - id: later
            check: ${{ refused }}
            expect: {value: [409, 409, 409]}
    """)
    assert [ran.step(name).outcome for name in ("order", "later")] == ["passed", "passed"]
    assert sorted(call.value for call in target.calls) == [0, 1, 2, 3]
    assert len({call.at_s for call in target.calls}) == 1
    assert ran.step("order").attempts == 4


def test_every_sending_is_recorded(run, target):
    ran = run("steps: [{id: ask, race: 3, call: shop, expect: {answers: {count: 3}}}]")
    assert [event.attempt for event in ran.payloads(ExchangeRecorded)] == [1, 2, 3]


def test_a_burst_may_be_spread_over_its_window(run, target):
    ran = run("""
        steps:
          - id: ask
            burst: {count: 4, within: 2s, evenly: true}
            call: shop
            expect: {sent_within: 1.5s}
    """)
    assert ran.step("ask").outcome == "passed"
    began = target.calls[0].at_s
    assert [call.at_s - began for call in target.calls] == [0, 0.5, 1.0, 1.5]


def test_a_sending_without_an_answer_fails_the_step_unless_it_is_asked_for(run, target):
    target.answer("shop", Answer(), Answer(fault="refused"))
    ran = run("steps: [{id: ask, race: 2, call: shop, expect: {answers: {count: 2}}}]")
    (faults,) = (check for check in ran.checks("ask") if check.subject == "faults")
    assert (faults.subject, faults.outcome, faults.actual) == ("faults", "failed", "integer 1")


def test_a_sending_without_an_answer_can_be_what_is_asked_for(run, target):
    target.answer("shop", Answer(), Answer(fault="refused"))
    asked = "{faults: 1, 'answers[*].fault.kind': [refused]}"
    assert run(f"steps: [{{id: ask, race: 2, call: shop, expect: {asked}}}]").step("ask").outcome == "passed"

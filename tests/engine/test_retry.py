import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.engine.retry import backoff_s
from specrunner.model import Backoff

from .target import Answer

DOWN = Answer(status=500)
REFUSED = Answer(fault="refused")


def backoff(base: float, factor: float = 2.0, cap: float = 10.0, jitter: float = 0.0) -> Backoff:
    return Backoff.model_validate({"base": base, "factor": factor, "cap": cap, "jitter": jitter})


def test_each_wait_is_longer_by_the_factor_up_to_the_cap():
    policy = backoff(0.2, factor=3, cap=5.0)
    assert [backoff_s(attempt, policy, 0.5) for attempt in range(1, 7)] == pytest.approx([0, 0.2, 0.6, 1.8, 5, 5])


def test_jitter_takes_away_up_to_its_part_of_the_wait():
    assert backoff_s(2, backoff(1.0, jitter=0.5), 0.0) == 1.0
    assert backoff_s(2, backoff(1.0, jitter=0.5), 0.5) == 0.75
    assert backoff_s(2, backoff(1.0, jitter=1.0), 1.0) == 0.0


@given(
    attempt=st.integers(1, 10**6),
    base=st.floats(0, 1e4),
    factor=st.floats(1, 100),
    cap=st.floats(0, 1e4),
    jitter=st.floats(0, 1),
    drawn=st.floats(0, 1, exclude_max=True),
)
def test_a_wait_is_never_negative_nor_above_the_cap(attempt, base, factor, cap, jitter, drawn):
    assert 0 <= backoff_s(attempt, backoff(base, factor, cap, jitter), drawn) <= cap


POLICY = "{times: 3, backoff: {base: 1s, factor: 2, cap: 3s, jitter: 0}}"


def test_a_step_is_sent_again_until_it_passes(run, target):
    target.answer("shop", REFUSED, DOWN, Answer())
    ran = run(f"""
        steps:
          - {{id: ask, call: shop, retry: {POLICY}}}
    """)
    step = ran.step("ask")
    assert (step.outcome, step.attempts, step.attempts_allowed) == ("passed", 3, 4)
    assert target.times("shop") == [0, 1, 3]
    assert len(ran.exchanges("ask")) == 3
    assert [check.outcome for check in ran.checks("ask")] == ["passed"]


def test_a_step_that_never_passes_is_as_its_last_attempt(run, target):
    target.answer("shop", REFUSED, DOWN)
    ran = run(f"""
        steps:
          - {{id: ask, call: shop, retry: {POLICY}}}
    """)
    step = ran.step("ask")
    assert (step.outcome, step.attempts, step.error) == ("failed", 4, None)
    assert target.times("shop") == [0, 1, 3, 6]


@pytest.mark.parametrize(
    ("on", "answer", "attempts"), [("errored", DOWN, 1), ("errored", REFUSED, 3), ("failed", DOWN, 3)]
)
def test_only_what_is_worth_it_is_sent_again(run, target, on, answer, attempts):
    target.answer("shop", answer)
    ran = run(f"""
        steps:
          - {{id: ask, call: shop, retry: {{times: 2, on: [{on}]}}}}
    """)
    assert ran.step("ask").attempts == attempts


def test_what_the_answer_asks_for_is_waited_for(run, target):
    target.answer("shop", Answer(status=429, retry_after=7.0), Answer(status=429, retry_after=0.0), Answer())
    run(f"""
        steps:
          - {{call: shop, retry: {POLICY}}}
    """)
    assert target.times("shop") == [0, 7, 9]


def test_what_the_answer_asks_for_is_bounded_to_a_minute(run, target):
    target.answer("shop", Answer(status=429, retry_after=86_400.0), Answer())
    run("""
        steps:
          - {call: shop, retry: 1}
    """)
    assert target.times("shop") == [0, 60]


def test_what_the_answer_asks_for_can_be_ignored(run, target):
    target.answer("shop", Answer(status=429, retry_after=7.0), Answer())
    run("""
        steps:
          - {call: shop, retry: {times: 1, respect_retry_after: false, backoff: {base: 1s, jitter: 0}}}
    """)
    assert target.times("shop") == [0, 1]


def test_the_jitter_of_a_run_depends_on_its_seed_alone(stage, target):
    text = """
        spec: Seeds
        steps:
          - {call: shop, retry: {times: 5, backoff: {base: 1s, jitter: 1}}}
    """
    target.answer("shop", DOWN)
    times = []
    for seed in (1, 1, 2):
        target.calls.clear()
        stage.run(text, seed=seed)
        times.append(target.times("shop"))
    assert times[0] == times[1] != times[2]


def test_every_attempt_is_worked_out_anew(run, target):
    target.answer("shop", DOWN, Answer())
    run("""
        steps:
          - {call: {to: shop, value: "${{ uuid() }}"}, retry: 1}
    """)
    assert len({str(call.value) for call in target.calls}) == 2


def test_the_times_may_be_an_expression(run, target):
    target.answer("shop", DOWN)
    ran = run("""
        vars: {often: 2}
        steps:
          - {id: ask, call: shop, retry: {times: "${{ often }}"}}
    """)
    assert ran.step("ask").attempts == 3

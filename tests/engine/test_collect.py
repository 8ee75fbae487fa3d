import pytest

OPEN = "{id: line, feed: {open: /x}}"


def steps(collect: str, more: str = "") -> str:
    return f"steps:\n  - {OPEN}\n  - {{id: read, feed: {{on: line}}, collect: {collect}{more}}}\n"


def told(ran) -> tuple[str, str, str, str]:
    (check,) = ran.checks("read")
    return str(check.outcome), check.matcher, check.actual, check.explanation


def test_it_ends_with_the_message_that_fits(run, source):
    source.messages = [(1, {"n": n}) for n in range(9)]
    ran = run(steps("{until: {$.n: 3}}", ", expect: {time: 4s, events: {count: 4}}"))
    check = ran.checks("read")[0]
    assert (check.outcome, check.subject, check.matcher) == ("passed", "collect", "until")
    assert (check.expected, check.actual) == ("a message with $.n: 3", "4 messages")
    assert ran.step("read").outcome == "passed"


def test_what_did_not_fit_is_listed(run, source):
    source.messages = [(1, "a"), (1, "b")]
    assert told(run(steps("{until: {value: c}, within: 5s}"))) == (
        "failed",
        "until",
        "2 messages",
        'the stream ended; 2 messages came: got a; got b; the nearest: value is text "b"',
    )


def test_the_whole_time_bounds_it(run, source):
    source.messages = [(2, "a"), (2, "b"), (2, "c")]
    ran = run(steps("{count: 3, within: 5s}"))
    assert told(ran) == ("failed", "count", "2 messages", "5s are over; 2 messages came: got a; got b")
    assert ran.step("read").duration_s == pytest.approx(5)


def test_a_silence_ends_it(run, source):
    source.messages = [(1, "a"), (4, "b")]
    assert told(run(steps("{count: 2, idle: 3s}"))) == (
        "failed",
        "count",
        "1 message",
        "nothing came for 3s; 1 message came: got a",
    )


def test_no_message_at_all_is_said(run, source):
    assert told(run(steps("{count: 1}")))[3] == "the stream ended; no message came"


def test_long_lists_are_cut(run, source):
    source.messages = [(0, n) for n in range(11)]
    came = "; ".join(f"got {n}" for n in range(3, 11))
    assert told(run(steps("{count: 12}")))[3] == f"the stream ended; 11 messages came: 3 more, then {came}"


def test_max_bounds_it(run, source):
    source.messages = [(0, n) for n in range(9)]
    assert told(run(steps("{until: {value: 99}, max: 3}")))[3].startswith("`max` is reached: 3 came; 3 messages came")


def test_a_window_takes_all_that_comes_and_asks_nothing_itself(run, source):
    source.messages = [(1, "a"), (1, "b"), (9, "c")]
    ran = run(steps("{within: 5s}", ", expect: {events: {none: c, count: 2}, time: 5s}"))
    assert ran.step("read").outcome == "passed"
    assert {check.subject for check in ran.checks("read")} == {"events", "time"}


def test_a_time_that_runs_out_can_be_fine(run, source):
    source.messages = [(1, "a")]
    ran = run(steps("{count: 2, within: 3s, allow_timeout: true}", ", expect: {events: [a]}"))
    assert (ran.step("read").outcome, len(ran.checks("read"))) == ("passed", 1)


def test_the_step_has_time_for_what_it_collects(run, source):
    source.messages = [(100, "a")]
    assert run(steps("{count: 1, within: 2min}")).step("read").outcome == "passed"


def test_a_timeout_of_the_step_holds_all_the_same(run, source):
    source.messages = [(100, "a")]
    ran = run(steps("{count: 1, within: 2min}", ", timeout: 5s"))
    step = ran.step("read")
    assert (step.outcome, step.duration_s) == ("errored", pytest.approx(5))
    assert step.error.message == "no whole answer within 5s: the time ran out before any message came"


def test_what_came_until_the_time_of_the_step_is_over_is_told(run, source):
    source.messages = [(1, "a"), (1, "b"), (100, "c")]
    ran = run(steps("{count: 3, within: 2min}", ", timeout: 5s"))
    (exchange,) = ran.exchanges("read")
    assert [message.summary for message in exchange.received] == ["got a", "got b"]
    assert ran.step("read").error.message == "no whole answer within 5s: the time ran out when 2 messages had come"


def test_options_may_be_worked_out(run, source):
    source.messages = [(0, "a"), (0, "b")]
    ran = run("vars: {n: 2}\n" + steps('{count: "${{ n }}"}', ", expect: {events: [a, b]}"))
    assert ran.step("read").outcome == "passed"


def test_an_expression_that_cannot_be_worked_out_is_an_error(run, source):
    source.messages = [(0, {}), (0, {})]
    ran = run("vars: {n: 0}\n" + steps('{until: {$.a: {eq: "${{ 1 / n }}"}, $: {exists: true}}}'))
    step = ran.step("read")
    assert (step.outcome, len(ran.checks("read"))) == ("errored", 1)

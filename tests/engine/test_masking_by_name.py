"""What is masked because of its name, or in a place that is easily forgotten."""

import dataclasses

import pytest

from specrunner.engine.masking import EventMask, masked_arguments
from specrunner.events import (
    CheckResult,
    ChecksEvaluated,
    DiagnosticReported,
    Exchange,
    Fault,
    Finding,
    FindingRaised,
    Headers,
    Message,
    NoticeRaised,
    Outcome,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepError,
    StepFinished,
    StepStarted,
    encode,
)
from specrunner.source import Diagnostic, Related, Severity, SourceSpan
from specrunner.values import Masker

from .target import Answer

CANARY = "s3cr3t-C4N4RY-value"
SPAN = SourceSpan("a.spec.yaml", 1, 1, 1, 2)
C = CANARY


def result(outcome: Outcome) -> CheckResult:
    return CheckResult(outcome, C, C, C, C, SPAN, C, C, (C, C), C)


DIAGNOSTIC = Diagnostic("SR0101", Severity.ERROR, C, SPAN, C, C, (Related(C, SPAN),))
ERROR = StepError(C, SPAN, "SR0101", C)
FINDING = Finding(C, "low", "firm", C, C, C, (C,), C)
PAYLOADS = [
    ChecksEvaluated("a", "b", 1, (result(Outcome.PASSED), result(Outcome.FAILED))),
    NoticeRaised("a", "b", C),
    DiagnosticReported(DIAGNOSTIC, {"a.spec.yaml": C}),
    FindingRaised("a", "b", FINDING),
    ServiceChanged("a", C, "failed", C, C, (C, C), SPAN),
    SpecStarted("a", C, "a.spec.yaml", (C,), 1, {"cell": C, C: [C]}, {"a.spec.yaml": C}),
    SpecFinished("a", C, Outcome.FAILED, 1.0, C, ERROR),
    StepStarted("a", "b", C, "http", "steps", SPAN, (C,)),
    StepFinished("a", "b", C, "http", "steps", Outcome.FAILED, 1.0, 1, 1, SPAN, 1, C, ERROR),
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.type)
def test_every_text_of_every_payload_is_masked(payload):
    mask = EventMask(Masker())
    assert mask.mask(payload) is payload
    mask.masker.add(CANARY, "CANARY")
    masked = mask.mask(payload)
    assert CANARY not in repr(masked)
    assert "***CANARY***" in repr(masked)


def test_what_puts_the_stream_together_again_stays_as_it_is():
    mask = EventMask(Masker())
    mask.masker.add("steps", "WORD")
    started = StepStarted("steps/a", "steps", "steps", "http", "steps", dataclasses.replace(SPAN, file="steps"))
    masked = mask.mask(started)
    assert (masked.spec_id, masked.step_id, masked.phase, masked.span.file) == ("steps/a", "steps", "steps", "steps")
    assert masked.name == "***WORD***"


def test_a_secret_of_several_short_lines_is_masked_in_a_log():
    mask = EventMask(Masker())
    mask.masker.add("ab1\ncd2\nef3", "KEY")
    masked = mask.mask(ServiceChanged("a", "s", "failed", log_tail=("key is ab1", "cd2", "ef3", "end")))
    assert masked.log_tail == ("key is ***KEY***", "end")


@pytest.mark.parametrize(
    "message",
    [
        Message(f"GET http://h/cb?state=1&access_token={CANARY}"),
        Message("302 Found", Headers((("Location", f"http://h/cb#id_token={CANARY}&x=1"),))),
        Message("302 Found", Headers((("Location", f"https://ann:{CANARY}@h/"),))),
        Message("200 OK", Headers((("Refresh", f"0; url=/?token={CANARY}"),))),
        Message(
            "POST /",
            Headers((("Content-Type", "multipart/form-data; boundary=b"),)),
            b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n' + CANARY.encode() + b"\r\n--b--\r\n",
        ),
        Message("POST /", Headers((("Content-Type", "application/x-www-form-urlencoded"),)), f"pwd={C}".encode()),
        Message("POST /", Headers((("Cookie", f"a=1; sid={CANARY}; b=2"),))),
    ],
    ids=["query", "redirect", "user of a URL", "refresh", "multipart", "form", "cookie"],
)
def test_what_an_exchange_carries_under_a_sensitive_name_is_learnt(message):
    mask = EventMask(Masker())
    mask.learn(Exchange("http", (message,)))
    assert CANARY not in mask.masker.mask_text(f"again {CANARY}")


def test_a_short_cookie_beside_a_known_secret_is_masked_too():
    mask = EventMask(Masker())
    mask.masker.add(CANARY, "CANARY")
    assert mask._header("Cookie", f"a={CANARY}; pin=12") == "a=***CANARY***; pin=***"
    assert mask._header("Set-Cookie", "pin=12; Path=/") == "pin=***; Path=/"


def test_arguments_with_a_sensitive_name_show_the_name_only():
    given = ("run", "--var", "token=abc", "--var=db_password=x", "--var", "size=7", "-k", "token")
    assert masked_arguments(given, Masker()) == (
        *("run", "--var", "token=***TOKEN***", "--var=db_password=***DB_PASSWORD***"),
        *("--var", "size=7", "-k", "token"),
    )


def test_a_sensitive_environment_variable_is_masked_once_it_is_read(stage):
    ran = stage.run(
        "steps: [{id: s, call: {to: x, value: '${{ env.API_TOKEN }}'}}]", environment={"API_TOKEN": CANARY}
    )
    assert "***API_TOKEN***" in ran.text
    assert CANARY not in ran.text


def test_a_var_with_a_sensitive_name_is_masked_wherever_it_comes_from(stage):
    ran = stage.run(
        "vars: {token: mine, note: '${{ \"x\" + token }}'}\nsteps: [{call: {to: x, value: '${{ note }}'}}]",
        overrides={"token": CANARY},
    )
    assert CANARY not in ran.text


def test_what_is_saved_under_a_sensitive_name_is_a_secret(stage, target):
    target.answer("login", Answer(body={"value": CANARY}))
    ran = stage.run("""
        steps:
          - {id: login, call: login, save: {token: $.value}}
          - {call: {to: use, value: "${{ token }}"}}
    """)
    assert CANARY not in ran.text


def test_a_cell_of_a_matrix_with_a_sensitive_name_is_masked_also_in_the_ids(stage):
    stage.write("users.csv", f"user,password\nann,{CANARY}\nben,{CANARY}2\n")
    ran = stage.run("""
        matrix: {rows: users.csv}
        steps: [{call: {to: "${{ matrix.user }}", value: "${{ matrix.password }}"}}]
    """)
    assert sorted(ran.specs) == ["a.spec.yaml[user=ann, password=***]", "a.spec.yaml[user=ben, password=***]"]
    assert CANARY not in ran.text


@pytest.mark.parametrize("before", range(70, 81))
def test_a_text_that_is_cut_for_display_has_no_half_of_a_secret_at_the_cut(stage, target, before):
    target.answer("login", Answer(body={"said": "x" * before + CANARY}))
    ran = stage.run(
        """
        secrets: [CANARY]
        steps:
          - id: s
            call: {to: login, value: "${{ secrets.CANARY }}"}
            expect: {$.said: {contains: other}}
        """,
        secrets={"CANARY": CANARY},
    )
    check = ran.checks("s")[-1]
    assert "xxx" in check.actual
    assert "s3" not in check.actual + check.explanation


def test_a_fault_that_quotes_a_secret_is_masked(stage, target):
    target.answer("bad", Answer(fault="refused"))
    ran = stage.run(
        "secrets: [CANARY]\nsteps: [{id: s, call: {to: bad, value: '${{ secrets.CANARY }}'}}]",
        secrets={"CANARY": CANARY},
    )
    assert CANARY not in ran.text


def test_a_fault_is_masked_in_all_its_texts():
    mask = EventMask(Masker())
    mask.masker.add(CANARY, "CANARY")
    exchange = Exchange("http", fault=Fault("url", "", C, C), notices=(C,), attributes={C: C})
    assert CANARY not in repr(mask._exchange(exchange))


def test_a_masked_stream_is_still_one(stage):
    """Masked events encode like others."""
    ran = stage.run("steps: [{call: x}]", secrets={"CANARY": CANARY})
    assert all(encode(event) for event in ran.events)

import base64
from urllib.parse import quote

import pytest

from specrunner.engine.masking import EventMask
from specrunner.events import Exchange, Headers, Message, RunStarted
from specrunner.values import Masker

from .target import Answer

CANARY = "s3cr3t/C4N4RY+value"
ENCODINGS = [CANARY, quote(CANARY, safe=""), base64.b64encode(CANARY.encode()).decode(), CANARY.encode().hex()]


def clean(text: str) -> bool:
    return not [encoded for encoded in ENCODINGS if encoded in text]


def test_a_secret_of_the_spec_is_in_no_event_wherever_it_goes(stage, target):
    """Sent, echoed back, compared, saved, looped over, in names, in errors, in undo and teardown."""
    target.answer("echo", Answer(body={"said": f"hello {CANARY}", "list": [CANARY]}))
    target.answer("bad", Answer(fault="refused"))
    ran = stage.run(
        """
        secrets: [CANARY]
        vars: {copy: "${{ secrets.CANARY }}"}
        steps:
          - id: send
            call: {to: echo, value: {plain: "${{ secrets.CANARY }}", base64: "${{ base64(secrets.CANARY) }}"}}
            expect: {$.said: "hello ${{ copy }}!", $.list: {like: ["${{ copy }}", 1]}, status: {in: ["${{ copy }}"]}}
            save: {said: $.said}
            undo: {call: {to: echo, value: "${{ said }}"}}
          - {id: url, call: "${{ secrets.CANARY }}"}
          - {id: each, for_each: ["${{ said }}"], call: {to: echo, value: "${{ item }}"}}
          - {id: wrong, call: {to: echo, value: "${{ int(secrets.CANARY) }}"}}
          - {id: poll, call: echo, until: {$.said: "${{ copy }}"}, every: 1s, within: 2s}
          - {id: as_name, as: "${{ copy }}", call: bad}
        teardown:
          - {call: {to: echo, value: "${{ url_encode(secrets.CANARY) }}"}}
        """,
        secrets={"CANARY": CANARY},
        environment={"CANARY": CANARY},
    )
    assert ran.step("send").outcome == "errored"
    assert ran.step("poll").outcome == "failed"
    assert "***CANARY***" in ran.text
    assert clean(ran.text)


def test_a_secret_in_the_arguments_is_masked(stage):
    stage.arguments = ("run", "--var", f"token={CANARY}")
    ran = stage.run("steps: [{call: x}]", secrets={"CANARY": CANARY})
    assert clean(ran.text)
    assert ran.payloads(RunStarted)[0].arguments == ("run", "--var", "token=***CANARY***")


def test_a_secret_of_one_spec_is_masked_with_its_name_only_where_it_is_declared(stage):
    ran = stage.run(
        "secrets: [{name: TOKEN, env: CANARY}]\nsteps: [{call: {to: x, value: '${{ secrets.TOKEN }}'}}]",
        secrets={"CANARY": CANARY},
    )
    assert clean(ran.text)


def test_what_is_saved_as_a_secret_is_masked_already_in_the_answer_it_came_in(stage, target):
    target.answer("login", Answer(body={"note": CANARY}))
    ran = stage.run("""
        steps:
          - {id: login, call: login, save: {otp: {from: $.note, secret: true}}}
          - {id: use, call: {to: use, value: "${{ otp }}"}}
    """)
    assert target.calls[1].value == CANARY
    assert clean(ran.text)


def test_what_is_saved_as_a_secret_is_masked_in_every_answer_of_a_poll(stage, target):
    target.answer("login", Answer(status=202, body={"note": CANARY}), Answer(body={"note": CANARY, "done": True}))
    ran = stage.run("""
        steps:
          - id: login
            call: login
            until: {$.done: true}
            every: 1s
            save: {otp: {from: $.note, secret: true}}
          - {call: {to: use, value: "${{ otp }}"}}
    """)
    assert ran.step("login").outcome == "passed"
    assert clean(ran.text)


def test_a_secret_input_of_a_fragment_is_masked(stage, target):
    stage.write(
        "login.fragment.yaml",
        """
        fragment: Log in
        inputs: {password: {type: string, secret: true}}
        steps:
          - {id: ask, call: {to: "login-${{ inputs.password }}", value: "${{ inputs.password }}"}}
        """,
    )
    target.answer("first", Answer(body=CANARY))
    ran = stage.run("""
        steps:
          - {id: first, call: first, save: {word: {from: $, secret: true}}}
          - {uses: {fragment: ./login.fragment.yaml, inputs: {password: "${{ word }}"}}}
    """)
    assert target.calls[1].value == CANARY
    assert clean(ran.text)


@pytest.mark.parametrize(
    "headers",
    [
        (("authorization", f"Bearer {CANARY}"),),
        (("set-cookie", f"session={CANARY}; Path=/; HttpOnly"),),
        (("x-api-key", CANARY),),
    ],
)
def test_what_stands_in_a_sensitive_field_is_masked_there_and_wherever_it_comes_again(stage, target, headers):
    target.answer("login", Answer(headers=headers, body={"note": f"it was {CANARY}"}))
    target.answer("later", Answer(body=[CANARY]))
    ran = stage.run("steps: [{call: login}, {id: later, call: later, expect: {'$[0]': other}}]")
    assert clean(ran.text)
    assert "it was ***" in ran.text


@pytest.mark.parametrize("name", ["access_token", "password", "client_secret"])
def test_what_stands_behind_a_sensitive_name_in_json_is_masked(stage, target, name):
    target.answer("login", Answer(body={"deep": [{name: CANARY}]}))
    target.answer("later", Answer(body=[CANARY]))
    ran = stage.run("steps: [{call: login}, {call: later}]")
    assert clean(ran.text)


def test_a_token_that_is_sent_is_masked(stage):
    ran = stage.run("vars: {t: '" + CANARY + "'}\nsteps: [{id: ask, call: {to: x, token: '${{ t }}'}}]")
    (exchange,) = ran.exchanges("ask")
    assert exchange.sent[0].headers["authorization"] == "Bearer ***AUTHORIZATION***"


def test_two_specs_do_not_learn_of_each_other(stage, target):
    target.answer("login", Answer(body={"access_token": "tea-time-token"}))
    target.answer("menu", Answer(body="tea-time-token"))
    stage.write("b.spec.yaml", "spec: B\nsteps: [{id: menu, call: menu}]\n")
    ran = stage.run("steps: [{id: login, call: login}]", jobs=1)
    assert b"tea-time-token" not in ran.exchanges("login")[0].received[0].body
    assert ran.exchanges("menu")[0].received[0].body == b'"tea-time-token"'


def message(*headers: tuple[str, str], body: bytes = b"") -> Message:
    return Message("x", Headers(headers), body)


@pytest.mark.parametrize(
    ("sent", "secret"),
    [
        (message(("Cookie", "a=first-cookie; b=second-cookie")), "second-cookie"),
        (message(("Authorization", "Basic " + base64.b64encode(b"ann:likes-tea").decode())), "likes-tea"),
        (
            message(("Content-Type", "application/x-www-form-urlencoded"), body=b"user=ann&password=likes+tea"),
            "likes tea",
        ),
        (message(("Content-Type", "application/json"), body=b'{"a": [{"client_secret": "likes-tea"}]}'), "likes-tea"),
    ],
)
def test_secrets_are_learnt_from_where_they_usually_stand(sent, secret):
    mask = EventMask(Masker())
    mask.learn(Exchange("x", sent=(sent,)))
    assert secret not in mask.masker.mask_text(f"now {secret} again")


def test_of_a_digest_only_the_proof_is_a_secret():
    mask = EventMask(Masker())
    fields = 'Digest username="ann", nonce="n-0123456789", response="6629fae49393a05397450978507c4ef1", nc=00000001'
    mask.learn(Exchange("x", sent=(message(("Authorization", fields)),)))
    proof = "***AUTHORIZATION***"
    masked = f'Digest username="ann", nonce="n-0123456789", response="{proof}", nc=00000001'
    assert mask.masker.mask_text(fields) == masked


@pytest.mark.parametrize(
    "body", [b'{"password": "' + b"x" * (1 << 20) + b'"}', b'{"password": ', b'"\xff', b"[" * 100_000 + b'"']
)
def test_bodies_that_cannot_be_read_teach_nothing(body):
    mask = EventMask(Masker())
    mask.learn(Exchange("x", sent=(message(("Content-Type", "application/json"), body=body),)))
    assert mask.masker.mask_text("password") == "password"


def test_short_values_are_masked_where_they_stand_and_not_looked_for_elsewhere(stage, target):
    target.answer("login", Answer(headers=(("x-api-key", "1234"),), body={"count": 1234}))
    ran = stage.run("steps: [{id: ask, call: login}]")
    (received,) = ran.exchanges("ask")[0].received
    assert received.headers["x-api-key"] == "***"
    assert received.body == b'{"count": 1234}'

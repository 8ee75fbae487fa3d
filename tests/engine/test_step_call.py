"""Steps that use a fragment."""

import pytest

from .target import Answer

DOWN = Answer(status=500)
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
        ("${{ 7 }}", "the input `user` must be text, not integer 7"),
        ("${{ true }}", "the input `user` must be text, not boolean true"),
        ("${{ null }}", "the input `user` must be text, not null"),
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

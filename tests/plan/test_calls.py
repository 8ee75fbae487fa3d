"""`uses`: inputs and outputs against what the fragment declares."""

import pytest

LOGIN = """
fragment: Log in
inputs:
  user: string
  tries: {type: integer, default: 3}
  extra: any
outputs: {token: "${{ inputs.user }}"}
steps:
  - check: ${{ inputs.tries > 0 && inputs.extra != 0 }}
"""
FILES = {"login.fragment.yaml": LOGIN}


def _spec(inputs, save=""):
    return f"""
spec: A
steps:
  - id: login
    uses:
      fragment: ./login.fragment.yaml
      inputs:
        extra: 1
        {inputs}
{save}
  - check: ${{{{ steps.login.token == "ann" }}}}
"""


def test_inputs_that_fit_are_said_nothing_of(plan):
    assert plan(_spec("user: ann"), FILES).said() == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ("user: 7", "8:15 SR0513 the input `user` must be text, not integer 7"),
        ("user: [ann]", "8:15 SR0513 the input `user` must be text, not a list of 1"),
        ("user: null", "8:15 SR0513 the input `user` must be text, not null"),
        ("usr: ann", "8:9 SR0513 the fragment has no input `usr` (did you mean `user`?)"),
        ("{}", "5:7 SR0513 the input `user` is missing (add `inputs: {user: ...}`)"),
    ],
)
def test_a_literal_input_that_does_not_fit_is_said_at_its_place(plan, inputs, said):
    text = _spec(inputs) if inputs != "{}" else _spec("").replace("extra: 1", "extra: 2")
    assert said in plan(text, FILES).said()


def test_a_boolean_is_no_number(plan):
    assert plan(_spec("user: ann\n        tries: true"), FILES).said() == [
        "9:16 SR0513 the input `tries` must be an integer, not boolean true"
    ]


def test_what_an_expression_gives_is_judged_when_it_runs_at_the_place_of_the_input(plan):
    planned = plan(_spec("user: ${{ 7 }}"), FILES)
    assert planned.said() == []
    place = planned.spec.steps.steps[0].body.places["user"]
    assert (place.line, place.column) == (8, 15)


def test_an_output_that_the_fragment_lacks_cannot_be_saved(plan):
    said = plan(_spec("user: ann", "    save: {t: tokn}"), FILES).said()
    assert "9:15 SR0514 the fragment has no output `tokn` (did you mean `token`?)" in said


def test_a_fragment_that_is_not_there_is_said_where_it_is_named(plan):
    assert plan("spec: A\nsteps: [{uses: ./none.fragment.yaml}]").said() == [
        "2:16 SR0511 `./none.fragment.yaml` cannot be read (the path is relative to this file)"
    ]

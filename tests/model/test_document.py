"""The envelopes, and what a fragment wants to be given."""

import pytest
from pydantic import ValidationError

from specrunner.app import builtin_registry
from specrunner.model import FragmentInput, RetryPolicy, bind_spec
from specrunner.model.messages import explain_error
from specrunner.source import SourceText
from specrunner.syntax import compose


def _complaint(model, tree):
    with pytest.raises(ValidationError) as caught:
        model.model_validate(tree)
    (error,) = caught.value.errors(include_url=False)
    return error["loc"], explain_error(error).message


@pytest.mark.parametrize(
    ("kind", "good", "bad", "message"),
    [
        ("string", "a", 7, "must be text, not integer 7"),
        ("integer", 7, 7.5, "must be an integer, not number 7.5"),
        ("number", 7, "7", 'must be a number, not text "7"'),
        ("number", 7.5, True, "must be a number, not boolean true"),
        ("boolean", False, 0, "must be true or false, not integer 0"),
        ("list", [], {}, "must be a list, not an empty map"),
        ("map", {}, None, "must be a map, not null"),
    ],
)
def test_an_input_takes_values_of_its_type_only(kind, good, bad, message):
    wanted = FragmentInput(type=kind)
    assert wanted.misfit(good) is None
    assert wanted.misfit(bad) == message


def test_an_input_of_any_type_takes_anything():
    assert FragmentInput().misfit(None) is None


def test_a_default_need_not_fit_when_it_is_null_which_stands_for_nothing():
    assert FragmentInput.model_validate({"type": "string", "default": None}).misfit(None) is None


def test_a_default_of_another_type_is_refused():
    assert _complaint(FragmentInput, {"type": "integer", "default": "x"}) == (
        ("default",),
        'must be an integer, not text "x", since the input\'s type is `integer`',
    )


def test_a_retry_for_no_reason_at_all_is_refused():
    assert _complaint(RetryPolicy, {"times": 1, "on": []}) == (("on",), "must not be empty")


def test_a_word_that_nearly_is_one_of_a_closed_choice_gets_it_as_a_hint():
    text = "spec: A\nservices:\n  shop: {run: [a], shared: rum}\nsteps:\n  - {pause: 1s}\n"
    source = SourceText("a.spec.yaml", text)
    _, (found,) = bind_spec(compose(source).node, source, builtin_registry().kinds)
    assert (found.message, found.hint) == (
        '`shared` must be `spec` or `run`, not text "rum"',
        "did you mean `run`?",
    )


def test_an_unknown_key_is_underlined_itself_not_its_value():
    text = 'spec: A\nsteps:\n  - http: {get: "http://a/", heders: {A: b}}\n'
    source = SourceText("a.spec.yaml", text)
    _, (found,) = bind_spec(compose(source).node, source, builtin_registry().kinds)
    assert (found.message, found.hint) == ("unknown key `heders`", "did you mean `headers`?")
    assert (found.span.line, found.span.column, found.span.end_column) == (3, 30, 36)

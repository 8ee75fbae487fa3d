"""The leaves of what users write, and what every map in a spec has in common."""

from typing import Any

import pytest
from pydantic import ValidationError

from specrunner.model import Duration, Name, Rate, Ratio, Size, SpecModel, Templated
from specrunner.model.messages import explain_error
from specrunner.source import SourceText
from specrunner.syntax import compose
from specrunner.values import EvaluationError, compile_template


class Leaves(SpecModel):
    name: Name = "x"
    wait: Templated[Duration] | None = None
    size: Size = 0
    ratio: Ratio = 0.0
    rate: Rate = 0.0
    flag: Templated[bool] = False
    data: Any = None


def _complaint(**fields):
    with pytest.raises(ValidationError) as caught:
        Leaves.model_validate(fields)
    return explain_error(caught.value.errors(include_url=False)[0]).message


def _template(text):
    node = compose(SourceText("a.yaml", f'"{text}"')).node
    return compile_template(node)


def test_units_are_read_once_and_pass_when_they_are_read_already():
    read = Leaves.model_validate({"wait": "1m30s", "size": "10MiB", "ratio": "5%", "rate": "10/min"})
    assert (read.wait, read.size, read.ratio) == (90.0, 10 * 1024 * 1024, 0.05)
    assert read.rate == pytest.approx(1 / 6)
    assert Leaves.model_validate({"wait": 90.0, "size": 512}).wait == 90.0


def test_a_number_without_a_unit_is_no_duration():
    assert _complaint(wait=5) == "needs a unit, like `500ms`"


def test_what_is_no_text_at_all_is_told_by_its_type():
    assert _complaint(wait=["5s"]) == "must be text with a unit, like `500ms`, not a list of 1"
    assert _complaint(wait=True) == "must be text with a unit, like `500ms`, not boolean true"
    assert _complaint(size=[1]) == "must be a size, like `10MiB`, not a list of 1"


def test_nothing_is_converted():
    assert _complaint(flag="true") == 'must be true or false, not text "true"'
    assert _complaint(name=7) == "must be text, not integer 7"


def test_a_field_that_may_be_left_out_may_not_be_null():
    assert Leaves().wait is None
    assert _complaint(wait=None) == "must be text with a unit, like `500ms`, not null"


def test_a_field_for_any_value_may_be_null():
    assert Leaves(data=None).data is None


@pytest.mark.parametrize("name", ["", "7up", "a-b", "a b", "größe"])
def test_a_name_is_what_an_expression_can_read(name):
    assert "must be a name" in _complaint(name=name)


def test_a_template_may_stand_for_a_value_and_is_judged_when_it_is_rendered():
    bound = Leaves.model_validate({"flag": _template("${{ 1 + 1 }}")}).flag
    with pytest.raises(EvaluationError) as caught:
        bound.render(None)
    assert caught.value.diagnostic.message == "must be true or false, not integer 2"


def test_a_rendered_duration_is_read_like_a_written_one():
    bound = Leaves.model_validate({"wait": _template("${{ '1' + 's' }}")}).wait
    assert bound.render(None) == 1.0


def test_a_model_never_changes():
    with pytest.raises(ValidationError, match="frozen"):
        Leaves().name = "y"


def test_a_template_where_none_may_stand_is_named_as_what_it_is():
    template = compile_template(compose(SourceText("a.yaml", "${{ id }}")).node)
    message = "is fixed when the spec is read, so it cannot hold an expression"
    assert _complaint(name=template) == message

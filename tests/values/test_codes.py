"""What the codes explain is what happens."""

import pytest

from specrunner.source import SourceText
from specrunner.source.codes import values as codes
from specrunner.syntax import compose
from specrunner.values import limits, templated

# Values are known only to the run, so these mistakes do not show in the text alone; `tests/docs` runs them.
AT_RUN_TIME = {"SR0311", "SR0312", "SR0313", "SR0314", "SR0315", "SR0325"}
SHOWN = [code for code in codes.CODES if code.wrong and code.id not in AT_RUN_TIME]


def found(text):
    composed = compose(SourceText("spec.yaml", text))
    assert composed.node is not None, composed.diagnostics
    return [diagnostic.code for diagnostic in templated(composed.node)[1]]


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_wrong_example_is_wrong_and_the_right_one_right(code):
    assert found(code.wrong) == [code.id]
    assert found(code.right) == []


def test_the_limits_in_the_explanations_are_those_of_the_code():
    assert f"{limits.MAX_CHARACTERS:,} characters, {limits.MAX_NESTING} brackets" in codes.EXPRESSION_LIMIT.explain
    assert f"{limits.MAX_DEPTH} levels" in codes.EXPRESSION_LIMIT.explain
    assert f"{limits.MAX_STEPS:,} steps" in codes.EVALUATION_LIMIT.explain
    assert f"{limits.MAX_PARTS:,} parts" in codes.EVALUATION_LIMIT.explain

"""The page on expressions shows what is, not what was."""

import re
from pathlib import Path

import pytest

from specrunner.source import SourceText, render_diagnostic
from specrunner.syntax import compose
from specrunner.values import EvaluationError, compile_template, functions_table
from specrunner.values import limits as limits
from specrunner.values.kinds import TYPE_VALUES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")
EXAMPLES = [
    ("7 / 2", 3),
    ("-7 / 2", -3),
    ("1 + 1.5", 2.5),
    ('"order " + string(7)', "order 7"),
    ("[1, 5, 3][-1]", 3),
    ('has(env.REGION) ? env.REGION : "eu"', "eu"),
]


def test_the_function_table_is_the_one_of_the_code():
    table = PAGE.partition("<!-- generated: functions -->\n\n")[2].partition("\n<!-- end of functions -->\n")[0]
    assert table == functions_table(), "write specrunner.values.functions_table() between the two marks"


@pytest.mark.parametrize(("text", "value"), EXAMPLES)
def test_what_the_page_says_of_values_is_so(evaluate, text, value):
    assert evaluate(text, env={}) == value


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES if "[" not in text])
def test_the_statements_stand_on_the_page(text):
    assert f"`{text}`" in PAGE


def test_the_limits_on_the_page_are_those_of_the_code():
    assert f"| {limits.MAX_CHARACTERS:,} |" in PAGE
    assert f"| {limits.MAX_NESTING} |" in PAGE
    assert f"| {limits.MAX_DEPTH} |" in PAGE
    assert f"| {limits.MAX_STEPS:,} |" in PAGE
    assert f"| {limits.MAX_PARTS:,} |" in PAGE
    assert f"| {limits.MAX_TEXT // 1024 // 1024} MiB |" in PAGE


def test_every_type_has_its_row():
    assert set(re.findall(r"^\| .* \| .* \| `(\w+)` \|$", PAGE, re.MULTILINE)) == set(TYPE_VALUES) - {"type"}


def test_the_message_on_the_page_is_the_one_that_is_given(scope):
    text = "\n" * 8 + '    http: {get: "/orders/${{ steps.create.body.idd }}"}\n'
    source = SourceText("orders.spec.yaml", text)
    node = compose(source).node.get("http").get("get")
    with pytest.raises(EvaluationError) as caught:
        compile_template(node).render(scope(steps={"create": {"body": {"id": 7, "state": "new"}}}))
    assert render_diagnostic(caught.value.diagnostic, {"orders.spec.yaml": source}.get) in PAGE

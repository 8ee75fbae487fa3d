"""What holds for every operator, whatever it is asked of."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from specrunner.checks import OPERATORS, ExchangeView, Subject, compile_checks

from .conftest import SUBJECTS, a_scope, an_exchange, compiled, node_of
from .test_reference import example

VALUES = [
    None, True, False, 0, -1, 1.5, float("nan"), 10**400, "", "a", "7", "2026-05-01T00:00:00Z", "\ud800", "\x1b[31m",
    "x" * 5000, [], [1], [None], [[]], ["a", 1, {}], [{"a": 1}], {}, {"a": {"b": [1, {}]}}, {"": 1}, {"a\x1bb": [1]},
    b"\xff",
]  # fmt: skip
OPERANDS = [
    None, True, 0, -1, 1.5, "", "a", "(", "~x", "$", "now", [], [1], ["a"], [[]], {}, {"a": 1}, {"type": "x"},
    {"count": 1, "of": 1}, {"value": 1, "within": 2}, {"$.a": 1}, {"~each": 1},
]  # fmt: skip
AROUND = ["%s", "{not: %s}", "{each: %s}", "{any_of: [%s, 7]}", "{like: {a: {~is: %s}}}", "{path: {$.a: %s}}"]


def a_view(value: object) -> ExchangeView:
    document = Subject("json", "", "any", lambda exchange: value)
    return ExchangeView(an_exchange(), replace(SUBJECTS, subjects={**SUBJECTS.subjects, "json": document}))


def unitless(operator) -> str:
    """The matcher of an operator's example, for a plain number where its own subject has a unit."""
    return example(operator).partition(": ")[2].replace("500ms", "500").replace("10KiB", "10")


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_every_value_is_judged_and_every_failure_explained_in_printable_words(operator):
    matcher = unitless(operator)
    for around in AROUND:
        (check,) = compiled(f"$.v: {around % matcher}")
        for value in VALUES:
            for result in check.evaluate(a_view({"v": value}), a_scope()):
                assert str(result.outcome) in ("passed", "failed")
                assert (str(result.outcome) == "failed") is bool(result.explanation)
                said = "".join([result.explanation, result.actual, result.location, *result.diff, result.hint or ""])
                assert said.isprintable()
                assert len(said) < 6_000


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_nothing_satisfies_no_operator_but_those_that_ask_for_it(operator):
    matcher = unitless(operator)
    for around in ("%s", "{not: %s}", "{all_of: [%s]}", "{one_of: [%s]}"):
        if "exists" in matcher:
            continue
        (check,) = compiled(f"$.v: {around % matcher}")
        assert {str(result.outcome) for result in check.evaluate(a_view({}), a_scope())} == {"failed"}


@pytest.mark.parametrize("name", OPERATORS)
def test_no_operand_makes_an_operator_crash_neither_written_nor_rendered(name):
    (rendered,) = compile_checks(node_of(f'$.v: {{{name}: "${{{{ operand }}}}"}}'), SUBJECTS)[0]
    for operand in OPERANDS:
        compile_checks(node_of(f"$.v: {{{name}: {json.dumps(operand)}}}"), SUBJECTS)
        for value in (None, 7, "a", [1], {"a": 1}):
            for result in rendered.evaluate(a_view({"v": value}), a_scope(operand=operand)):
                assert str(result.outcome) in ("passed", "failed", "errored")

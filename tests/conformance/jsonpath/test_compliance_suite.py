"""The JSONPath compliance suite, through `compile_selector`: all of it."""

import json
from pathlib import Path

import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import MISSING, Selector, compile_selector

CASES = json.loads(Path(__file__).with_name("cts.json").read_bytes())["tests"]
VALID = [case for case in CASES if not case.get("invalid_selector")]
INVALID = [case for case in CASES if case.get("invalid_selector")]


def compiled(text: str) -> Selector:
    return compile_selector(text, SourceText("suite", text).span)


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["name"])
def test_a_valid_selector_finds_the_values_and_their_places(case: dict):
    selector = compiled(case["selector"])

    matches = selector.select(case["document"])

    assert [match.value for match in matches] in case.get("results", [case.get("result")])
    assert [match.normalized_path for match in matches] in case.get("results_paths", [case.get("result_paths")])
    value = selector.value(case["document"])
    values = ([] if value is MISSING else [value]) if selector.is_singular else value
    assert values in case.get("results", [case.get("result")])


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["name"])
def test_an_invalid_selector_is_refused_with_its_place(case: dict):
    with pytest.raises(DiagnosticError) as refused:
        compiled(case["selector"])

    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code in ("SR0350", "SR0351")
    assert diagnostic.span.line >= 1
    assert diagnostic.message


def test_the_suite_is_complete():
    assert len(CASES) == 703

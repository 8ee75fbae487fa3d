"""The JSONPath compliance suite (RFC 9535), through `compile_selector`: all of it.

The cases are read from a checkout of jsonpath-standard/jsonpath-compliance-test-suite, which the variable
JSONPATH_SUITE names; without it the suite is skipped. No package of a registry has it.
"""

import json
import os
from pathlib import Path

import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import MISSING, Selector, compile_selector


@pytest.fixture(scope="module")
def suite() -> list[dict]:
    checkout = os.environ.get("JSONPATH_SUITE")
    if not checkout:
        pytest.skip("JSONPATH_SUITE names no checkout of the JSONPath compliance suite")
    cases = json.loads((Path(checkout) / "cts.json").read_bytes())["tests"]
    assert len(cases) >= 703
    return cases


def compiled(text: str) -> Selector:
    return compile_selector(text, SourceText("suite", text).span)


def test_every_valid_selector_finds_the_values_and_their_places(suite):
    cases = [case for case in suite if not case.get("invalid_selector")]
    for case in cases:
        selector = compiled(case["selector"])
        matches = selector.select(case["document"])
        value = selector.value(case["document"])
        values = ([] if value is MISSING else [value]) if selector.is_singular else value

        results = case.get("results", [case.get("result")])
        assert [match.value for match in matches] in results, case["name"]
        places = case.get("results_paths", [case.get("result_paths")])
        assert [match.normalized_path for match in matches] in places, case["name"]
        assert values in results, case["name"]
    assert len(cases) > 400


def test_every_invalid_selector_is_refused_with_its_place(suite):
    cases = [case for case in suite if case.get("invalid_selector")]
    for case in cases:
        with pytest.raises(DiagnosticError) as refused:
            compiled(case["selector"])
        (diagnostic,) = refused.value.diagnostics
        assert diagnostic.code in ("SR0350", "SR0351"), case["name"]
        assert diagnostic.span.line >= 1
        assert diagnostic.message
    assert len(cases) > 200

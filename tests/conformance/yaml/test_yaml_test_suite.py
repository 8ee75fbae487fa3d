from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specrunner.source import SourceText
from specrunner.syntax import Composed, compose, plain

from .deviations import ACCEPTED, DIFFERENT, REFUSED_BY_DESIGN, REFUSED_BY_PARSER

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
REFUSED = {
    case: code
    for table in (REFUSED_BY_DESIGN, REFUSED_BY_PARSER)
    for code, cases in table.items()
    for case in cases.split()
}


def composed(case: dict[str, Any]) -> Composed:
    return compose(SourceText("case.yaml", case["yaml"]))


def parametrize(key: str) -> pytest.MarkDecorator:
    cases = [case for case in CASES if case.get(key) is not None]
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


@parametrize("json")
def test_what_is_valid_is_read_to_its_value(case: dict[str, Any]):
    found = composed(case)
    if case["id"] in REFUSED:
        assert found.diagnostics[0].code == REFUSED[case["id"]]
        return
    assert found.diagnostics == ()
    value = None if found.node is None else plain(found.node)
    expected = json.loads(case["json"]) if case["json"].strip() else None
    assert (_typed(value) == _typed(expected)) == (case["id"] not in DIFFERENT)


@parametrize("fail")
def test_what_is_not_yaml_is_refused(case: dict[str, Any]):
    assert bool(composed(case).diagnostics) == (case["id"] not in ACCEPTED)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_diagnostic_stands_within_the_file(case: dict[str, Any]):
    for diagnostic in composed(case).diagnostics:
        span = diagnostic.span
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
        assert span.end_line <= case["yaml"].count("\n") + 1


def test_the_deviations_are_cases():
    assert {case["id"] for case in CASES} >= {*REFUSED, *ACCEPTED, *DIFFERENT}


def _typed(value: Any) -> Any:
    """Told apart what Python takes for equal: 1, 1.0 and true."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return (type(value).__name__, value)

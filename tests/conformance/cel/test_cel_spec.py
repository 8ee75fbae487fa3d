"""Expressions against the "simple" conformance cases of CEL.

The cases are read from a checkout of google/cel-spec (https://github.com/google/cel-spec, Apache-2.0), which the
variable CEL_SPEC names; without it the suite is skipped. `outside.json` lists every case that lies outside the
language here, under its reason, as file, section and tests.
"""

import json
import os
from pathlib import Path

import pytest

from .suite import Case, cases, complaint

_OUTSIDE = Path(__file__).with_name("outside.json")


def _outside() -> dict[str, str]:
    """The reason for each case that is outside, by the case's name."""
    listed = json.loads(_OUTSIDE.read_text(encoding="utf-8"))
    return {
        f"{file}/{section}/{test}": reason
        for reason, files in listed.items()
        for file, sections in files.items()
        for section, tests in sections.items()
        for test in tests
    }


@pytest.fixture(scope="module")
def suite() -> list[Case]:
    checkout = os.environ.get("CEL_SPEC")
    if not checkout:
        pytest.skip("CEL_SPEC names no checkout of google/cel-spec")
    found = list(cases(Path(checkout) / "tests/simple/testdata"))
    assert len(found) > 2000
    return found


def test_every_case_inside_the_language_passes_and_every_listed_one_does_not(suite, capsys):
    outside = _outside()
    complaints = {case.name: complaint(case) for case in suite}
    failing = {name: why for name, why in complaints.items() if why is not None}
    with capsys.disabled():
        print(f"\ncel-spec: {len(suite) - len(failing)} cases pass, {len(failing)} are outside the language")
    assert {name: why for name, why in failing.items() if name not in outside} == {}
    assert [name for name in outside if name not in failing] == [], "listed as outside, but they pass or are no more"


def test_no_case_is_listed_under_two_reasons():
    listed = json.loads(_OUTSIDE.read_text(encoding="utf-8"))
    count = sum(len(tests) for files in listed.values() for sections in files.values() for tests in sections.values())
    assert count == len(_outside())

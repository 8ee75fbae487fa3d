"""No silent green: every slip in a spec ends red, with the caret on the right line.

Here every eighth mutant of each file in the folders `HELD` is tried, always the same ones; `python -m tests.mutation`
tries them all, and those of all other folders too, where some still escape. Both print their score last.
"""

from __future__ import annotations

import pytest

from .conftest import PROPERTY
from .suite import Suite, spec_files

STEP = 8
HELD = ("specs/language/", "specs/http/", "specs/shop/")


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return Suite(tmp_path_factory.mktemp("project"))


@pytest.mark.slow
@pytest.mark.parametrize("file", [file for file in spec_files() if file.startswith(HELD)])
def test_no_slip_passes_in_silence(file, suite, record_property):
    trial = suite.try_file(file, STEP)
    record_property(PROPERTY, trial.score.as_lists())
    assert not trial.escaped, "\n".join(trial.escaped)

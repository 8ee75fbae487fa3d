"""What a test starts is the tree under test."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import ROOT, bare_environment


@pytest.mark.parametrize("environment", [None, bare_environment()], ids=["inherited", "bare"])
def test_a_process_of_a_test_runs_the_specrunner_of_this_tree(tmp_path, environment):
    command = [sys.executable, "-c", "import specrunner; print(specrunner.__file__)"]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert Path(told.strip()) == ROOT / "specrunner" / "__init__.py"

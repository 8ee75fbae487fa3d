"""The reference page against the code."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specrunner.model import Ready, Service

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "services.md"


def blocks() -> dict[str, str]:
    """The examples by their titles."""
    found = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return {block.splitlines()[0].removeprefix("spec: "): block for block in found}


def test_every_field_is_in_a_table_with_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.read_text(), re.MULTILINE))
    assert rows.keys() >= Service.model_fields.keys() | Ready.model_fields.keys()
    assert rows["ready_within"].startswith(f"`{Service.model_fields['ready_within'].default:g}s` |")
    assert rows["stop_within"].startswith(f"`{Service.model_fields['stop_within'].default:g}s` |")


def specrun(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "specrunner", *arguments, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_is_without_a_mistake(tmp_path):
    for number, block in enumerate(blocks().values()):
        (tmp_path / f"{number}.spec.yaml").write_text(block)
    specrun(tmp_path, "lint")


@pytest.mark.slow
def test_every_example_passes_but_those_that_want_more_than_python(tmp_path):
    needs = {"A server in Node": "node", "A database of its own": "the api of the example"}
    for number, (title, block) in enumerate(blocks().items()):
        if shutil.which(needs.get(title, "sh")):
            (tmp_path / f"{number}.spec.yaml").write_text(block)
    assert len(list(tmp_path.iterdir())) >= 4
    assert "passed" in specrun(tmp_path, "run")

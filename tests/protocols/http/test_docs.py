"""The reference page against the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from specrunner.protocols.http import HTTP
from specrunner.protocols.http.model import HttpAction
from specrunner.requests import ApiKey, Auth, Credentials, Limits, Part, Redirects, Tls, subjects_table

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "http.md"
BEGIN = "<!-- generated: subjects of http -->\n"
END = "<!-- end of subjects of http -->\n"


def test_the_tables_of_subjects_are_those_of_the_code():
    text = PAGE.read_text()
    assert text.partition(BEGIN)[2].partition(END)[0] == f"\n{subjects_table(HTTP.subjects, has_fault_kinds=True)}\n"


def keys(model: type) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def test_every_key_is_named_on_the_page():
    text = PAGE.read_text()
    inner = {"redirects": Redirects, "tls": Tls, "limits": Limits}
    wanted = [key for key in keys(HttpAction) if key not in inner]
    wanted += [f"{name}.{key}" for name, model in inner.items() for key in keys(model)]
    wanted += [key for model in (Part, Auth, ApiKey, Credentials) for key in keys(model)]
    assert [key for key in wanted if f"`{key}`" not in text] == []


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)


def test_every_example_is_a_whole_spec():
    assert [block for block in blocks() if not block.startswith("spec: ")] == []
    assert HTTP.key in blocks()[0]


@pytest.mark.slow
def test_every_example_passes(tmp_path):
    for number, block in enumerate(blocks()):
        (tmp_path / f"{number:02}.spec.yaml").write_text(block)
    command = [sys.executable, "-m", "specrunner", "run", ".", "--jobs", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr

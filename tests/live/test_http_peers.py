"""The `http` step against servers that nobody here wrote: npm's `express-rate-limit` and PyPI's `httpbin`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKS = Path(__file__).parents[2] / "specs" / "peers"
MODULES = Path(__file__).parent / "node_modules"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """The pack, in a project of its own; `python3` is the interpreter of this test."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    (folder / "specrunner.yaml").touch()
    command = [sys.executable, "-m", "specrunner", "run", "."]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_pack_of_express_rate_limit_is_green(tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is missing: express-rate-limit runs on it")
    if not (MODULES / "express-rate-limit").exists():
        pytest.skip("npm's express-rate-limit is missing: run `npm install` in tests/live")
    source = PACKS / "express-rate-limit"
    folder = shutil.copytree(source, tmp_path / "pack", ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(MODULES)
    done = run(folder)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_pack_of_httpbin_is_green(tmp_path):
    if find_spec("httpbin") is None:
        pytest.skip("PyPI's httpbin is missing: `pip install httpbin`")
    done = run(shutil.copytree(PACKS / "httpbin", tmp_path / "pack"))
    assert done.returncode == 0, done.stdout + done.stderr

"""The `ws` step against servers that nobody here wrote: npm's `ws` and Python's `websockets`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACK = Path(__file__).parents[2] / "specs" / "peers" / "ws"
MODULES = Path(__file__).parent / "node_modules"


@pytest.mark.slow
def test_the_pack_for_ws_and_websockets_is_green(tmp_path):
    pytest.importorskip("websockets", reason="websockets is not installed")
    if shutil.which("node") is None:
        pytest.skip("node is missing: npm's ws runs on it")
    if not (MODULES / "ws").exists():
        pytest.skip("npm's ws is missing: run `npm install` in tests/live")
    folder = shutil.copytree(PACK, tmp_path / "ws", ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(MODULES)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    command = [sys.executable, "-m", "specrunner", "run", "."]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

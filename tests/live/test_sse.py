"""The `sse` step against feeds that nobody here wrote."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PEER = Path(__file__).parent / "sse_starlette"


@pytest.mark.slow
def test_feeds_by_sse_starlette_on_uvicorn(tmp_path):
    pytest.importorskip("sse_starlette", reason="sse-starlette is not installed")
    pytest.importorskip("uvicorn", reason="uvicorn is not installed")
    folder = shutil.copytree(PEER, tmp_path / "peer", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "specrunner", "run", "feeds.spec.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""The `rpc` and `graphql` steps against servers that nobody here wrote: npm's `jayson` and `graphql-yoga`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKS = Path(__file__).parents[2] / "specs" / "peers"
MODULES = Path(__file__).parent / "node_modules"


@pytest.mark.slow
@pytest.mark.parametrize("peer", ["jayson", "graphql-yoga"])
def test_the_pack_is_green(peer, tmp_path):
    if shutil.which("node") is None:
        pytest.skip(f"node is missing: {peer} runs on it")
    if not (MODULES / peer).exists():
        pytest.skip(f"npm's {peer} is missing: run `npm install` in tests/live")
    folder = shutil.copytree(PACKS / peer, tmp_path / peer, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(MODULES)
    command = [sys.executable, "-m", "specrunner", "run", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

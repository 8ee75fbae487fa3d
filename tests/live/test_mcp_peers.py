"""The packs for MCP servers that nobody here wrote, run as a user would: `specrun` on a copy of the folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = ROOT / "specs" / "peers"
EVERYTHING = HERE / "node_modules" / "@modelcontextprotocol" / "server-everything"
LIMIT_S = 300

pytestmark = [pytest.mark.slow]
needs_everything = pytest.mark.skipif(
    shutil.which("node") is None or not EVERYTHING.is_dir(),
    reason="server-everything is missing: it runs on Node 20 or newer, run `npm install` in tests/live",
)


def copied(name: str, folder: Path) -> Path:
    pack = folder / name
    shutil.copytree(PEERS / name, pack, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    if (HERE / "node_modules").is_dir():
        (pack / "node_modules").symlink_to(HERE / "node_modules")
    return pack


def specrun(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "specrunner", *arguments],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def outcomes(name: str, folder: Path) -> Counter[str]:
    """How the steps of a pack ended; the run itself must be green."""
    pack, record = copied(name, folder), folder / "run.ndjson"
    done = specrun(str(pack), "-j", "2", "--journal", str(record), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    events = [json.loads(line).get("event", {}) for line in record.read_text(encoding="utf-8").splitlines()]
    return Counter(event["outcome"] for event in events if event.get("type") == "step_finished")


@needs_everything
def test_server_everything_is_green_but_for_three_rules_that_it_breaks(tmp_path):
    found = outcomes("server-everything", tmp_path)
    assert found["known_failure"] == 3
    assert found.keys() == {"passed", "known_failure"}


@needs_everything
def test_the_probe_finds_what_is_wrong_with_server_everything(tmp_path):
    program = str(EVERYTHING / "dist" / "index.js")
    done = specrun("mcp-probe", "--format", "json", "--", "node", program, "stdio", cwd=tmp_path)
    said = json.loads(done.stdout)
    assert (done.returncode, said["wrong"], said["revision"]) == (0, [], "2025-11-25")
    assert {each["name"]: each["called"] for each in said["found"]["tools"]}["echo"] is True


def test_both_packages_name_one_version_of_server_everything():
    packages = (HERE / "package.json", PEERS / "server-everything" / "package.json")
    name = "@modelcontextprotocol/server-everything"
    assert len({json.loads(path.read_text())["dependencies"][name] for path in packages}) == 1


def test_the_python_sdk_keeps_every_rule_in_both_eras(tmp_path):
    pytest.importorskip("mcp.server.mcpserver", reason="the Python SDK is not installed: pip install mcp")
    pytest.importorskip("uvicorn", reason="uvicorn is not installed")
    assert outcomes("mcp-python", tmp_path).keys() == {"passed"}

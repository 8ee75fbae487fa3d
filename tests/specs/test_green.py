"""`specs/` run by the real command: green, whatever runs beside what, with nothing left afterwards."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from specrunner.demo.routes import ENDPOINTS
from tests.tree import ROOT, bare_environment

pytestmark = pytest.mark.slow

LIMIT_S = 120


def specrun(*arguments: str, folder: Path, mark: str = "") -> subprocess.CompletedProcess[str]:
    """The command from the root of the repository, with temporary files apart and a mark in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "specrunner", *arguments],
        cwd=ROOT,
        env=bare_environment(TMPDIR=str(folder), SPECRUNNER_TEST_MARK=mark),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def test_lint_finds_nothing_to_say(tmp_path):
    done = specrun("lint", "specs", "--strict", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_specs_are_green_try_every_route_and_leave_nothing(tmp_path):
    journal, folder, mark = tmp_path / "run.ndjson", tmp_path / "tmp", uuid.uuid4().hex
    folder.mkdir()
    before = files()

    done = specrun("specs", "-j", "8", "--journal", str(journal), folder=folder, mark=mark)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert list(folder.iterdir()) == []
    assert files() == before
    assert left(mark) == []
    assert [f"{method} {path}" for method, path in routes() if (method, path) not in tried(journal)] == []


def files() -> list[str]:
    """What git would see as new or changed, the specs' own bytecode left out."""
    told = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "--", "specs", "specrunner.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()


def left(mark: str) -> list[str]:
    """The command lines of processes that carry the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"SPECRUNNER_TEST_MARK={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return found


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the shop by each of its methods; those that only play with HTTP by their first method."""
    for endpoint in ENDPOINTS:
        methods = endpoint.methods[:1] if endpoint.path.startswith("/http/") else endpoint.methods
        for method in methods:
            yield method, endpoint.path


def tried(journal: Path) -> set[tuple[str, str]]:
    """The routes that requests in the journal went to."""
    found: set[tuple[str, str]] = set()
    patterns = {
        endpoint.path: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(endpoint.path))) for endpoint in ENDPOINTS
    }
    for line in journal.read_text(encoding="utf-8").splitlines():
        event = json.loads(line).get("event", {})
        for message in event.get("exchange", {}).get("sent", []) if event.get("type") == "exchange" else []:
            # Other kinds than HTTP sum up in words of their own.
            method, url = [*message["summary"].split(" "), ""][:2]
            path = re.sub(r"^https?://[^/]+|[?].*", "", url)
            found |= {(method, name) for name, pattern in patterns.items() if pattern.fullmatch(path)}
    return found

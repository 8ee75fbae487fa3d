"""What stands on the pages runs, and prints what the pages say it prints."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .pages import DOCS, ROOT, blocks, pages, shown
from .test_blocks import laid_out

# The first has a test of its own, the second needs Node and PostgreSQL.
ELSEWHERE = {DOCS / "reference" / "http.md", DOCS / "reference" / "services.md"}
PLAYED = [page for page in pages() if any("exit" in block.marks for block in blocks(page))]
RUN = [
    page
    for page in pages()
    if page not in (*PLAYED, *ELSEWHERE)
    and any(block.language == "yaml" and "\nsteps:" in block.text and not block.words for block in blocks(page))
]


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=shown)
def test_every_spec_of_a_page_passes(page, tmp_path):
    laid_out(page, tmp_path)
    command = [sys.executable, "-m", "specrunner", "run", ".", "--jobs", "4"]
    environment = {**os.environ, "ANN_PASSWORD": "ann-likes-tea"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("page", PLAYED, ids=shown)
def test_a_page_that_is_played_from_top_to_end_prints_what_it_says(page):
    command = [sys.executable, "docs/transcribe.py", "--check", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"run `python docs/transcribe.py {shown(page)}`\n{done.stdout}{done.stderr}"


def test_the_tutorial_is_played_and_most_pages_run():
    assert DOCS / "tutorial.md" in PLAYED
    assert len(RUN) > 10

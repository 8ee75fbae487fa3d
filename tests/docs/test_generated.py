"""The tables that come from the code are those of the code."""

import subprocess
import sys

from .pages import DOCS, ROOT


def test_every_generated_part_is_up_to_date():
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"run `python docs/generate.py`\n{done.stdout}{done.stderr}"


def test_every_part_that_can_be_made_stands_on_a_page():
    command = "import generate; print(*generate.parts(), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", command], cwd=DOCS, capture_output=True, text=True, timeout=60)
    text = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    parts = done.stdout.splitlines()
    assert [name for name in parts if text.count(f"<!-- generated: {name} -->") != 1] == []
    assert len(parts) > 30

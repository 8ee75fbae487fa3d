"""The tree under test, for the tests that start a process of their own."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def bare_environment(**more: str) -> dict[str, str]:
    """What a process needs to run this tree's specrunner, whichever is installed, and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **more}

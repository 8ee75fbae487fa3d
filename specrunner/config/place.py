"""Where the settings of a project are. Light, because it is asked before anything else is loaded."""

from __future__ import annotations

import os
from pathlib import Path

FILE_NAMES = ("specrunner.yaml", "specrunner.yml")


def find_settings(cwd: Path) -> Path | None:
    """The nearest settings file in `cwd` or a folder above it, not beyond the repository's root."""
    for folder in (cwd, *cwd.parents):
        for name in FILE_NAMES:
            found = os.path.join(folder, name)
            if os.path.isfile(found):
                return Path(found)
        if os.path.exists(os.path.join(folder, ".git")):
            return None
    return None


def is_project(folder: Path) -> bool:
    """Whether a folder has settings of its own."""
    return any(os.path.isfile(os.path.join(folder, name)) for name in FILE_NAMES)

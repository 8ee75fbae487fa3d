"""`specrun init`: a project that runs, to begin from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from ..app import RunError, full_registry
from ..config import installed_plugins
from .arguments import UsageError
from .output import write
from .schema import FILES, as_text

TEMPLATES: Mapping[str, str] = {
    "specrunner.yaml": "specrunner.yaml",
    "shop.spec.yaml": "specs/shop.spec.yaml",
    "login.fragment.yaml": "specs/login.fragment.yaml",
    "vscode-settings.json": ".vscode/settings.json",
}
SCHEMAS = ("spec", "fragment", "settings")


def command(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.folder)
    targets = {folder / target: _template(name) for name, target in TEMPLATES.items()}
    registry = full_registry(installed_plugins(sys.path))
    targets |= {folder / ".specrunner" / "schemas" / FILES[name]: as_text(name, registry) for name in SCHEMAS}
    there = [path for path in targets if path.exists() and ".specrunner" not in path.parts]
    if there and not arguments.force:
        raise UsageError(
            f"{there[0]} is there already\n   hint: choose another folder, or write over it with `--force`"
        )
    try:
        for path, text in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{error.filename or folder}: {error.strerror or error}") from None
    for target in TEMPLATES.values():
        write(f"  {folder / target}")
    place = "" if arguments.folder == "." else f"cd {arguments.folder} && "
    write(f"\nNow run the example:  {place}specrun")
    return 0


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")

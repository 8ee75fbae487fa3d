"""`specrun schema`: the JSON Schemas for editors."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..app import RunError, builtin_registry
from ..config import SettingsFile
from ..events import events_schema
from ..plugin import fragment_schema, model_document, spec_schema
from .output import write

FILES: Mapping[str, str] = {
    "spec": "spec.schema.json",
    "fragment": "fragment.schema.json",
    "settings": "settings.schema.json",
    "events": "events.schema.json",
}


def command(arguments: argparse.Namespace) -> int:
    if arguments.output:
        folder = Path(arguments.output)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, file in FILES.items():
                (folder / file).write_text(as_text(name), encoding="utf-8")
        except OSError as error:
            raise RunError(f"{folder}: {error.strerror or error}") from None
        return 0
    write(as_text(arguments.name or "spec").rstrip("\n"))
    return 0


def as_text(name: str) -> str:
    """One of the schemas as it stands in `schemas/`."""
    return json.dumps(MAKERS[name](), indent=2, ensure_ascii=False) + "\n"


def _settings() -> dict[str, Any]:
    return model_document(SettingsFile, "specrunner settings", "The settings of a project: specrunner.yaml.")


MAKERS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "spec": lambda: spec_schema(builtin_registry()),
    "fragment": lambda: fragment_schema(builtin_registry()),
    "settings": _settings,
    "events": events_schema,
}

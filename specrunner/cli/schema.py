"""`specrun schema`: the JSON Schemas for editors."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..app import RunError, builtin_registry, full_registry
from ..config import SettingsFile, installed_plugins
from ..events import events_schema
from ..plugin import Registry, fragment_schema, model_document, spec_schema
from .output import write

FILES: Mapping[str, str] = {
    "spec": "spec.schema.json",
    "fragment": "fragment.schema.json",
    "settings": "settings.schema.json",
    "events": "events.schema.json",
}


def command(arguments: argparse.Namespace) -> int:
    registry = full_registry(installed_plugins(sys.path))
    if arguments.output:
        folder = Path(arguments.output)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, file in FILES.items():
                (folder / file).write_text(as_text(name, registry), encoding="utf-8")
        except OSError as error:
            raise RunError(f"{folder}: {error.strerror or error}") from None
        return 0
    write(as_text(arguments.name or "spec", registry).rstrip("\n"))
    return 0


def as_text(name: str, registry: Registry | None = None) -> str:
    """One of the schemas; without a registry as it stands in `schemas/`."""
    return json.dumps(MAKERS[name](registry or builtin_registry()), indent=2, ensure_ascii=False) + "\n"


def _settings(registry: Registry) -> dict[str, Any]:
    return model_document(SettingsFile, "specrunner settings", "The settings of a project: specrunner.yaml.")


MAKERS: Mapping[str, Callable[[Registry], dict[str, Any]]] = {
    "spec": spec_schema,
    "fragment": fragment_schema,
    "settings": _settings,
    "events": lambda registry: events_schema(),
}

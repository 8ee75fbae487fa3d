"""Makes the JSON Schemas of MCP's messages: `python -m tests.wire.mcp.make_schemas`.

The package `mcp-types` holds models that are generated from the official schemas of two revisions. Here they become
JSON Schemas again, without the texts for people, and are kept in `specrunner/wire/mcp/schemas`, so that a run neither
needs the package nor the half second that it takes to load.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "specrunner" / "wire" / "mcp" / "schemas"
MODULES = {"2025-11-25": "mcp_types._v2025_11_25", "2026-07-28": "mcp_types._v2026_07_28"}
_BASE64 = "^[A-Za-z0-9+/]*={0,2}$"


def made_schema(revision: str) -> dict[str, Any]:
    """The definitions of every message and part of one, by the names of the official schema."""
    from pydantic import BaseModel
    from pydantic.json_schema import models_json_schema

    module = importlib.import_module(MODULES[revision])
    models = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, BaseModel) and each.__module__ == module.__name__
    ]
    _, schema = models_json_schema([(model, "validation") for model in models])
    definitions = {name: _plain(each) for name, each in sorted(schema["$defs"].items())}
    for name, member in _base64_members(definitions):
        definitions[name]["properties"][member]["pattern"] = _BASE64
    return {"$defs": definitions}


def _plain(schema: Any) -> Any:
    """A schema without texts and defaults. What may be left out may not be null instead."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "default" in schema and schema["default"] is None and "anyOf" in schema:
        options = [each for each in schema["anyOf"] if each != {"type": "null"}]
        schema = options[0] if len(options) == 1 else {"anyOf": options}
    result = {}
    for key, value in schema.items():
        if key == "properties":
            result[key] = {name: _plain(each) for name, each in value.items()}
        elif key not in ("title", "description", "default", "examples", "deprecated"):
            result[key] = _plain(value)
    return result


def _base64_members(definitions: dict[str, Any]) -> Iterator[tuple[str, str]]:
    # The official schema says `format: byte`, which the models do not keep.
    for name, member in (("ImageContent", "data"), ("AudioContent", "data"), ("BlobResourceContents", "blob")):
        if name in definitions:
            yield name, member


def as_text(schema: dict[str, Any]) -> str:
    """A line for each definition: short, and a change shows where it is."""
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(each, separators=(',', ':'), sort_keys=True)}"
        for name, each in schema["$defs"].items()
    )
    return f'{{"$defs": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    for revision in MODULES:
        (FOLDER / f"{revision}.json").write_text(as_text(made_schema(revision)))

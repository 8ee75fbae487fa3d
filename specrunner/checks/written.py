"""A node as one short line of YAML, for reports."""

from __future__ import annotations

import json

from ..source import printable
from ..syntax import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode


def written(node: Node, limit: int = 80) -> str:
    """The node in flow style on one line, cut to `limit` characters."""
    parts: list[str] = []
    _write(node, parts, [limit])
    text = printable("".join(parts))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _write(node: Node, parts: list[str], left: list[int]) -> None:
    # A schema may be thousands of lines long: stop once there is enough for the one line.
    if left[0] <= 0:
        return
    if isinstance(node, ScalarNode):
        text = node.text if node.style is ScalarStyle.PLAIN else json.dumps(node.text[:200], ensure_ascii=False)
        left[0] -= len(text)
        parts.append(text if text or node.style is not ScalarStyle.PLAIN else "null")
    elif isinstance(node, SequenceNode):
        parts.append("[")
        for index, item in enumerate(node):
            parts.append(", " if index else "")
            _write(item, parts, left)
        parts.append("]")
    elif isinstance(node, MappingNode):
        parts.append("{")
        for index, entry in enumerate(node):
            parts.append((", " if index else "") + f"{entry.name}: ")
            left[0] -= len(entry.name)
            _write(entry.value, parts, left)
        parts.append("}")

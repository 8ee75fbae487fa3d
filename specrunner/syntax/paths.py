"""Ways through a tree of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..source import SourceSpan
from .nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

Path = Sequence[str | int]


def plain(node: Node) -> Any:
    """The JSON-like value of a node: dicts with text keys, lists, scalars. Templates stay text."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    return [plain(item) for item in node.items]


def locate(node: Node, path: Path) -> Node:
    """The deepest node along `path` that exists: the node itself when the path is whole.

    Where one element stands for a list of it, its number in the path is passed over.
    """
    for part in path:
        if (found := _step(node, part)) is None:
            if isinstance(part, int) and isinstance(node, MappingNode):
                continue
            return node
        node = found.value if isinstance(found, Entry) else found
    return node


def key_span(node: Node, path: Path) -> SourceSpan:
    """The span of the last key along `path` that exists; of the item, where the last part found is a list's."""
    span = node.span
    for part in path:
        if (found := _step(node, part)) is None:
            if isinstance(part, int) and isinstance(node, MappingNode):
                continue
            return span
        if isinstance(found, Entry):
            span, node = found.key.span, found.value
        else:
            span, node = found.span, found
    return span


def _step(node: Node, part: str | int) -> Entry | Node | None:
    if isinstance(node, MappingNode):
        return node.entry(str(part))
    if isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None

"""Type names such as `int`, which are values only beside `type(...)`: elsewhere they may be names of variables."""

from __future__ import annotations

from ..kinds import TYPE_VALUES
from .nodes import Binary, Call, ListLiteral, Literal, Name, Node


def with_type_names(node: Binary) -> Binary:
    """`type(x) == int`, `int != type(x)` and `type(x) in [int, double]` with their type names as literals."""
    if node.operator in ("==", "!="):
        if _is_type_call(node.left):
            return node._replace(right=_as_type(node.right))
        if _is_type_call(node.right):
            return node._replace(left=_as_type(node.left))
    elif node.operator == "in" and _is_type_call(node.left) and isinstance(node.right, ListLiteral):
        items = tuple(_as_type(item) for item in node.right.items)
        return node._replace(right=node.right._replace(items=items))
    return node


def _is_type_call(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "type"


def _as_type(node: Node) -> Node:
    if isinstance(node, Name) and node.name in TYPE_VALUES:
        return Literal(TYPE_VALUES[node.name], node.start, node.end)
    return node

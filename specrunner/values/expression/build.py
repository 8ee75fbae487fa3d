"""List and map literals."""

from __future__ import annotations

from typing import Any

from ...source.codes import values as codes
from ..describe import describe
from ..failure import Failure, OperandError
from .frame import Frame, Run
from .nodes import ListLiteral, MapLiteral, Node


def list_run(items: tuple[Run, ...], node: ListLiteral) -> Run:
    """`[a, b]`."""

    def run(frame: Any) -> list[object]:
        built = [item(frame) for item in items]
        charge(frame, built, node)
        return built

    return run


def map_run(pairs: tuple[tuple[Run, Run, Node], ...], node: MapLiteral) -> Run:
    """`{"k": v}`. Keys are text; a key that comes twice is an error."""

    def run(frame: Any) -> dict[str, object]:
        built: dict[str, object] = {}
        for read_key, read_value, key_node in pairs:
            key = read_key(frame)
            if not isinstance(key, str):
                message = f"the keys of a map are text, not {describe(key)}"
                raise Failure(codes.WRONG_TYPE, message, key_node.start, key_node.end)
            if key in built:
                raise Failure(codes.WRONG_TYPE, f"the key `{key}` comes twice", key_node.start, key_node.end)
            built[key] = read_value(frame)
        charge(frame, built, node)
        return built

    return run


def charge(frame: Frame, built: object, node: Node) -> None:
    """Count what was built against the budget."""
    try:
        frame.charge(built)
    except OperandError as error:
        raise Failure(error.code, error.message, node.start, node.end, error.hint) from None

"""Rules that ask about a whole document, once every name in it is resolved."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Fragment
from ..source import Diagnostic
from ..source.codes import plan as codes
from ..syntax import MappingNode
from .outline import Outline


def unused_saves(outline: Outline) -> Iterator[Diagnostic]:
    """Names that a step saves and nothing reads. What the action itself saves (`set`) is asked likewise."""
    for entry in outline.entries.values():
        for name, span in entry.saves.items():
            if name not in entry.used:
                message = f"nothing reads `{name}`, which this step saves"
                yield codes.UNUSED_SAVE.at(span, message, hint="read it, or take the line out")


def unused_inputs(fragment: Fragment, used: set[str]) -> Iterator[Diagnostic]:
    node = fragment.node.get("inputs")
    for entry in node if isinstance(node, MappingNode) else ():
        if entry.name not in used:
            message = f"nothing in the fragment reads the input `{entry.name}`"
            yield codes.UNUSED_FRAGMENT_INPUT.at(entry.key.span, message)

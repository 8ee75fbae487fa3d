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


def unused_handles(outline: Outline) -> Iterator[Diagnostic]:
    """Handles that are opened for nothing: no step works on them, and nothing is asked of the opening itself."""
    for entry in outline.entries.values():
        asks = any(entry.step.part(key) is not None for key in ("expect", "until", "save"))
        if entry.is_opener and not entry.is_opener_used and not asks:
            message = f"nothing uses what this step opens (`{entry.step.kind}`)"
            hint = "give it an `id` and work on it with `on:`, add `expect:`, or take it out"
            yield codes.UNUSED_HANDLE.at(entry.step.key_span, message, hint=hint)


def unused_inputs(fragment: Fragment, used: set[str]) -> Iterator[Diagnostic]:
    node = fragment.node.get("inputs")
    for entry in node if isinstance(node, MappingNode) else ():
        if entry.name not in used:
            message = f"nothing in the fragment reads the input `{entry.name}`"
            yield codes.UNUSED_FRAGMENT_INPUT.at(entry.key.span, message)

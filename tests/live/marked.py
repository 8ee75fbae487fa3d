"""A place in a text: where its one `¦` stands, which is taken out."""

from __future__ import annotations

from textwrap import dedent


def marked(text: str) -> tuple[str, int, int]:
    """The text without the mark, and the mark's line and column from 0."""
    text = dedent(text).lstrip("\n")
    before, mark, after = text.partition("¦")
    assert mark, "no place is marked"
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1

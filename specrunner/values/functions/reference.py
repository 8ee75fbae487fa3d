"""The table as Markdown, for the docs."""

from __future__ import annotations

from collections.abc import Iterable

from ..kinds import kind_words
from .table import Function


def table_of(functions: Iterable[Function]) -> str:
    """Every function under its group's heading: signature, what it gives, an example. Ends with a line break."""
    groups: dict[str, list[Function]] = {}
    for function in functions:
        groups.setdefault(function.group, []).append(function)
    lines: list[str] = []
    for group, members in groups.items():
        lines += [f"### {group}", "", "| function | gives | what it is | example |", "|---|---|---|---|"]
        lines += map(_row, members)
        lines.append("")
    return "\n".join(lines)


def _row(function: Function) -> str:
    doc = function.doc if function.is_pure else f"{function.doc} Not constant."
    cells = (f"`{function.signature}`", kind_words(function.returns), doc, f"`{function.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

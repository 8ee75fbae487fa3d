"""The table as Markdown, for the docs."""

from __future__ import annotations

from ..kinds import kind_words
from .table import Function


def functions_table() -> str:
    """Every function under its group's heading: signature, what it gives, an example. Ends with a line break."""
    from . import FUNCTIONS  # at call time: the table is made of modules that stand beside this one

    groups: dict[str, list[Function]] = {}
    for function in FUNCTIONS.values():
        groups.setdefault(function.group, []).append(function)
    lines: list[str] = []
    for group, functions in groups.items():
        lines += [f"### {group}", "", "| function | gives | what it is | example |", "|---|---|---|---|"]
        lines += map(_row, functions)
        lines.append("")
    return "\n".join(lines)


def _row(function: Function) -> str:
    doc = function.doc if function.is_pure else f"{function.doc} Not constant."
    cells = (f"`{function.signature}`", kind_words(function.returns), doc, f"`{function.example}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

"""Mistakes in one-line lists and maps, and with templates in them."""

from __future__ import annotations

import re

from ...source import Diagnostic, Related
from ...source.codes import syntax as codes
from ..keys import JINJA, foreign_template
from ..wording import quoted
from .trouble import Trouble

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}+")
_PATH = re.compile(r"[^\s,\[\]{}'\"]+(?:\[[^\[\]]*\](?:[^\s,\[\]{}:]|:(?=\S))*)+")
_OPENER = re.compile(r"[\[{]")
_CLOSERS = {"[": "]", "{": "}"}


def unquoted_expression(trouble: Trouble) -> Diagnostic | None:
    """`{a: ${{ x }}}`: the braces of the expression end the plain text `$`."""
    text, at = trouble.source.text, trouble.at
    if trouble.character != "{" or text[at - 1 : at] != "$" or text[at + 1 : at + 2] != "{":
        return None
    start = at - 1
    if trouble.last is not None and trouble.last.end == at:
        start = trouble.last.start
    line = trouble.rest_of_line(start)
    found = _EXPRESSION.search(line)
    end = line.index("}}", found.start()) + 2 if found else len(line)
    written = line[:end]
    return codes.UNQUOTED_EXPRESSION.at(
        trouble.span(start, len(written)),
        "inside `{ }` and `[ ]` an expression needs quotes",
        hint=f"write `{quoted(written)}`; a lone expression in quotes keeps its type",
    )


def unquoted_path(trouble: Trouble) -> Diagnostic | None:
    """`{$.items[0].qty: 5}`: the bracket of the path ends the plain text `$.items`; `[*]` looks like an alias."""
    column = len(trouble.before)
    for found in _PATH.finditer(trouble.line):
        if found.start() < column < found.end() and _OPENER.search(trouble.line, 0, found.start()):
            return codes.UNQUOTED_EXPRESSION.at(
                trouble.span(trouble.line_start + found.start(), len(found.group())),
                "inside `{ }` and `[ ]` a text with brackets needs quotes",
                hint=f"write `{quoted(found.group())}`",
            )
    return None


def jinja(trouble: Trouble) -> Diagnostic | None:
    """`{{ x }}/y`: a map whose key is a map, with text after it."""
    for found in JINJA.finditer(trouble.line):
        if found.start() <= len(trouble.before) <= found.end() + 1 and trouble.line[: found.start()][-1:] != "$":
            return foreign_template(trouble.source, trouble.line_start + found.start(), found)
    return None


def unclosed_bracket(trouble: Trouble) -> Diagnostic | None:
    if "parsing a flow" not in trouble.context or "node" in trouble.context:
        return None
    opener = trouble.source.text[trouble.opened_at : trouble.opened_at + 1]
    if (closer := _CLOSERS.get(opener)) is None:
        return None
    opened = trouble.span(trouble.opened_at, 1)
    is_at_end = trouble.at >= len(trouble.source.text.rstrip())
    if is_at_end or trouble.line_number != opened.line:
        related = [] if is_at_end else [Related("noticed here", trouble.span(trouble.at, 1))]
        return codes.UNCLOSED_BRACKET.at(
            opened,
            f"the `{opener}` opened on line {opened.line} is not closed, or a comma is missing after it",
            hint=f"add `{closer}`, or the comma between two entries",
            label="opened here",
            related=related,
        )
    related = [Related("opened here", opened)]
    here = trouble.span(trouble.at, 1)
    if trouble.character in "]}":
        return codes.UNCLOSED_BRACKET.at(
            here,
            f"`{closer}` should close this before `{trouble.character}`",
            hint=f"add `{closer}`",
            related=related,
        )
    what = "a comma is missing, or a text with a colon in it lacks quotes" if trouble.character == ":" else None
    return codes.UNCLOSED_BRACKET.at(
        here,
        what or f"a comma or `{closer}` is missing before this",
        hint=f"put a comma between two entries, `{closer}` after the last; quote a text with any of `:,[]{{}}`",
        related=related,
    )


def needless_bracket(trouble: Trouble) -> Diagnostic | None:
    """`a: {b: 1}}`, and text after a closing bracket."""
    before = trouble.before.rstrip()
    if trouble.character in ("]", "}"):
        return codes.UNCLOSED_BRACKET.at(
            trouble.span(trouble.at, 1),
            f"this `{trouble.character}` closes nothing",
            hint="remove it, or quote the text",
        )
    if before.endswith(("]", "}")) and trouble.after:
        return codes.UNCLOSED_BRACKET.at(
            trouble.span(trouble.at, len(trouble.after)),
            f"the value was over at `{before[-1]}` before this",
            hint="remove it, or put quotes around the whole value",
        )
    return None

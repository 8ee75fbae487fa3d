"""Diagnostics as text: place, line, caret, hint."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import east_asian_width

from .diagnostic import Diagnostic
from .span import SourceSpan
from .text import SourceText

MAX_LINE_CHARACTERS = 160
Sources = Callable[[str], SourceText | None]


def render_diagnostic(diagnostic: Diagnostic, sources: Sources) -> str:
    """The whole message, several lines, no trailing line break. `sources` finds a file's text, if there is one."""
    head = f"{diagnostic.span}: {diagnostic.severity} {diagnostic.code}: {printable(diagnostic.message)}"
    parts = [head, *snippet_lines(diagnostic.span, sources, diagnostic.label)]
    for related in diagnostic.related:
        parts.append(f"  {related.span}: {printable(related.text)}")
        parts.extend(snippet_lines(related.span, sources))
    if diagnostic.hint:
        parts.append(f"   hint: {printable(diagnostic.hint)}")
    return "\n".join(parts)


def snippet_lines(span: SourceSpan, sources: Sources, label: str = "") -> list[str]:
    """The line a span starts on with carets under it; nothing when the text is not at hand."""
    source = sources(span.file)
    if source is None or not 1 <= span.line <= source.line_count:
        return []
    line = source.line(span.line)
    end_column = span.end_column if span.end_line == span.line else len(line) + 1
    start, end = span.column - 1, max(end_column - 1, span.column)
    if len(line) > MAX_LINE_CHARACTERS:
        line, start, end = _window(line, start, end)
    gutter = f"{span.line:5} | "
    caret = " " * (len(gutter) - 2) + "| " + " " * _width(line[:start]) + "^" * max(1, _width(line[start:end]))
    return [gutter + printable(line), f"{caret} {printable(label)}".rstrip()]


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """A long line cut around the marked part, with the new place of the mark."""
    first = max(0, start - MAX_LINE_CHARACTERS // 2)
    cut = line[first : first + MAX_LINE_CHARACTERS]
    lead = "…" if first else ""
    tail = "…" if first + MAX_LINE_CHARACTERS < len(line) else ""
    shift = len(lead) - first
    return lead + cut + tail, start + shift, min(end + shift, len(lead) + len(cut))


def _width(text: str) -> int:
    """Terminal cells of a text as `printable` shows it."""
    shown = printable(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in shown)


def printable(text: str) -> str:
    """`text` with everything a terminal would obey (escape codes, control characters, bidi marks) spelled out.

    Line breaks and tabs become spaces of one cell, so that carets stay in place.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character in "\t\n\r":
        return " "
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{{{number:x}}}"

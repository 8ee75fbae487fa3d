"""Mistakes with quotes: not closed, closed too early, unknown escapes."""

from __future__ import annotations

import re

from ...source import Diagnostic, Related
from ...source.codes import syntax as codes
from ..nodes import ScalarNode, ScalarStyle
from ..wording import shortened
from .trouble import Trouble

_QUOTED = (ScalarStyle.SINGLE, ScalarStyle.DOUBLE)
_NAMES = {"'": "single", '"': "double"}
_SURROGATES = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def unclosed(trouble: Trouble) -> Diagnostic | None:
    """A quote that runs to the end of the file, or to a document marker."""
    if "quoted scalar" not in trouble.context or "escape" in trouble.problem or "unexpected" not in trouble.problem:
        return None
    return _unclosed(trouble, trouble.opened_at, "is not closed")


def text_after_quote(trouble: Trouble) -> Diagnostic | None:
    """Something right after a quoted text: an inner quote ended it, or a quote above is not closed."""
    last = trouble.last
    if last is None or last.style not in _QUOTED or not last.end <= trouble.at:
        return None
    between = trouble.source.text[last.end : trouble.at]
    if between.strip(" \t") or trouble.character in "\r\n,]}#":
        return None
    if trouble.character == ":":
        return _glued_to_quoted_key(trouble, last)
    if trouble.line_of(last.start) != trouble.line_of(last.end):
        return _unclosed(trouble, last.start, f"ends only on line {trouble.line_of(last.end)}", trouble.at - 1)
    mark = trouble.source.text[last.start]
    escape = "doubled: `''`" if mark == "'" else 'written `\\"`'
    return codes.TEXT_AFTER_QUOTE.at(
        trouble.span(trouble.at, len(trouble.after)),
        "the text was over at the closing quote before this",
        hint=f"a quote inside {_NAMES[mark]} quotes is {escape}; or put the quotes around the whole value",
        related=[Related("the quoted text", last.span)],
    )


def _glued_to_quoted_key(trouble: Trouble, key: ScalarNode) -> Diagnostic | None:
    written, value = trouble.source.text[key.start : key.end], trouble.after[1:]
    if not value or value[0] == " ":
        return None
    return codes.MISSING_BLANK.at(
        trouble.span(trouble.at, 1),
        f"a blank is missing after `{shortened(written)}:`",
        hint=f"write `{shortened(written)}: {shortened(value)}`",
    )


def _unclosed(trouble: Trouble, start: int, what: str, seen_at: int | None = None) -> Diagnostic:
    mark = trouble.source.text[start]
    line = trouble.line_of(start)
    related = [] if seen_at is None else [Related("it ends at the quote here", trouble.span(seen_at, 1))]
    return codes.UNCLOSED_QUOTE.at(
        trouble.span(start, len(trouble.rest_of_line(start))),
        f"the {_NAMES[mark]} quote opened on line {line} {what}",
        hint=f"add `{mark}` at the end of the text on line {line}",
        label="opened here",
        related=related,
    )


def unknown_escape(trouble: Trouble) -> Diagnostic | None:
    if "quoted scalar" not in trouble.context:
        return None
    text = trouble.source.text
    start = trouble.at if trouble.character == "\\" else text.rfind("\\", trouble.opened_at, trouble.at + 1)
    if start < 0:
        return None
    if (pair := _SURROGATES.match(text, start)) is not None:
        number = 0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + int(pair[2], 16) - 0xDC00
        return codes.UNKNOWN_ESCAPE.at(
            trouble.span(start, len(pair[0])),
            f"`{pair[0]}` is a pair of surrogates, which JSON has and YAML has not",
            hint=f"write the character itself, or `\\U{number:08X}`",
        )
    escape = text[start : start + 2].rstrip()
    if escape[1:] in ("x", "u", "U"):
        digits = {"x": 2, "u": 4, "U": 8}[escape[1]]
        message = f"`{escape}` needs {digits} hexadecimal digits after it, of a character that exists"
    else:
        message = f"`{escape}` is not an escape"
    return codes.UNKNOWN_ESCAPE.at(
        trouble.span(start, 2),
        message,
        hint=f"double the backslash: `\\{escape}`, or put the text into single quotes, where it is just a backslash",
    )

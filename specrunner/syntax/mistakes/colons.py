"""Mistakes with colons: one too many in a line, none, or no blank after it."""

from __future__ import annotations

import re

from ...source import Diagnostic
from ...source.codes import syntax as codes
from ..wording import quoted, shortened
from .trouble import Trouble, indent_of

_GLUED = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>[\w.$*~\[\]-]+|\"[^\"]*\"|'[^']*'):(?!//)(?P<value>[^\s:].*)")
_GLUED_ITEM = re.compile(r"(?P<lead> *(?:- +)*)-(?P<value>[^\s-].*)")
_LAST_WORD = re.compile(r"[^\s,\[\]{}:]+$")
_OTHER_BLANK = re.compile(r"(?P<lead> *(?:- +)*[^\s:]+):(?P<blank>[^\S \t])")
_KEYED = re.compile(r" *(?:- +)*(?P<key>[^\s#'\"][^#'\"]*?|\"[^\"]*\"|'[^']*'): +(?P<value>\S.*)")


def colon_in_value(trouble: Trouble) -> Diagnostic | None:
    """A second `: ` in a line, or a first one in a line that carries on the value above."""
    if "mapping values are not allowed" not in trouble.problem:
        return None
    found = _KEYED.fullmatch(trouble.line[: len(trouble.before)] + trouble.after)
    if found is not None and found.start("value") < len(trouble.before):
        return _unquoted_colon(trouble, found)
    return _glued_above(trouble) or _carries_on(trouble)


def _unquoted_colon(trouble: Trouble, found: re.Match[str]) -> Diagnostic | None:
    value = found["value"]
    if value[0] in "'\"":
        return None
    what = "an expression" if "${{" in value else "a text"
    return codes.UNQUOTED_COLON.at(
        trouble.span(trouble.at, 1),
        f"{what} with a colon and a blank in it needs quotes",
        hint=f"write `{shortened(found['key'])}: {quoted(value)}`",
        label="a second value would start here",
    )


def _glued_above(trouble: Trouble) -> Diagnostic | None:
    """`get:/x` in the line above made this line part of one text."""
    above = trouble.line_above()
    return None if above is None else _glued(trouble, trouble.source.offset(above[0], 1), above[1])


def _glued(trouble: Trouble, line_start: int, line: str) -> Diagnostic | None:
    if (found := _GLUED.fullmatch(line)) is not None:
        start = line_start + found.start("key")
        return codes.MISSING_BLANK.at(
            trouble.span(start, len(found["key"]) + 1),
            f"a blank is missing after `{shortened(found['key'])}:`",
            hint=f"write `{shortened(found['key'])}: {shortened(found['value'])}`",
        )
    if (found := _OTHER_BLANK.match(line)) is not None:
        return codes.MISSING_BLANK.at(
            trouble.span(line_start + found.start("blank"), 1),
            f"the blank after the colon is of another kind (U+{ord(found['blank']):04X})",
            hint="replace it by an ordinary blank",
        )
    if (found := _GLUED_ITEM.fullmatch(line)) is not None:
        return codes.MISSING_BLANK.at(
            trouble.span(line_start + len(found["lead"]), 1),
            "a blank is missing after the hyphen",
            hint=f"write `- {shortened(found['value'])}`",
        )
    return None


def _carries_on(trouble: Trouble) -> Diagnostic | None:
    """The line above has an unquoted value, and this line, indented more, carries it on."""
    above = trouble.line_above()
    if above is None:
        return None
    number, text = above
    here = shortened(trouble.before.strip().lstrip("- "))
    column = indent_of(trouble.line)
    if (found := _KEYED.match(text)) is not None:
        key = shortened(found["key"])
        return codes.WRONG_INDENTATION.at(
            trouble.span(trouble.line_start + column, len(trouble.before.strip())),
            f"`{here}` is indented under `{key}`, which has a value already: `{shortened(found['value'])}`",
            hint=f"move it left to column {found.start('key') + 1}, or take the value of `{key}` away",
        )
    word = text.strip().removeprefix("- ")
    start = trouble.source.offset(number, 1) + text.index(word)
    return codes.MISSING_BLANK.at(
        trouble.span(start, len(word)),
        f"a colon is missing after `{shortened(word)}`",
        hint=f"write `{shortened(word)}:`",
    )


def glued_bracket(trouble: Trouble) -> Diagnostic | None:
    """`{a:[1]}`: a colon right before a bracket."""
    if "unexpected ':'" not in trouble.problem or (found := _LAST_WORD.search(trouble.before)) is None:
        return None
    return codes.MISSING_BLANK.at(
        trouble.span(trouble.line_start + found.start(), len(found.group()) + 1),
        f"a blank is missing after `{shortened(found.group())}:`",
        hint=f"write `{shortened(found.group())}: `",
    )


def lonely_word(trouble: Trouble) -> Diagnostic | None:
    """A line among keys that is none: a blank or the colon is missing."""
    if "could not find expected ':'" not in trouble.problem:
        return None
    number, column = trouble.source.position(trouble.opened_at)
    line_start = trouble.source.offset(number, 1)
    written = trouble.rest_of_line(trouble.opened_at)
    if (glued := _glued(trouble, line_start, " " * (column - 1) + written)) is not None:
        return glued
    return codes.MISSING_BLANK.at(
        trouble.span(trouble.opened_at, len(written)),
        f"`{shortened(written)}` stands where a key should: it has no colon",
        hint=f"write `{shortened(written)}:` for a key; indent it more than the line above if it carries on a text",
    )

"""Mistakes at the start of a value: characters that mean something else to YAML."""

from __future__ import annotations

import re

from ...source import Diagnostic
from ...source.codes import syntax as codes
from ..wording import quoted, shortened
from .trouble import Trouble

_COMPARISON = re.compile(r"(>=|>|<=|<)\s*([-+]?[\d.]+\S*)$")
_OPERATORS = {">=": "gte", ">": "gt", "<=": "lte", "<": "lt"}
_TOKEN_WORDS = ("cannot start any token", "node content", "mapping keys are not allowed")
_MARK_CONTEXTS = ("scanning an alias", "scanning an anchor")


def reserved_start(trouble: Trouble) -> Diagnostic | None:
    """`@`, a backquote, `%`, `*`, `&`, `,`, `]`, `}`, `?` or `- ` where a value should start."""
    if any(words in trouble.problem for words in _TOKEN_WORDS):
        start = trouble.at
    elif any(words in trouble.context for words in _MARK_CONTEXTS):
        start = trouble.opened_at
    else:
        return None
    written = trouble.value_at(start)
    if not written or written.startswith(("...", "---")):
        return None
    if "flow node" in trouble.context and written[0] in ",]}":
        return codes.UNCLOSED_BRACKET.at(
            trouble.span(start, 1),
            f"a value is missing before `{written[0]}`",
            hint="write the value, or leave the comma out",
        )
    return codes.RESERVED_START.at(
        trouble.span(start, len(written)),
        f"a value cannot start with {'a backquote' if written[0] == '`' else f'`{written[0]}`'} unless it is quoted",
        hint=f"write `{quoted(written)}`",
    )


def list_beside_key(trouble: Trouble) -> Diagnostic | None:
    if "sequence entries are not allowed" not in trouble.problem:
        return None
    written = trouble.after
    item = shortened(written.removeprefix("-").strip())
    return codes.RESERVED_START.at(
        trouble.span(trouble.at, len(written)),
        "a list cannot start on the line of its key",
        hint=f"put `{shortened(written)}` on the next line, or write `[{item}]`; for a text, `{quoted(written)}`",
    )


def block_text_header(trouble: Trouble) -> Diagnostic | None:
    if "scanning a block scalar" not in trouble.context:
        return None
    start = trouble.opened_at
    written = trouble.value_at(start)
    if (found := _COMPARISON.match(written)) is not None:
        operator, operand = found.groups()
        return codes.RESERVED_START.at(
            trouble.span(start, len(written)),
            f"`{operator}` does not compare here: an unquoted `>` starts a text block",
            hint=f"write `{{{_OPERATORS[operator]}: {operand}}}`",
        )
    return codes.BLOCK_TEXT_HEADER.at(
        trouble.span(trouble.at, len(trouble.after)),
        f"the text of `{written[0]}` starts on the next line",
        hint=f"put it there, indented; or write `{quoted(written)}`",
    )


def foreign_tag(trouble: Trouble) -> Diagnostic | None:
    if "tag" not in trouble.context and "tag handle" not in trouble.problem:
        return None
    written = trouble.rest_of_line(trouble.opened_at).split(" ")[0]
    return codes.REFUSED_TAG.at(
        trouble.span(trouble.opened_at, len(written)),
        f"the tag `{shortened(written)}` is not read",
        hint="leave it out, or quote a text that starts with `!`",
    )


def second_document(trouble: Trouble) -> Diagnostic | None:
    above = trouble.line_above()
    if "document start" not in trouble.problem or above is None or not above[1].startswith("..."):
        return None
    return codes.SEVERAL_DOCUMENTS.at(
        trouble.span(trouble.at, len(trouble.after)),
        f"the document was over at the `...` of line {above[0]}",
        hint="keep one document a file; quote a text that starts with `...`",
    )


def empty_key(trouble: Trouble) -> Diagnostic | None:
    if "flow" in trouble.context or trouble.before.strip(" -?"):
        return None
    if trouble.character != ":" or trouble.after[1:2].strip():
        return None
    hint = 'put a name before the `:`, or `""` for an empty name'
    return codes.BAD_KEY.at(trouble.span(trouble.at, 1), "a key is empty", hint=hint)


def directive(trouble: Trouble) -> Diagnostic | None:
    """A line with `%` at its start."""
    words = trouble.problem + trouble.context
    is_after = "document start" in trouble.problem and trouble.source.text.startswith("%")
    if "directive" not in words and "incompatible" not in words and not is_after:
        return None
    start = 0 if is_after else trouble.line_start
    return codes.NOT_YAML.at(
        trouble.span(start, len(trouble.rest_of_line(start))),
        "a line that starts with `%` is a YAML directive, and this one is not right",
        hint="remove it: the only one that is read is `%YAML 1.2`, followed by a line `---`",
    )

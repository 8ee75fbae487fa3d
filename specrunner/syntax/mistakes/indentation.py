"""Mistakes with indentation: tabs, other blanks, columns that nothing above has."""

from __future__ import annotations

from ...source import Diagnostic, Related
from ...source.codes import syntax as codes
from ..nodes import ScalarStyle
from .trouble import Trouble, indent_of, without_comment

_BLOCK_TEXTS = (ScalarStyle.LITERAL, ScalarStyle.FOLDED)
_WORDS = ("block mapping", "block collection")


def tab(trouble: Trouble) -> Diagnostic | None:
    if "cannot start any token" not in trouble.problem and "tab" not in trouble.problem:
        return None
    if trouble.character == "\t" and not trouble.is_first_in_line:
        return codes.TAB_INDENTATION.at(
            trouble.span(trouble.at, 1), "a tab stands where YAML wants blanks", hint="replace it by a blank"
        )
    line = trouble.line
    leading = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in leading or len(trouble.before) > len(leading):
        return None
    first = leading.index("\t")
    return codes.TAB_INDENTATION.at(
        trouble.span(trouble.line_start + first, len(leading) - first),
        "a tab is used as indentation",
        hint="YAML indents with blanks only: replace it by two",
    )


def end_of_block_text(trouble: Trouble) -> Diagnostic | None:
    """A line of a text block that is indented less than its first."""
    last, at = trouble.last, trouble.at
    if "could not find expected ':'" in trouble.problem:
        at = trouble.opened_at
    if last is None or last.style not in _BLOCK_TEXTS or not last.end <= at:
        return None
    if trouble.source.text[last.end : at].strip():
        return None
    first = trouble.line_of(last.start)
    indent = next(
        (indent_of(line) for line in map(trouble.source.line, range(first + 1, first + 50)) if line.strip()), 0
    )
    return codes.WRONG_INDENTATION.at(
        trouble.span(at, len(trouble.rest_of_line(at))),
        f"the text block of line {first} is over here, since this line is indented less than its first",
        hint=f"start the line in column {indent + 1} if it belongs to the text",
        related=[Related("the text block", trouble.span(last.start, 1))],
    )


def wrong_column(trouble: Trouble) -> Diagnostic | None:
    """A line whose column belongs to no map or list that is open there, or to one of the other kind."""
    is_block = any(words in trouble.context for words in _WORDS)
    if not is_block and "document start" not in trouble.problem:
        return None
    if not trouble.is_first_in_line or trouble.after[:1] in ("", ":"):
        return None
    indent = len(trouble.before)
    columns = _columns_above(trouble)
    span = trouble.span(trouble.at, len(trouble.after))
    if not columns:
        return None
    if (above := columns.get(indent)) is not None:
        return _mixed(trouble, indent, above)
    deepest = max(columns)
    if indent > deepest:
        return codes.WRONG_INDENTATION.at(
            span,
            "this line is indented under a value that cannot have anything under it",
            hint=f"move it left to column {deepest + 1}",
        )
    choices = " or ".join(str(column + 1) for column in sorted(columns))
    return codes.WRONG_INDENTATION.at(
        span,
        f"this line starts in column {indent + 1}, where nothing above starts",
        hint=f"move it to column {choices}, like the lines it belongs to",
    )


def _mixed(trouble: Trouble, indent: int, above: int) -> Diagnostic | None:
    is_item = _is_item(trouble.after)
    if is_item == _is_item(trouble.source.line(above)[indent:]):
        return None
    here, there = ("an item of a list", "a key of a map") if is_item else ("a key", "an item of a list")
    return codes.WRONG_INDENTATION.at(
        trouble.span(trouble.at, len(trouble.after)),
        f"{here} stands in the column of {there}",
        hint=f"indent it more than line {above}, or less, as it belongs"
        if is_item
        else "start it with `- `, or indent it",
        related=[Related(f"the line above, {there}", trouble.span(trouble.source.offset(above, 1), 1))],
    )


def _is_item(text: str) -> bool:
    return text[:1] == "-" and text[1:2] in ("", " ")


def _columns_above(trouble: Trouble) -> dict[int, int]:
    """Columns (from 0) of the keys and hyphens above that this line could belong to, each with its line number."""
    columns: dict[int, int] = {}
    limit: int | None = None
    for number in range(trouble.line_number - 1, max(0, trouble.line_number - 500), -1):
        line = without_comment(trouble.source.line(number)[:200])
        stripped = line.strip()
        if not stripped or stripped == "---" or line.startswith("%"):
            continue
        indent = indent_of(line)
        if limit is not None and indent >= limit:
            continue
        limit = indent
        columns[indent] = number
        while stripped.startswith("- "):
            stripped = stripped[2:].lstrip()
            columns.setdefault(len(line) - len(stripped), number)
        if indent == 0:
            break
    return columns

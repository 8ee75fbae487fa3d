"""What a YAML parser's complaint means: the mistakes people make most, each with its mend."""

from __future__ import annotations

from collections.abc import Callable

from ...source import Diagnostic
from ...source.codes import syntax as codes
from .brackets import jinja, needless_bracket, unclosed_bracket, unquoted_expression, unquoted_path
from .colons import colon_in_value, glued_bracket, lonely_word
from .indentation import end_of_block_text, tab, wrong_column
from .quotes import text_after_quote, unclosed, unknown_escape
from .starts import (
    block_text_header,
    directive,
    empty_key,
    foreign_tag,
    list_beside_key,
    reserved_start,
    second_document,
)
from .trouble import Trouble

__all__ = ["Trouble", "explain"]

# The order matters: what is sure from the text comes before what is guessed from columns.
_RECOGNISERS: tuple[Callable[[Trouble], Diagnostic | None], ...] = (
    tab,
    unclosed,
    unknown_escape,
    unquoted_expression,
    glued_bracket,
    unquoted_path,
    jinja,
    text_after_quote,
    block_text_header,
    foreign_tag,
    directive,
    second_document,
    empty_key,
    list_beside_key,
    reserved_start,
    colon_in_value,
    end_of_block_text,
    lonely_word,
    unclosed_bracket,
    wrong_column,
    needless_bracket,
)


def explain(trouble: Trouble) -> Diagnostic:
    """The diagnostic for a parser's error: a recognised mistake, else the parser's own words at its place."""
    if not trouble.is_in_long_line:
        for recognise in _RECOGNISERS:
            if (diagnostic := recognise(trouble)) is not None:
                return diagnostic
    words = trouble.problem or "the text is not YAML"
    context = f", {trouble.context}" if trouble.context else ""
    return codes.NOT_YAML.at(
        trouble.span(trouble.at, 1),
        f"this is not YAML: {words}{context}",
        hint="look for a missing quote, colon, comma or bracket here or on the line above",
    )

"""JSONPath (RFC 9535, nothing more) over JSON-like values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from ..lean import dataclass
from ..source import DiagnosticError, SourceSpan
from ..source.codes import values_select as codes
from .describe import described
from .errors import EvaluationError
from .lookup import JSONPATH_NAME, Key, explain_missing, look_up, normalized_path, path_text, settled
from .missing import MISSING

if TYPE_CHECKING:
    from .jsonpath_nodes import Node
    from .query import Query

Locate: TypeAlias = Callable[[int, int], SourceSpan]

MAX_SELECTOR_CHARACTERS = 4_096
MAX_SELECTOR_DEPTH = 40
MAX_SELECTOR_OPERATORS = 100


@dataclass(frozen=True, slots=True)
class Match:
    """A value and where it stood: names and indexes (from 0) on the way from the document."""

    value: object
    keys: tuple[Key, ...]
    root: str = "$"

    @property
    def path_text(self) -> str:
        """The place as people write it: `$.items[0].id`."""
        return path_text(self.keys, self.root)

    @property
    def normalized_path(self) -> str:
        """The place as RFC 9535 section 2.7 spells it: `$['items'][0]['id']`."""
        return normalized_path(self.keys)


@dataclass(frozen=True, slots=True)
class Selector:
    """A compiled path. One shape for JSONPath, JMESPath and subject paths.

    `value(document)`: of a singular path the value, or MISSING; of any other the list of values, in document order.
    `select(document)`: every match with its place. `explain(document)`: a sentence that says why there was nothing.
    `keys`: of a singular path its names and indexes, else None. The functions raise EvaluationError, never another.
    """

    text: str
    is_singular: bool
    keys: tuple[Key, ...] | None
    value: Callable[[object], object] = field(repr=False, compare=False)
    select: Callable[[object], list[Match]] = field(repr=False, compare=False)
    explain: Callable[[object], str] = field(repr=False, compare=False)


def compile_selector(text: str, locate: Locate) -> Selector:
    """The JSONPath in `text`, which starts with `$`. Raises DiagnosticError with the place within the text.

    Chains of names and indexes become plain look-ups; only other paths load the JSONPath library.
    """
    keys = _plain_keys(text)
    if keys is not None:
        return singular(text, keys)
    check_size(text, locate)
    # Lazy: most specs have nothing but singular paths, and the library takes 100 ms to import.
    from .query import QueryError, parse_query

    try:
        query = parse_query(text)
    except QueryError as error:
        code = codes.SELECTOR_FUNCTION if error.is_function else codes.SELECTOR_SYNTAX
        raise DiagnosticError(code.at(locate(error.start, error.end), error.message, hint=error.hint)) from None
    if query.keys is not None:
        return singular(text, query.keys)
    return _multiple(text, query, locate)


@lru_cache(maxsize=4096)  # the same few paths stand in a thousand specs; a selector never changes
def singular(text: str, keys: tuple[Key, ...], root: str = "$") -> Selector:
    """The selector of a chain of names and indexes."""
    value = look_up(keys)

    def select(document: object) -> list[Match]:
        found = value(document)
        return [] if found is MISSING else [Match(found, settled(document, keys), root)]

    return Selector(text, True, keys, value, select, lambda document: explain_missing(document, keys, root))


def _multiple(text: str, query: Query, locate: Locate) -> Selector:
    # Lazy, as above.
    from .jsonpath_nodes import BudgetExceeded

    def nodes(document: object) -> list[Node]:
        try:
            return query.run(document)
        except EvaluationError as error:
            # A regex ran out of time, which can happen without google-re2 only; it does not know its place.
            raise EvaluationError(replace(error.diagnostic, span=locate(0, len(text)))) from None
        except BudgetExceeded as excess:
            message = f"`{text}` visits more than {excess.limit:,} places of this document"
            hint = "each `..` multiplies: name the way instead, or take fewer steps at once"
            raise EvaluationError(codes.SELECTOR_BUDGET.at(locate(0, len(text)), message, hint=hint)) from None

    def explain(document: object) -> str:
        start = look_up(query.prefix)(document)
        if start is MISSING:
            return explain_missing(document, query.prefix)
        return f"`{path_text(query.prefix)}` is {described(start)}, and nothing in it matches"

    return Selector(
        text,
        False,
        None,
        lambda document: [node.obj for node in nodes(document)],
        lambda document: [Match(node.obj, node.keys()) for node in nodes(document)],
        explain,
    )


# What compiles without the library: names, quoted names without escapes, indexes of up to 15 digits.
_INDEX, _SINGLE, _DOUBLE = r"0|-?[1-9][0-9]{0,14}", r"[^'\\\x00-\x1f]*", r"[^\"\\\x00-\x1f]*"
_STEP = re.compile(rf"\.({JSONPATH_NAME})|\[(?:({_INDEX})|'({_SINGLE})'|\"({_DOUBLE})\")\]")
_PLAIN_PATH = re.compile(rf"\$(?:\.{JSONPATH_NAME}|\[(?:{_INDEX}|'{_SINGLE}'|\"{_DOUBLE}\")\])*")


def _plain_keys(text: str) -> tuple[Key, ...] | None:
    if len(text) > MAX_SELECTOR_CHARACTERS or _PLAIN_PATH.fullmatch(text) is None:
        return None
    return tuple(
        int(index) if index else name or single or double for name, index, single, double in _STEP.findall(text, 1)
    )


_NESTING = r"\"[^\"\\]*(?:\\.[^\"\\]*)*\"?|'[^'\\]*(?:\\.[^'\\]*)*'?|[()\[\]!]|&&|\|\|"


def check_size(text: str, locate: Locate) -> None:
    """Raises DiagnosticError for a text that would nest too deep in a library that parses by recursion."""
    if len(text) > MAX_SELECTOR_CHARACTERS:
        message = f"the selector has {len(text):,} characters; at most {MAX_SELECTOR_CHARACTERS:,}"
        raise DiagnosticError(codes.SELECTOR_LIMIT.at(locate(0, len(text)), message))
    depth = operators = 0
    for token in re.finditer(_NESTING, text, re.DOTALL):
        # A row of `!` or of `&&` nests in the parser as brackets do.
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token[0], 0)
        operators += token[0] in ("!", "&&", "||")
        if depth > MAX_SELECTOR_DEPTH or operators > MAX_SELECTOR_OPERATORS:
            what = f"{MAX_SELECTOR_DEPTH} brackets inside each other"
            what = what if depth > MAX_SELECTOR_DEPTH else f"{MAX_SELECTOR_OPERATORS} times `&&`, `||` or `!`"
            raise DiagnosticError(codes.SELECTOR_LIMIT.at(locate(*token.span()), f"more than {what}"))

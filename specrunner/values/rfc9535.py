"""python-jsonpath held to RFC 9535 and to a budget. Imported only when a path needs the library.

The library parses and evaluates. Changed here: evaluation counts the places it visits and needs no recursion; regexes
are RE2's; and what the library's strict mode still lets through is refused or set right: names with `-`, `<>`, list
literals, chained comparisons, `!` before a comparison, values as conditions, `?@` of false and 0, `true < 2`,
`[1] == [true]`, slices of texts, escaped control characters, integers above 2^53, numbers too large for a double.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import isfinite
from typing import cast

from jsonpath import JSONPathEnvironment
from jsonpath.exceptions import JSONPathSyntaxError, JSONPathTypeError
from jsonpath.filter import (
    UNDEFINED,
    BaseExpression,
    FilterExpressionLiteral,
    FloatLiteral,
    FunctionExtension,
    InfixExpression,
    IntegerLiteral,
    Nil,
    PrefixExpression,
    RelativeFilterQuery,
    RootFilterQuery,
    StringLiteral,
)
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.lex import Lexer
from jsonpath.match import JSONPathMatch, NodeList
from jsonpath.parse import Parser
from jsonpath.path import JSONPath
from jsonpath.segments import JSONPathChildSegment, JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import Filter, FilterContext
from jsonpath.stream import TokenStream
from jsonpath.token import TOKEN_LBRACKET, TOKEN_LG, TOKEN_SINGLE_QUOTE_STRING, Token

from ..source import SourceSpan
from .equality import same_value
from .lookup import Key
from .regex import Regex, RegexError, compile_pattern

FREE_VISITS = 20_000
VISITS_PER_PLACE = 20
MAX_VISITS = 2_000_000


class BudgetExceeded(Exception):
    """A query visited more than `limit` places."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class Budget:
    """How many places a query may still visit: 20,000, or 20 times those of the document, at most 2,000,000.

    Only what uses up the first 20,000 pays for counting the document.
    """

    __slots__ = ("_document", "_left", "_limit")

    def __init__(self, document: object) -> None:
        self._document = document
        self._limit = self._left = FREE_VISITS

    def spend(self, visits: int) -> None:
        self._left -= visits
        if self._left < 0:
            self._extend()

    def _extend(self) -> None:
        if self._limit == FREE_VISITS:
            places = _count_places(self._document, MAX_VISITS // VISITS_PER_PLACE)
            self._limit = max(FREE_VISITS, places * VISITS_PER_PLACE)
            self._left += self._limit - FREE_VISITS
        if self._left < 0:
            raise BudgetExceeded(self._limit)


def _count_places(document: object, limit: int) -> int:
    count, pending = 0, [document]
    while pending and count < limit:
        item = pending.pop()
        count += 1
        if isinstance(item, Mapping):
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)
    return min(count, limit)


class Node:
    """A place in the document, with the interface that the library's selectors use. Its path is made on demand."""

    __slots__ = ("_budget", "_key", "_parent", "obj", "root")

    def __init__(self, obj: object, parent: Node | None, key: Key, root: object, budget: Budget) -> None:
        self.obj = obj
        self.root = root
        self._parent = parent
        self._key = key
        self._budget = budget

    def new_child(self, obj: object, key: Key) -> Node:
        self._budget.spend(1)
        return Node(obj, self, key, self.root, self._budget)

    def add_child(self, *children: object) -> None:
        """The library keeps children in memory; nothing here reads them."""

    def filter_context(self) -> Budget:
        # The library hands this object on to the queries inside filters, so that they share the budget.
        return self._budget

    def keys(self) -> tuple[Key, ...]:
        keys: list[Key] = []
        node = self
        while node._parent is not None:
            keys.append(node._key)
            node = node._parent
        return tuple(reversed(keys))


def _is_container(value: object) -> bool:
    kind = type(value)
    return kind is dict or kind is list or (not isinstance(value, str) and isinstance(value, list | tuple | Mapping))


class _Children(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterator[JSONPathMatch]:
        for node in nodes:
            yield from _selected(self, node)


class _Descendants(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterator[JSONPathMatch]:
        for start in nodes:
            pending = [start]
            while pending:
                node = pending.pop()
                yield from _selected(self, node)
                pending.extend(reversed(_containers_in(node)))


def _selected(segment: JSONPathSegment, node: JSONPathMatch) -> Iterator[JSONPathMatch]:
    # The library would take a text for a list of characters.
    if _is_container(node.obj):
        for selector in segment.selectors:
            if isinstance(selector, Filter):
                cast(Node, node).filter_context().spend(len(cast("list[object]", node.obj)))
            yield from selector.resolve(node)


def _containers_in(node: JSONPathMatch) -> list[JSONPathMatch]:
    members: Iterable[tuple[Key, object]] = ()
    if isinstance(node.obj, Mapping):
        members = node.obj.items()
    elif _is_container(node.obj):
        members = enumerate(cast("list[object]", node.obj))
    return [node.new_child(child, key) for key, child in members if _is_container(child)]


class Path(JSONPath):
    """A query over nodes that count."""

    def nodes(self, document: object, root: object, budget: Budget) -> list[Node]:
        """The nodes that the query leads to from `document`, which lies in `root`, the `$` of filters inside."""
        nodes = cast("list[JSONPathMatch]", [Node(document, None, "$", root, budget)])
        for segment in self.segments:
            # A list for each segment: generators in generators would recurse, once for each segment.
            nodes = list(segment.resolve(nodes))
        return cast("list[Node]", nodes)


class _Relative(RelativeFilterQuery):
    def evaluate(self, context: FilterContext) -> NodeList:
        # Always nodes, never the bare value: `?@` asks whether there is one, and false is one.
        return _nodes(self.path, context, context.current)


class _Absolute(RootFilterQuery):
    def evaluate(self, context: FilterContext) -> NodeList:
        return _nodes(self.path, context, context.root)


def _nodes(path: JSONPath, context: FilterContext, start: object) -> NodeList:
    nodes = cast(Path, path).nodes(start, context.root, cast(Budget, context.extra_context))
    return NodeList(cast("list[JSONPathMatch]", nodes))


class _Lexer(Lexer):
    # RFC 9535 section 2.5.1.1: name-first and name-char. The library's own lacks what is above U+FFFF, and has `-`.
    key_pattern = r"[A-Za-z_\u0080-\ud7ff\ue000-\U0010ffff][0-9A-Za-z_\u0080-\ud7ff\ue000-\U0010ffff]*"


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\"}
_ESCAPE = re.compile(
    r"\\(?:u(?P<pair>[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|"
    r"u(?P<unit>(?![dD][89a-fA-F])[0-9a-fA-F]{4})|(?P<one>.)?)",
    re.DOTALL,
)


class _Parser(Parser):
    BINARY_OPERATORS = {kind: text for kind, text in Parser.BINARY_OPERATORS.items() if kind != TOKEN_LG}

    def __init__(self, *, env: JSONPathEnvironment) -> None:
        super().__init__(env=env)
        del self.token_map[TOKEN_LBRACKET]

    def parse_query(self, stream: TokenStream) -> Iterator[JSONPathSegment]:
        for segment in super().parse_query(stream):
            kind = _Descendants if isinstance(segment, JSONPathRecursiveDescentSegment) else _Children
            yield kind(env=self.env, token=segment.token, selectors=segment.selectors)

    def parse_absolute_query(self, stream: TokenStream) -> BaseExpression:
        stream.next()
        return _Absolute(Path(env=self.env, segments=self.parse_query(stream)))

    def parse_relative_query(self, stream: TokenStream) -> BaseExpression:
        stream.next()
        return _Relative(Path(env=self.env, segments=self.parse_query(stream)))

    def parse_prefix_expression(self, stream: TokenStream) -> BaseExpression:
        token = stream.current()
        expression = super().parse_prefix_expression(stream)
        if isinstance(expression, PrefixExpression):
            self._check_condition(expression.right, token)
        return expression

    def parse_infix_expression(self, stream: TokenStream, left: BaseExpression) -> BaseExpression:
        token = stream.current()
        expression = super().parse_infix_expression(stream, left)
        if isinstance(expression, InfixExpression):
            for side in (expression.left, expression.right):
                if expression.logical:
                    self._check_condition(side, token)
                elif isinstance(side, InfixExpression | PrefixExpression):
                    raise JSONPathSyntaxError("a comparison or `!` cannot itself be compared", token=token)
        return expression

    def _check_condition(self, expression: BaseExpression, token: Token) -> None:
        if isinstance(expression, FilterExpressionLiteral | Nil):
            raise JSONPathSyntaxError("a literal is no condition", token=token)
        if isinstance(expression, FunctionExtension):
            function = self.env.function_extensions[expression.name]
            if isinstance(function, FilterFunction) and function.return_type is ExpressionType.VALUE:
                raise JSONPathTypeError(f"result of {expression.name}() must be compared", token=token)

    def parse_integer_literal(self, stream: TokenStream) -> BaseExpression:
        token = stream.current()
        if token.value.lstrip("-").isdecimal():
            self._check_leading_zero(stream.next())
            return IntegerLiteral(value=int(token.value))
        return self.parse_float_literal(stream)

    def parse_float_literal(self, stream: TokenStream) -> BaseExpression:
        token = stream.next()
        self._check_leading_zero(token)
        try:
            value = float(token.value)
        except ValueError:
            raise JSONPathSyntaxError(f"unexpected token {token.value!r}", token=token) from None
        if not isfinite(value):
            raise JSONPathSyntaxError("the number is larger than a double can hold", token=token)
        return FloatLiteral(value=value)

    def _decode_string_literal(self, token: Token) -> str:
        # The library refuses escaped control characters, which RFC 9535 section 2.3.1.1 allows.
        if (control := re.search(r"[\x00-\x1f]", token.value)) is not None:
            raise JSONPathSyntaxError(f"invalid character {control[0]!r}", token=token)
        quote = "'" if token.kind == TOKEN_SINGLE_QUOTE_STRING else '"'

        def unescaped(escape: re.Match[str]) -> str:
            if escape["pair"]:
                return bytes.fromhex(escape["pair"].replace("\\u", "")).decode("utf-16-be")
            if escape["unit"]:
                return chr(int(escape["unit"], 16))
            if escape["one"] in _ESCAPES or escape["one"] == quote:
                return _ESCAPES.get(escape["one"], quote)
            raise JSONPathSyntaxError("unknown escape", token=token)

        return _ESCAPE.sub(unescaped, token.value)

    def _check_leading_zero(self, token: Token) -> None:
        digits = token.value.lstrip("-")
        if digits[:1] == "0" and digits[1:2].isdecimal():
            raise JSONPathSyntaxError("leading zero in a number", token=token)

    def parse_function_extension(self, stream: TokenStream) -> BaseExpression:
        token = stream.current()
        expression = super().parse_function_extension(stream)
        if isinstance(expression, FunctionExtension) and expression.name in ("match", "search"):
            pattern = expression.args[1]
            # RFC 9535 section 2.4.6 makes a bad regex match nothing. Written in the path it is a mistake, and said.
            if isinstance(pattern, StringLiteral) and (reason := _refusal(pattern.value)):
                raise JSONPathTypeError(reason, token=token)
        return expression


class _Matcher(FilterFunction):
    """`match` (the whole text) or `search` (any part of it) by RE2."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]
    return_type = ExpressionType.LOGICAL

    def __init__(self, *, is_whole: bool) -> None:
        self._is_whole = is_whole

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        regex = _compiled(pattern)
        if regex is None:
            return False
        return (regex.fullmatch(value) if self._is_whole else regex.search(value)) is not None


def _refusal(pattern: str) -> str | None:
    """Why a pattern is no I-Regexp (RFC 9485) that RE2 can match, or None when it is one."""
    try:
        compile_pattern(_as_re2(pattern), _NOWHERE)
    except RegexError as error:
        return error.message
    if not _is_iregexp(pattern):
        return f"`{pattern}` is not an I-Regexp (RFC 9485), the only kind of regex that JSONPath knows"
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Regex | None:
    if not _is_iregexp(pattern):
        return None
    try:
        return compile_pattern(_as_re2(pattern), _NOWHERE)
    except RegexError:
        return None


def _is_iregexp(pattern: str) -> bool:
    try:
        from iregexp_check import check
    except ImportError:  # it has no wheel for this machine: RE2 alone decides
        return True
    return bool(check(pattern))


def _as_re2(pattern: str) -> str:
    """An I-Regexp as RE2 spells it. RFC 9485 section 5.3: a dot outside of brackets is anything but CR and LF."""
    parts, is_escaped, is_class = [], False, False
    for character in pattern:
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = True
        elif character in "[]":
            is_class = character == "["
        elif character == "." and not is_class:
            character = r"[^\r\n]"
        parts.append(character)
    return "".join(parts)


# Only the engine without RE2 names a place, when it runs out of time.
_NOWHERE = SourceSpan("", 1, 1, 1, 1)


class Environment(JSONPathEnvironment):
    """Parses and compares as RFC 9535 says."""

    lexer_class = _Lexer
    parser_class = _Parser

    def __init__(self) -> None:
        super().__init__(strict=True)

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _Matcher(is_whole=True)
        self.function_extensions["search"] = _Matcher(is_whole=False)

    def parse(self, text: str) -> Path:
        """Raises JSONPathError."""
        return Path(env=self, segments=self.parser.parse(TokenStream(self.lexer.tokenize(text))))

    def _eq(self, left: object, right: object) -> bool:
        left_missing, right_missing = _is_nothing(left), _is_nothing(right)
        if left_missing or right_missing:
            return left_missing and right_missing
        return same_value(left, right)

    def _lt(self, left: object, right: object) -> bool:
        return not isinstance(left, bool) and not isinstance(right, bool) and super()._lt(left, right)


def _is_nothing(value: object) -> bool:
    return value is UNDEFINED or (isinstance(value, NodeList) and value.empty())

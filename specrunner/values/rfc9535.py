"""python-jsonpath held to RFC 9535 and to a budget. Imported only when a path needs the library.

The library parses and evaluates. Changed here: evaluation counts the places it visits and needs no recursion; regexes
are RE2's; and what the library's strict mode still lets through is refused or set right: names with `-`, `<>`, list
literals, chained comparisons, `!` before a comparison, values as conditions, `?@` of false and 0, `true < 2`,
`[1] == [true]`, slices of texts, escaped control characters, integers above 2^53, numbers too large for a double.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from jsonpath.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import FilterContext
from jsonpath.stream import TokenStream
from jsonpath.token import TOKEN_LBRACKET, TOKEN_LG, TOKEN_SINGLE_QUOTE_STRING, Token

from .equality import same_value
from .jsonpath_nodes import Budget, Children, Descendants, Path
from .jsonpath_regex import Matcher, refusal
from .lookup import JSONPATH_NAME


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
    # The library's own pattern lacks what is above U+FFFF, and has `-`.
    key_pattern = JSONPATH_NAME


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
            kind = Descendants if isinstance(segment, JSONPathRecursiveDescentSegment) else Children
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
            if isinstance(pattern, StringLiteral) and (reason := refusal(pattern.value)):
                raise JSONPathTypeError(reason, token=token)
        return expression


class Environment(JSONPathEnvironment):
    """Parses and compares as RFC 9535 says."""

    lexer_class = _Lexer
    parser_class = _Parser

    def __init__(self) -> None:
        super().__init__(strict=True)

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = Matcher(is_whole=True)
        self.function_extensions["search"] = Matcher(is_whole=False)

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

"""Tokens into a tree: CEL's grammar by precedence climbing."""

from __future__ import annotations

from typing import Final, NoReturn

from ...source.codes import Code
from ...source.codes import values as codes
from ..failure import Failure
from ..limits import MAX_CHARACTERS, MAX_DEPTH, MAX_NESTING
from .nodes import (
    Binary,
    Call,
    Condition,
    Index,
    ListLiteral,
    Literal,
    Logic,
    MapLiteral,
    Name,
    Node,
    Select,
    Unary,
)
from .refusals import REFUSED_NAMES, RESERVED, refuse_primary, refuse_rest
from .tokens import Token, tokenize

_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_OR, _AND, _LOWEST_BINARY = 1, 2, 3
_PRECEDENCE: Final = {
    "||": _OR,
    "&&": _AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys("+-", 4),
    **dict.fromkeys("*/%", 5),
}


def parse(text: str) -> Node:
    """The tree of an expression. Raises Failure."""
    if len(text) > MAX_CHARACTERS:
        message = f"the expression has {len(text):,} characters; {MAX_CHARACTERS:,} are allowed"
        raise Failure(
            codes.EXPRESSION_LIMIT, message, 0, 1, "compute it in steps: give names to parts with `vars` or `set`"
        )
    return _Parser(tokenize(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._nesting = 0
        self._token = tokens[0]

    def whole(self) -> Node:
        node = self._expression()
        if self._token.kind != "end":
            raise refuse_rest(self._token, self._tokens[self._position - 1])
        return node

    # --- tokens

    def _next(self) -> Token:
        token = self._token
        self._position += 1
        self._token = self._tokens[self._position]
        return token

    def _accept(self, kind: str) -> bool:
        if self._token.kind != kind:
            return False
        self._next()
        return True

    def _close(self, kind: str, opened: Token) -> int:
        """The end offset of the closing bracket."""
        if self._token.kind == kind:
            return self._next().end
        if self._token.kind == "end":
            self._refuse(f"`{opened.kind}` is not closed", opened, f"a `{kind}` is missing")
        raise refuse_rest(self._token, self._tokens[self._position - 1], wanted=kind)

    def _refuse(
        self, message: str, token: Token, hint: str | None = None, code: Code = codes.EXPRESSION_SYNTAX
    ) -> NoReturn:
        raise Failure(code, message, token.start, max(token.end, token.start + 1), hint)

    def _depth(self, *nodes: Node) -> int:
        """The depth of a node above these. Bounded here, so that nothing that walks the tree can run out of stack."""
        depth = 1 + max((node.depth for node in nodes), default=0)
        if depth > MAX_DEPTH:
            self._too_deep(f"the expression is more than {MAX_DEPTH} levels deep")
        return depth

    def _too_deep(self, message: str) -> NoReturn:
        hint = "compute it in steps: give names to parts with `vars` or `set`"
        self._refuse(message, self._token, hint, codes.EXPRESSION_LIMIT)

    # --- grammar

    def _expression(self) -> Node:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            self._too_deep(f"brackets are nested more than {MAX_NESTING} deep")
        branches: list[tuple[Node, Node]] = []
        node = self._binary(_OR)
        while self._accept("?"):
            then = self._binary(_OR)
            if self._token.kind == "?":
                self._refuse(
                    "a condition inside a condition needs parentheses", self._token, "write `a ? (b ? c : d) : e`"
                )
            if self._token.kind != ":":
                raise refuse_rest(self._token, self._tokens[self._position - 1], wanted=":")
            self._next()
            branches.append((node, then))
            node = self._binary(_OR)
        for test, then in reversed(branches):
            node = Condition(test, then, node, test.start, node.end, self._depth(test, then, node))
        self._nesting -= 1
        return node

    def _binary(self, lowest: int) -> Node:
        left = self._unary()
        while True:
            operator = self._token
            # `in` is a name to the lexer; its token's value tells.
            symbol = "in" if operator.kind == "name" and operator.value == "in" else operator.kind
            precedence = _PRECEDENCE.get(symbol, 0)
            if precedence < lowest or precedence == 0:
                return left
            if precedence < _LOWEST_BINARY:
                left = self._logic(symbol, precedence, left)
                continue
            self._next()
            right = self._binary(precedence + 1)
            depth = self._depth(left, right)
            left = Binary(symbol, left, right, operator.start, left.start, right.end, depth)

    def _logic(self, symbol: str, precedence: int, first: Node) -> Node:
        operands = [first]
        while self._accept(symbol):
            operands.append(self._binary(precedence + 1))
        return Logic(symbol, tuple(operands), first.start, operands[-1].end, self._depth(*operands))

    def _unary(self) -> Node:
        operators: list[Token] = []
        while self._token.kind in ("-", "!"):
            operators.append(self._next())
        if operators and operators[-1].kind == "-" and self._token.kind == "int":
            # The smallest integer has no positive twin, so the sign belongs to the literal.
            minus, number = operators.pop(), self._next()
            node: Node = self._postfix(self._integer(-self._whole_number(number), minus.start, number))
        else:
            node = self._postfix(self._primary())
        for operator in reversed(operators):
            node = Unary(operator.kind, node, operator.start, node.end, self._depth(node))
        return node

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._token.kind == ".":
                node = self._member(node)
            elif self._token.kind == "[":
                opened = self._next()
                if self._token.kind == "?":
                    raise refuse_primary(self._token)
                index = self._expression()
                end = self._close("]", opened)
                node = Index(node, index, node.start, end, self._depth(node, index))
            elif self._token.kind == "{" and isinstance(node, Name | Select):
                self._refuse(
                    "messages are not supported", self._token, 'write a map: {"key": value}', codes.UNSUPPORTED
                )
            else:
                return node

    def _member(self, base: Node) -> Node:
        self._next()
        field = self._token
        if field.kind == "escaped":
            self._next()
            return Select(base, str(field.value), field.start, base.start, field.end, self._depth(base))
        if field.kind != "name":
            raise refuse_primary(field, after_dot=True)
        self._next()
        name = str(field.value)
        if self._token.kind == "(":
            arguments, end = self._arguments()
            depth = self._depth(base, *arguments)
            return Call(name, base, arguments, field.start, field.end, base.start, end, depth)
        return Select(base, name, field.start, base.start, field.end, self._depth(base))

    def _primary(self) -> Node:
        token = self._next() if self._token.kind != "end" else self._token
        match token.kind:
            case "name":
                return self._named(token)
            case "int":
                return self._integer(self._whole_number(token), token.start, token)
            case "double" | "text" | "bytes":
                return Literal(token.value, token.start, token.end)
            case "(":
                node = self._expression()
                self._close(")", token)
                return node
            case "[":
                return self._list(token)
            case "{":
                return self._map(token)
        previous = self._tokens[self._position - 2] if token.kind != "end" and self._position > 1 else None
        if token.kind == "end" and self._position:
            previous = self._tokens[self._position - 1]
        raise refuse_primary(token, previous=previous)

    def _named(self, token: Token) -> Node:
        name = str(token.value)
        if name in _CONSTANTS:
            return Literal(_CONSTANTS[name], token.start, token.end)
        if self._token.kind == "(" and name not in RESERVED and name != "in":
            arguments, end = self._arguments()
            return Call(name, None, arguments, token.start, token.end, token.start, end, self._depth(*arguments))
        if name in REFUSED_NAMES and self._token.kind not in (".", "["):
            self._refuse(f"`{name}` is not a word of the language", token, REFUSED_NAMES[name])
        if name in RESERVED or name == "in":
            self._refuse(
                f"`{name}` is a reserved word, so nothing can have this name",
                token,
                "rename it; as a key it can be read after a dot",
            )
        return Name(name, token.start, token.end)

    def _arguments(self) -> tuple[tuple[Node, ...], int]:
        opened = self._next()
        items: list[Node] = []
        while self._token.kind != ")":
            items.append(self._expression())
            if not self._accept(","):
                break
            if self._token.kind == ")":
                raise refuse_primary(self._token, previous=self._tokens[self._position - 1])
        return tuple(items), self._close(")", opened)

    def _list(self, opened: Token) -> Node:
        items: list[Node] = []
        while self._token.kind != "]":
            if self._token.kind == "?":
                raise refuse_primary(self._token)
            items.append(self._expression())
            if not self._accept(","):
                break
        return ListLiteral(tuple(items), opened.start, self._close("]", opened), self._depth(*items))

    def _map(self, opened: Token) -> Node:
        pairs: list[tuple[Node, Node]] = []
        while self._token.kind != "}":
            if self._token.kind == "?":
                raise refuse_primary(self._token)
            key = self._expression()
            if self._token.kind != ":":
                raise refuse_rest(self._token, self._tokens[self._position - 1], wanted=":")
            self._next()
            pairs.append((key, self._expression()))
            if not self._accept(","):
                break
        end = self._close("}", opened)
        return MapLiteral(tuple(pairs), opened.start, end, self._depth(*(node for pair in pairs for node in pair)))

    def _whole_number(self, token: Token) -> int:
        assert isinstance(token.value, int)
        return token.value

    def _integer(self, value: int, start: int, token: Token) -> Node:
        if not -(2**63) <= value < 2**63:
            hint = f"write a double, such as {float(value):g}, or a text"
            message = "the number does not fit into 64 bits"
            raise Failure(codes.NUMBER_RANGE, message, start, token.end, hint)
        return Literal(value, start, token.end)

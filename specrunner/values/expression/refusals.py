"""What people write from habit in other languages, and what to write here."""

from __future__ import annotations

from typing import Final

from ...source.codes import values as codes
from ..failure import Failure
from .tokens import Token

_RESERVED_WORDS: Final = (
    "as break const continue else for function if import let loop package namespace return var void while"
)
RESERVED: Final = frozenset(_RESERVED_WORDS.split())
REFUSED_NAMES: Final = {
    "True": "write `true`",
    "False": "write `false`",
    "None": "write `null`",
    "TRUE": "write `true`",
    "FALSE": "write `false`",
    "NULL": "write `null`",
    "Null": "write `null`",
    "not": "write `!`",
    "and": "write `&&`",
    "or": "write `||`",
    "if": "write `test ? then : otherwise`",
}
# What is read by itself as something else than a name, or refused.
NO_NAMES: Final = RESERVED | REFUSED_NAMES.keys() | {"true", "false", "null", "in"}
_WORD_OPERATORS: Final = {
    "and": "write `&&`",
    "or": "write `||`",
    "is": "write `==`",
    "not": "write `!(a in b)`",
    "if": "write `test ? then : otherwise`",
    "else": "write `test ? then : otherwise`",
    "div": "write `/`",
    "mod": "write `%`",
    "eq": "write `==`",
    "ne": "write `!=`",
    "lt": "write `<`",
    "gt": "write `>`",
}
_OPTIONAL_HINT: Final = "what may be absent is asked for first: `has(a.b) ? a.b : null`"


def refuse_primary(token: Token, *, previous: Token | None = None, after_dot: bool = False) -> Failure:
    """A value was to come, and something else came."""
    start, end = token.start, max(token.end, token.start + 1)
    if token.kind == "?" or (token.kind == "." and previous is not None and previous.kind == "?"):
        message = "optional fields (`?.`, `.?`, `??`) are not supported"
        return Failure(codes.UNSUPPORTED, message, start, end, _OPTIONAL_HINT)
    if token.kind == ".":
        return Failure(codes.UNSUPPORTED, "names do not begin with a dot", start, end, "remove the dot")
    if token.kind == "escaped":
        return Failure(
            codes.EXPRESSION_SYNTAX, "a key in backquotes stands after a dot", start, end, "write value.`some-key`"
        )
    if after_dot:
        hint = 'a key that is no plain name is read as ["..."], an index as [0]'
        return Failure(codes.EXPRESSION_SYNTAX, f"a name must follow the dot, {_found(token)}", start, end, hint)
    if previous is None:
        return Failure(
            codes.EXPRESSION_SYNTAX, f"a value must stand here, {_found(token)}", start, end, _doubled(token, None)
        )
    message = f"a value must follow `{_spelled(previous)}`, {_found(token)}"
    return Failure(codes.EXPRESSION_SYNTAX, message, start, end, _doubled(token, previous))


def refuse_rest(token: Token, previous: Token, *, wanted: str | None = None) -> Failure:
    """An operator or `wanted` was to come, and something else came."""
    start, end = token.start, max(token.end, token.start + 1)
    if token.kind == ":" and wanted == "]":
        return Failure(
            codes.UNSUPPORTED, "slices are not supported", start, end, "use `filter`, or read items by their index"
        )
    hint = None
    if token.kind == "name":
        hint = _WORD_OPERATORS.get(str(token.value))
        if previous.kind == "name" and previous.value == "not":
            hint = "write `!`"
    elif token.kind in (")", "]", "}") and wanted is None:
        hint = f"this `{token.kind}` closes nothing"
    if hint is None and token.kind in ("text", "name", "int", "double"):
        hint = "an operator is missing before it; texts are joined with `+`"
    expected = f"`{wanted}` must come here" if wanted else "the expression should end here"
    return Failure(codes.EXPRESSION_SYNTAX, f"{expected}, {_found(token)}", start, end, hint)


def _doubled(token: Token, previous: Token | None) -> str | None:
    if previous is not None and previous.kind == token.kind == "*":
        return "there is no power operator; multiply"
    if token.kind in ("&&", "||", "==", "!=", "<", ">", "<=", ">=", "*", "/", "%", "+"):
        return f"a value is missing before `{token.kind}`"
    return None


def _found(token: Token) -> str:
    return "but the expression ends" if token.kind == "end" else f"found `{_spelled(token)}`"


def _spelled(token: Token) -> str:
    if token.kind in ("name", "escaped"):
        return str(token.value)
    if token.kind in ("int", "double"):
        return str(token.value)
    return {"text": "text", "bytes": "bytes"}.get(token.kind, token.kind)

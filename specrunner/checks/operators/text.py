"""Operators about texts; `contains` looks into lists as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...source.codes import checks as codes
from ...syntax import Node
from ...values import Scope, compile_regex, describe, same_value
from ..mismatch import Mismatch, clash
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator, from_value
from ..subject import SubjectType
from . import schemas

TEXTUAL: frozenset[SubjectType] = frozenset({"any", "text"})
_HOLDING: frozenset[SubjectType] = frozenset({"any", "text", "list"})


def _text(operand: object, name: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(operand, str):
        hint = f'write `{name}: "{operand}"`' if isinstance(operand, int | float) else None
        raise OperandError(f"`{name}` takes a text, not {describe(operand)}", hint=hint)
    if not operand and not may_be_empty:
        raise OperandError(f"every text satisfies `{name}` with an empty text", code=codes.NEVER_HOLDS)
    return operand


def _regex(name: str, *, negated: bool) -> Callable[[Node, Compiling], Binding]:
    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        def prepare(operand: object, about: About) -> Criterion:
            pattern = _text(operand, name)
            search = compile_regex(pattern, node.span).search
            words = "does not match" if negated else "matches"

            def judge(value: object, scope: Scope) -> Mismatch | None:
                if not isinstance(value, str):
                    return clash(value, "text")
                if (search(value) is None) is negated:
                    return None
                return Mismatch(f"{describe(value)} {'matches' if negated else 'does not match'} `{pattern}`")

            return Criterion(f"text that {words} `{pattern}`", judge)

        return compiling.bind(node, prepare)

    return compile_operand


def _edge(name: str, words: str, holds: Callable[[str, str], bool]) -> Callable[[object, About], Criterion]:
    def prepare(operand: object, about: About) -> Criterion:
        wanted = _text(operand, name)
        phrase = f"{words} {describe(wanted)}"

        def judge(value: object, scope: Scope) -> Mismatch | None:
            if not isinstance(value, str):
                return clash(value, "text")
            if holds(value, wanted):
                return None
            is_case = holds(value.casefold(), wanted.casefold())
            hint = "only letter case differs: `matches: (?i)...` allows any" if is_case else None
            return Mismatch(f"{describe(value)} does not {phrase}", hint=hint)

        return Criterion(f"text to {phrase}", judge)

    return prepare


def _holder(name: str, *, negated: bool) -> Callable[[object, About], Criterion]:
    def prepare(operand: object, about: About) -> Criterion:
        if about.type == "text" or isinstance(operand, str):
            _text(operand, name)
        shown = describe(operand)

        def judge(value: object, scope: Scope) -> Mismatch | None:
            found = _finds(value, operand)
            if isinstance(found, Mismatch):
                return found
            if found is not negated:
                return None
            verb = "contains" if negated else "does not contain"
            return Mismatch(f"{describe(value)} {verb} {shown}", hint=None if negated else _near(value, operand))

        return Criterion(f"{'nothing that contains' if negated else 'contains'} {shown}", judge)

    return prepare


def _finds(value: object, wanted: object) -> bool | Mismatch:
    if isinstance(value, str):
        return (
            wanted in value if isinstance(wanted, str) else clash(value, f"a list that could hold {describe(wanted)}")
        )
    if isinstance(value, list | tuple):
        return any(same_value(wanted, item) for item in value)
    hint = "`like: {...}` looks for keys of a map" if isinstance(value, Mapping) else None
    return clash(value, "a text or a list", hint=hint)


def _near(value: object, wanted: object) -> str | None:
    if isinstance(value, str) and isinstance(wanted, str) and wanted.casefold() in value.casefold():
        return "only letter case differs: `matches: (?i)...` allows any"
    if isinstance(value, list | tuple) and isinstance(wanted, Mapping):
        return "`contains` wants an equal element; `any: {like: {...}}` one with these keys"
    if isinstance(value, list | tuple) and any(str(item) == str(wanted) for item in value):
        return "an element reads the same, but has another type"
    return None


def _prepare_eq_ignoring_case(operand: object, about: About) -> Criterion:
    wanted = _text(operand, "eq_ignoring_case", may_be_empty=True)
    folded = wanted.casefold()

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, str):
            return clash(value, "text")
        return None if value.casefold() == folded else Mismatch(f"{describe(value)} is not {describe(wanted)}")

    return Criterion(f"{describe(wanted)} in any letter case", judge)


_A_REGEX = "a regular expression (RE2), found anywhere in the text unless anchored with `^` and `$`"
_CONTAINED = "a part of the text, or an element of the list"

OPERATORS = (
    Operator(
        "eq_ignoring_case",
        "Is the same text but for letter case.",
        "a text",
        "headers.content-encoding: {eq_ignoring_case: GZIP}",
        schemas.TEXT,
        from_value(_prepare_eq_ignoring_case),
        TEXTUAL,
    ),
    Operator(
        "matches",
        "Is a text in which a regular expression is found.",
        _A_REGEX,
        'headers.location: {matches: "^/orders/\\\\d+$"}',
        schemas.TEXT,
        _regex("matches", negated=False),
        TEXTUAL,
    ),
    Operator(
        "not_matches",
        "Is a text in which a regular expression is not found.",
        _A_REGEX,
        "text: {not_matches: (?i)exception}",
        schemas.TEXT,
        _regex("not_matches", negated=True),
        TEXTUAL,
    ),
    Operator(
        "contains",
        "Is a text with this part, or a list with this element.",
        _CONTAINED,
        "text: {contains: Welcome}",
        schemas.ANY,
        from_value(_holder("contains", negated=False)),
        _HOLDING,
    ),
    Operator(
        "not_contains",
        "Is a text without this part, or a list without this element.",
        _CONTAINED,
        "$.roles: {not_contains: admin}",
        schemas.ANY,
        from_value(_holder("not_contains", negated=True)),
        _HOLDING,
        needs_elements=True,
    ),
    Operator(
        "starts_with",
        "Is a text that starts with another.",
        "a text",
        "headers.content-type: {starts_with: text/html}",
        schemas.TEXT,
        from_value(_edge("starts_with", "start with", str.startswith)),
        TEXTUAL,
    ),
    Operator(
        "ends_with",
        "Is a text that ends with another.",
        "a text",
        "url: {ends_with: /done}",
        schemas.TEXT,
        from_value(_edge("ends_with", "end with", str.endswith)),
        TEXTUAL,
    ),
)

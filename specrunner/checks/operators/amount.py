"""Operators about presence and size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ...source.codes import checks as codes
from ...syntax import Node, ScalarNode
from ...values import MISSING, Scope, describe
from ..mismatch import NOTHING, Mismatch, clash
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator, from_value
from ..subject import SubjectType
from . import schemas
from .elements import LISTED

_SIZED: frozenset[SubjectType] = frozenset({"any", "text", "list", "map"})


def _flag(operand: object, name: str) -> bool:
    if not isinstance(operand, bool):
        raise OperandError(f"`{name}` is `true` or `false`, not {describe(operand)}")
    return operand


def _prepare_exists(operand: object, about: About) -> Criterion:
    wanted = _flag(operand, "exists")
    is_plural = about.is_plural

    def judge(value: object, scope: Scope) -> Mismatch | None:
        is_there = value is not MISSING and not (is_plural and not value)
        if is_there is wanted:
            return None
        if wanted:
            return NOTHING if value is MISSING else Mismatch("the path finds nothing", actual="nothing")
        return Mismatch(f"{describe(value)} is there, and nothing should be")

    return Criterion("something" if wanted else "nothing", judge)


def _prepare_empty(operand: object, about: About) -> Criterion:
    wanted = _flag(operand, "empty")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, str | bytes | list | tuple | Mapping):
            return clash(value, "a text, a list or a map")
        if (not value) is wanted:
            return None
        return Mismatch(f"{describe(value)} is {'not ' if wanted else ''}empty")

    return Criterion("empty" if wanted else "not empty", judge)


def _measured(name: str, kinds: tuple[type, ...], words: str) -> Callable[[Node, Compiling], Binding]:
    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        if isinstance(node, ScalarNode) and isinstance(node.value, int) and node.value < 0:
            raise OperandError(f"no {name} is below 0", code=codes.NEVER_HOLDS)
        inner = compiling.matcher(node, About(name, "integer"))
        if isinstance(inner, Criterion):
            return _measure(name, kinds, words, inner)
        return lambda scope: _measure(name, kinds, words, inner(scope))

    return compile_operand


def _measure(name: str, kinds: tuple[type, ...], words: str, inner: Criterion) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, kinds):
            return clash(value, words)
        size = len(value)  # type: ignore[arg-type]  # one of the kinds, which all have a length
        mismatch = inner.judge(size, scope)
        if mismatch is None:
            return None
        explanation = f"its {name} is {size}: {mismatch.explanation}"
        return replace(
            mismatch, explanation=explanation, actual=f"{name} {size} ({describe(value)})", path=(), hint=None
        )

    return Criterion(f"{name} {inner.expected}", judge)


_SIZE_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0}, schemas.MATCHER]}

OPERATORS = (
    Operator(
        "exists",
        "Something is there, be it null; or, with `false`, nothing is. A path to several values finds one or more.",
        "`true` or `false`",
        "$.error: {exists: false}",
        schemas.BOOLEAN,
        from_value(_prepare_exists),
        takes_missing=True,
    ),
    Operator(
        "empty",
        "Is a text, list or map without content; or, with `false`, one with some.",
        "`true` or `false`",
        "$.errors: {empty: true}",
        schemas.BOOLEAN,
        from_value(_prepare_empty),
        _SIZED,
    ),
    Operator(
        "length",
        "The characters of a text, elements of a list or keys of a map (or bytes), counted.",
        "a whole number, or a matcher for it",
        "$.name: {length: {between: [1, 80]}}",
        _SIZE_SCHEMA,
        _measured("length", (str, bytes, list, tuple, Mapping), "a text, a list or a map"),
        _SIZED,
    ),
    Operator(
        "count",
        "The elements of a list, counted.",
        "a whole number, or a matcher for it",
        "$.lines[*]: {count: {gte: 1}}",
        _SIZE_SCHEMA,
        _measured("count", (list, tuple), "a list"),
        LISTED,
    ),
)

"""Operators that join matchers."""

from __future__ import annotations

from collections.abc import Callable

from ...syntax import Node, SequenceNode
from ...values import MISSING, Scope, describe
from ..compiler import bound
from ..mismatch import NOTHING, Mismatch
from ..operator import Binding, Compiling, Criterion, OperandError, Operator
from . import schemas

Alternatives = tuple[Criterion, ...]


def _joined(name: str, build: Callable[[Alternatives], Criterion]) -> Callable[[Node, Compiling], Binding]:
    def compile_operand(node: Node, compiling: Compiling) -> Binding:
        if not isinstance(node, SequenceNode):
            raise OperandError(f"`{name}` takes a list of matchers", hint=f"write `{name}: [{{...}}, {{...}}]`")
        if not node.items:
            raise OperandError(f"`{name}` with an empty list asks nothing", hint="add matchers, or leave it out")
        bindings = [compiling.matcher(item, compiling.about) for item in node]
        fixed = [binding for binding in bindings if isinstance(binding, Criterion)]
        if len(fixed) == len(bindings):
            return build(tuple(fixed))
        return lambda scope: build(tuple(bound(binding, scope) for binding in bindings))

    return compile_operand


def _all_of(parts: Alternatives) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        clash: Mismatch | None = None
        for part in parts:
            mismatch = part.judge(value, scope)
            if mismatch is not None and not mismatch.is_clash:
                return mismatch
            clash = clash or mismatch
        return clash

    return Criterion(" and ".join(part.expected for part in parts), judge)


def _no_alternative(mismatches: list[Mismatch]) -> Mismatch:
    if all(mismatch.is_missing for mismatch in mismatches):
        return NOTHING
    reasons = "; ".join(f"({index}) {mismatch.explanation}" for index, mismatch in enumerate(mismatches[:6], 1))
    return Mismatch(
        f"none of {len(mismatches)} alternatives holds: {reasons}",
        is_clash=all(mismatch.is_clash for mismatch in mismatches),
    )


def _any_of(parts: Alternatives) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        mismatches: list[Mismatch] = []
        for part in parts:
            mismatch = part.judge(value, scope)
            if mismatch is None:
                return None
            mismatches.append(mismatch)
        return _no_alternative(mismatches)

    return Criterion(" or ".join(part.expected for part in parts), judge)


def _one_of(parts: Alternatives) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        mismatches = [part.judge(value, scope) for part in parts]
        failed = [mismatch for mismatch in mismatches if mismatch is not None]
        holding = [str(index) for index, mismatch in enumerate(mismatches, 1) if mismatch is None]
        if not holding:
            return _no_alternative(failed)
        if len(holding) > 1:
            return Mismatch(f"the alternatives {' and '.join(holding)} hold, and only one should")
        return None

    return Criterion("exactly one: " + ", or ".join(part.expected for part in parts), judge)


def _compile_not(node: Node, compiling: Compiling) -> Binding:
    inner = compiling.matcher(node, compiling.about)
    if isinstance(inner, Criterion):
        return _not(inner)
    return lambda scope: _not(inner(scope))


def _not(inner: Criterion) -> Criterion:
    def judge(value: object, scope: Scope) -> Mismatch | None:
        if value is MISSING:
            return NOTHING
        mismatch = inner.judge(value, scope)
        if mismatch is None:
            return Mismatch(f"{describe(value)} is what it must not be: {inner.expected}")
        return mismatch if mismatch.is_clash or mismatch.is_missing else None

    return Criterion(f"not {inner.expected}", judge)


OPERATORS = (
    Operator(
        "all_of",
        "Every matcher of a list holds.",
        "a list of matchers",
        "$.code: {all_of: [{starts_with: A}, {ends_with: Z}]}",
        schemas.MATCHERS,
        _joined("all_of", _all_of),
        takes_missing=True,
    ),
    Operator(
        "any_of",
        "One matcher of a list or more holds.",
        "a list of matchers",
        "$.note: {any_of: [{exists: false}, {type: string}]}",
        schemas.MATCHERS,
        _joined("any_of", _any_of),
        takes_missing=True,
    ),
    Operator(
        "one_of",
        "Exactly one matcher of a list holds.",
        "a list of matchers",
        "$.size: {one_of: [{multiple_of: 3}, {multiple_of: 5}]}",
        schemas.MATCHERS,
        _joined("one_of", _one_of),
        takes_missing=True,
    ),
    Operator(
        "not",
        "The matcher does not hold. It fails where there is nothing, and where the value could not be judged.",
        "a matcher; a bare value means `eq`",
        "$.name: {not: {starts_with: test}}",
        schemas.MATCHER,
        _compile_not,
    ),
)

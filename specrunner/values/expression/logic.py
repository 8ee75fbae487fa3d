"""Conditions. As in CEL, `&&` and `||` ignore an operand's error when another operand settles the answer."""

from __future__ import annotations

from typing import Any

from ...source.codes import values as codes
from ..describe import describe
from ..failure import Failure
from .frame import Run
from .nodes import Node, Unary

_HINT = "there is no truthiness: compare, as in `x != null` or `size(x) > 0`"
Operands = tuple[tuple[Run, Node], ...]


def and_run(operands: Operands) -> Run:
    """`a && b && ...`."""
    return _chain(operands, "&&", decides=False)


def or_run(operands: Operands) -> Run:
    """`a || b || ...`."""
    return _chain(operands, "||", decides=True)


def _chain(operands: Operands, operator: str, *, decides: bool) -> Run:
    def run(frame: Any) -> object:
        failed: Failure | None = None
        for read, node in operands:
            try:
                value = read(frame)
            except Failure as failure:
                failed = absorb(failed, failure)
                continue
            if value is decides:
                return decides
            if type(value) is not bool:
                failed = failed or not_boolean(value, f"an operand of `{operator}`", node)
        if failed is not None:
            raise failed
        return not decides

    return run


def absorb(earlier: Failure | None, failure: Failure) -> Failure:
    """Keeps the first failure for later. A budget that is used up is not absorbed: it would be used up again."""
    if failure.code is codes.EVALUATION_LIMIT:
        raise failure
    return earlier or failure


def not_run(read: Run, node: Unary) -> Run:
    """`!a`."""

    def run(frame: Any) -> object:
        value = read(frame)
        if type(value) is bool:
            return not value
        raise not_boolean(value, "what follows `!`", node.operand)

    return run


def condition_run(test: Run, then: Run, otherwise: Run, test_node: Node) -> Run:
    """`test ? then : otherwise`."""

    def run(frame: Any) -> object:
        value = test(frame)
        if value is True:
            return then(frame)
        if value is False:
            return otherwise(frame)
        raise not_boolean(value, "the condition before `?`", test_node)

    return run


def not_boolean(value: object, what: str, node: Node) -> Failure:
    return Failure(codes.WRONG_TYPE, f"{what} is a boolean, not {describe(value)}", node.start, node.end, _HINT)

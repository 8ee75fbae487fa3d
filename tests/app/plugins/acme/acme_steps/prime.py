"""The matcher `prime`."""

from specrunner.checks import About, Criterion, Mismatch, OperandError, Operator, from_value
from specrunner.values import Scope, describe


def prepare(operand: object, about: About) -> Criterion:
    if not isinstance(operand, bool):
        raise OperandError(f"`prime` is `true` or `false`, not {describe(operand)}")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, int):
            return Mismatch(f"{describe(value)} is no integer")
        is_prime = value > 1 and all(value % divisor for divisor in range(2, value))
        return None if is_prime is operand else Mismatch(f"{describe(value)} is {'no' if operand else 'a'} prime")

    return Criterion("a prime" if operand else "no prime", judge)


PRIME = Operator(
    name="prime",
    doc="An integer above 1 that only 1 and itself divide.",
    operand="`true` or `false`",
    example="prime: true",
    schema={"type": "boolean"},
    compile=from_value(prepare),
    judges=frozenset({"any", "integer"}),
)

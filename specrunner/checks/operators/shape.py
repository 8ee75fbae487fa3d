"""`shape`: a short inline Cerberus schema."""

from __future__ import annotations

from collections.abc import Mapping

from ...source.codes import checks as codes
from ...syntax import Node
from ...values import Scope
from ..mismatch import Difference, Mismatch, clash
from ..operator import About, Binding, Compiling, Criterion, OperandError, Operator
from ..subject import SubjectType

_MAPPED: frozenset[SubjectType] = frozenset({"any", "map"})


def _compile(node: Node, compiling: Compiling) -> Binding:
    def prepare(operand: object, about: About) -> Criterion:
        # Lazy: few specs use it, and Cerberus takes 30 ms to import.
        from cerberus import SchemaError

        from ..shape_rules import read_fields
        from ..shape_validator import differences_of, make_validator

        fields = read_fields(operand, (), node.span)
        try:
            validator = make_validator(fields)
        except (SchemaError, RuntimeError, ValueError, TypeError) as error:
            raise OperandError(f"not a shape: {error}", code=codes.BAD_SHAPE) from None

        def judge(value: object, scope: Scope) -> Mismatch | None:
            if not isinstance(value, Mapping):
                hint = "a list of maps: `each: {shape: ...}`" if isinstance(value, list | tuple) else None
                return clash(value, "a map", hint=hint)
            if validator.validate(dict(value), normalize=False):
                return None
            return _mismatch(differences_of(validator, fields))

        return Criterion("the shape " + ", ".join(fields), judge)

    return compiling.bind(node, prepare)


def _mismatch(differences: list[Difference]) -> Mismatch:
    first = differences[0]
    more = f", the first of {len(differences)} mistakes" if len(differences) > 1 else ""
    return Mismatch(
        first.explanation + more,
        expected=first.expected or "nothing",
        actual=first.actual or "nothing",
        path=first.path,
        differences=tuple(differences),
        operand_path=first.operand_path,
    )


OPERATORS = (
    Operator(
        "shape",
        "Fits rules for its keys, in Cerberus words: all keys required unless `required: false`, others allowed, "
        "booleans are not numbers, `integer|null` for several types; nothing is converted.",
        "a map from keys to rules, or to a type",
        "body: {shape: {id: {type: integer, min: 1}, note: string|null, lines: {type: list, minlength: 1}}}",
        {"type": "object", "minProperties": 1},
        _compile,
        _MAPPED,
    ),
)

"""Operators that ask what a value is, not which."""

from __future__ import annotations

from ...source import did_you_mean
from ...source.codes import checks as codes
from ...values import Scope, describe
from ..formats import FORMATS
from ..mismatch import Mismatch, clash
from ..operator import About, Criterion, OperandError, Operator, from_value
from ..type_words import TYPES, any_of_words, split_words


def _prepare_type(operand: object, about: About) -> Criterion:
    operand = "null" if operand is None else operand
    if not isinstance(operand, str):
        raise OperandError(
            f"`type` takes the name of a type, not {describe(operand)}",
            hint="several are written `string|null`",
        )
    words = split_words(operand, TYPES)
    holds = any_of_words(words, TYPES)
    shown = " or ".join(words)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        return None if holds(value) else Mismatch(f"{describe(value)} is not of type {shown}")

    return Criterion(f"type {shown}", judge)


def _prepare_format(operand: object, about: About) -> Criterion:
    if not isinstance(operand, str):
        raise OperandError(f"`format` takes the name of a format, not {describe(operand)}")
    names = tuple(name.strip() for name in operand.split("|"))
    for name in names:
        if name not in FORMATS:
            message = f"unknown format `{name}`"
            hint = did_you_mean(name.replace("-", "").replace("_", ""), FORMATS, limit=60)
            raise OperandError(message, hint=hint, code=codes.UNKNOWN_TYPE)
    tests = [FORMATS[name].test for name in names]
    shown = " or ".join(names)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, str):
            return clash(value, "text")
        if any(test(value) for test in tests):
            return None
        return Mismatch(f"{describe(value)} is not {shown}", hint=_near_format(value, names))

    return Criterion(f"text in the format {shown}", judge)


def _near_format(value: str, names: tuple[str, ...]) -> str | None:
    if value != value.strip() and any(FORMATS[name].test(value.strip()) for name in names):
        return "there is white space at its start or end"
    if "datetime" in names and FORMATS["datetime"].test(value + "Z"):
        return "it has no offset: RFC 3339 wants one, such as `Z`"
    return None


OPERATORS = (
    Operator(
        "type",
        "Has a type: `string integer number boolean null list map any`. An integer is a number too; 7.0 is no "
        "integer.",
        "a type, or several with `|` between them",
        "$.note: {type: string|null}",
        {"type": ["string", "null"], "examples": list(TYPES), "pattern": "^[a-z~| ]+$|\\$\\{\\{"},
        from_value(_prepare_type),
    ),
    Operator(
        "format",
        "Is a text in a format: " + ", ".join(f"`{name}`" for name in FORMATS) + ".",
        "the name of a format, or several with `|` between them",
        "$.created: {format: datetime}",
        {"anyOf": [{"enum": list(FORMATS)}, {"type": "string"}]},
        from_value(_prepare_format),
        frozenset({"any", "text", "date"}),
    ),
)

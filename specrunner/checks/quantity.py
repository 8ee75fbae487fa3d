"""Numbers with the unit of their subject: how an operand is read, how a value is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import isfinite

from ..lean import dataclass
from ..source.codes import checks as codes
from ..values import (
    describe,
    format_duration,
    format_size,
    parse_duration,
    parse_percent,
    parse_rate,
    parse_size,
)
from .operator import About, OperandError
from .subject import SubjectType

Number = int | float


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `noun` with its article, `parse` (raises ValueError with a sentence), `show`, a written example.

    `takes_number`: a bare number in a file is clear enough.
    """

    noun: str
    parse: Callable[[str], Number]
    show: Callable[[Number], str]
    example: str
    takes_number: bool


def _show_percent(value: Number) -> str:
    return f"{value * 100:.4g}%"


def _show_rate(value: Number) -> str:
    return f"{value:.4g}/s"


UNITS: dict[SubjectType, Unit] = {
    "duration": Unit("a duration", parse_duration, format_duration, "500ms", False),
    "size": Unit("a size", parse_size, format_size, "10KiB", True),
    "ratio": Unit("a ratio", parse_percent, _show_percent, "5%", True),
    "rate": Unit("a rate", parse_rate, _show_rate, "50/s", True),
}

# What can stand before "is an integer" in a message about a subject.
TYPE_NOUNS: dict[SubjectType, str] = {
    "any": "any value",
    "text": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "list": "a list",
    "map": "a map",
    "duration": "a duration",
    "size": "a size",
    "ratio": "a ratio",
    "rate": "a rate",
    "date": "a date",
}


def is_number(value: object) -> bool:
    """Whether a value is a number: a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_number(operand: object, about: About, *, path: tuple[str | int, ...] = ()) -> Number:
    """The operand of a comparison of numbers, in the unit of the subject. Raises OperandError."""
    unit = UNITS.get(about.type)
    if unit is not None:
        return _read_quantity(operand, unit, about, path)
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        raise OperandError(_not_a_number(operand), path=path, hint=_number_hint(operand))
    if isinstance(operand, float) and not isfinite(operand):
        raise OperandError(f"nothing can be compared with {operand}", path=path)
    return operand


def _read_quantity(operand: object, unit: Unit, about: About, path: tuple[str | int, ...]) -> Number:
    if isinstance(operand, str):
        try:
            return unit.parse(operand)
        except ValueError as error:
            message = f"`{about.subject}` is {unit.noun}: {error}"
            raise OperandError(message, path=path, code=codes.UNIT_MISSING) from None
    if isinstance(operand, timedelta) and about.type == "duration":
        return operand.total_seconds()
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        message = f"`{about.subject}` is {unit.noun}: {describe(operand)} is none"
        raise OperandError(message, path=path, hint=f"write it as `{unit.example}`", code=codes.TYPE_CLASH)
    # A ratio above 1 would mean more than the whole: who writes 5 means 5 %.
    is_clear = unit.takes_number and (about.type != "ratio" or 0 <= operand <= 1)
    if not is_clear and not about.is_rendered:
        message = f"`{about.subject}` is {unit.noun}: `{operand}` has no unit"
        hint = f"write `{operand}%`" if about.type == "ratio" else f"write `{operand}ms` or `{operand}s`"
        raise OperandError(message, path=path, hint=hint, code=codes.UNIT_MISSING)
    return operand


def _not_a_number(operand: object) -> str:
    return f"{describe(operand)} is not a number"


def _number_hint(operand: object) -> str | None:
    if not isinstance(operand, str):
        return None
    try:
        float(operand)
    except ValueError:
        if any(_parses(unit, operand) for unit in UNITS.values()):
            return "this value is a plain number: only subjects such as `time` and `size` have a unit"
        is_date = len(operand) >= 10 and operand[:4].isdigit() and operand[4] == "-"
        return "dates are compared with `before` and `after`" if is_date else None
    return f"write `{operand}` without quotes"


def _parses(unit: Unit, text: str) -> bool:
    try:
        unit.parse(text)
    except ValueError:
        return False
    return True


def show_number(value: object, about: About) -> str:
    """A number as people read it, in the unit of the subject; anything else with its type."""
    unit = UNITS.get(about.type)
    if unit is None or isinstance(value, bool) or not isinstance(value, int | float):
        return describe(value)
    return unit.show(value)

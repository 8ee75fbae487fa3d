"""The value that a subject is compared with, as its type wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from ..source.codes import checks as codes
from ..values import describe
from .instant import read_instant
from .operator import About, OperandError
from .quantity import TYPE_NOUNS, UNITS, is_number, read_number
from .subject import SubjectType


def known_type(*without: SubjectType) -> frozenset[SubjectType]:
    """Every type of subject but these."""
    return frozenset(get_args(SubjectType)) - frozenset(without)


def read_wanted(operand: object, about: About, *, path: tuple[str | int, ...] = ()) -> object:
    """The operand of an equality, in the unit of the subject. Raises OperandError where it could never be equal."""
    if about.type in UNITS:
        return read_number(operand, about, path=path)
    if about.type == "date":
        return _read_date(operand, about, path)
    if not _fits(operand, about.type):
        raise OperandError(_clash(operand, about), path=path, hint=_mend(operand, about), code=codes.TYPE_CLASH)
    return operand


def _read_date(operand: object, about: About, path: tuple[str | int, ...]) -> object:
    try:
        return read_instant(operand)
    except ValueError:
        message = f"`{about.subject}` is a date: {describe(operand)} is none"
        raise OperandError(
            message, path=path, hint="write it as `2027-01-31T08:00:00Z`", code=codes.TYPE_CLASH
        ) from None


def _fits(operand: object, type_: SubjectType) -> bool:
    match type_:
        case "integer" | "number":
            return is_number(operand)
        case "text":
            # A header that came several times is a list of texts.
            return isinstance(operand, str | list | tuple)
        case "boolean":
            return isinstance(operand, bool)
        case "list":
            return isinstance(operand, list | tuple)
        case "map":
            return isinstance(operand, Mapping)
    return True


def _clash(operand: object, about: About) -> str:
    if about.is_plural:
        return f"`{about.subject}` may find several values, so it gives a list; {describe(operand)} is none"
    return f"`{about.subject}` is {TYPE_NOUNS[about.type]}; {describe(operand)} is none"


def _mend(operand: object, about: About) -> str | None:
    if about.is_plural:
        return "write `each: ...` for every value, `any: ...` for one of them"
    if operand is None:
        return "`exists: false` says that there is nothing"
    if about.type == "text" and isinstance(operand, bool | int | float):
        text = str(operand).lower() if isinstance(operand, bool) else str(operand)
        return "write it as `${{ string(...) }}`" if about.is_rendered else f'write `"{text}"`'
    if about.type == "boolean" and operand in ("true", "false"):
        return f"write `{operand}` without quotes"
    if about.type in ("integer", "number") and isinstance(operand, str):
        return None if not operand.strip().lstrip("+-").replace(".", "", 1).isdigit() else _bare(operand, about)
    return None


def _bare(operand: str, about: About) -> str:
    return "write it as `${{ int(...) }}`" if about.is_rendered else f"write `{operand.strip()}` without quotes"

"""Operators about a list as a whole: its order, and what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...source.codes import checks as codes
from ...values import Scope, describe
from ..frozen import frozen
from ..mismatch import Difference, Mismatch, clash
from ..operator import About, Criterion, OperandError, Operator, from_value
from . import schemas
from .elements import LISTED


def _flag(operand: object, name: str) -> bool:
    if not isinstance(operand, bool):
        raise OperandError(f"`{name}` is `true` or `false`, not {describe(operand)}")
    return operand


def _prepare_unique(operand: object, about: About) -> Criterion:
    wanted = _flag(operand, "unique")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, list | tuple):
            return clash(value, "a list")
        first: dict[object, int] = {}
        for index, item in enumerate(value):
            before = first.setdefault(frozen(item), index)
            if before != index:
                reason = f"element {index} repeats element {before}: {describe(item)}"
                return Mismatch(reason, actual=describe(item), path=(index,)) if wanted else None
        return None if wanted else Mismatch("no element comes twice")

    return Criterion("no element twice" if wanted else "an element twice", judge)


_ORDERS = {"ascending": 1, "descending": -1}


def _prepare_sorted(operand: object, about: About) -> Criterion:
    if not isinstance(operand, str) or operand not in _ORDERS:
        near = {"true": "ascending", "asc": "ascending", "desc": "descending"}.get(str(operand).lower())
        hint = f"did you mean `{near}`?" if near else None
        raise OperandError(f"`sorted` is `ascending` or `descending`, not {describe(operand)}", hint=hint)
    is_ascending = operand == "ascending"

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, list | tuple):
            return clash(value, "a list")
        for index, item in enumerate(value):
            if isinstance(item, bool) or not isinstance(item, int | float | str):
                return clash(item, "a number or a text, which have an order").under(index)
            if isinstance(item, str) is not isinstance(value[0], str):
                return clash(item, "comparable with " + describe(value[0])).under(index)
        for index in range(1, len(value)):
            before, item = value[index - 1], value[index]
            # Said so that NaN, which compares with nothing, is out of order.
            if not (before <= item if is_ascending else before >= item):
                words = f"{describe(item)} comes after {describe(before)}"
                return Mismatch(f"{words}, so it is not {operand}", actual=words, path=(index,))
        return None

    return Criterion(f"sorted {operand}", judge)


def _a_list(operand: object, name: str) -> list[object] | tuple[object, ...]:
    if not isinstance(operand, list | tuple):
        raise OperandError(f"`{name}` takes a list, not {describe(operand)}", hint=f"write `{name}: [...]`")
    return operand


def _shown(items: list[object] | tuple[object, ...]) -> str:
    shown = ", ".join(describe(item) for item in items[:8])
    return shown + (f" and {len(items) - 8} more" if len(items) > 8 else "")


def _minus(left: list[object] | tuple[object, ...], right: list[object] | tuple[object, ...]) -> list[int]:
    """The indexes of what `left` has and `right` has not, or less often."""
    rest = Counter(map(frozen, right))
    found = []
    for index, item in enumerate(left):
        key = frozen(item)
        if rest[key] > 0:
            rest[key] -= 1
        else:
            found.append(index)
    return found


def _prepare_eq_ignoring_order(operand: object, about: About) -> Criterion:
    wanted = _a_list(operand, "eq_ignoring_order")

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, list | tuple):
            hint = "only the order of lists is ignored: maps have none" if isinstance(value, Mapping) else None
            return clash(value, "a list", hint=hint)
        missing, extra = _minus(wanted, value), _minus(value, wanted)
        if not missing and not extra:
            return None
        differences = [Difference((), describe(wanted[index]), None, "") for index in missing]
        differences += [Difference((index,), None, describe(value[index]), "") for index in extra]
        parts = [f"lacks {_shown([wanted[index] for index in missing])}"] if missing else []
        parts += [f"has {_shown([value[index] for index in extra])} too much"] if extra else []
        return Mismatch("the list " + " and ".join(parts), differences=tuple(differences))

    return Criterion(f"in any order: {_shown(wanted)}" if wanted else "empty list", judge)


def _prepare_superset_of(operand: object, about: About) -> Criterion:
    wanted = _a_list(operand, "superset_of")
    if not wanted:
        raise OperandError("every list holds what an empty list holds", code=codes.NEVER_HOLDS)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, list | tuple):
            return clash(value, "a list")
        has = set(map(frozen, value))
        lacking = [item for item in wanted if frozen(item) not in has]
        if not lacking:
            return None
        differences = tuple(Difference((), describe(item), None, "") for item in lacking)
        return Mismatch(f"the list lacks {_shown(lacking)}", differences=differences)

    return Criterion(f"a list that holds {_shown(wanted)}", judge)


def _prepare_subset_of(operand: object, about: About) -> Criterion:
    allowed = _a_list(operand, "subset_of")
    if not allowed:
        raise OperandError(
            "only an empty list is a part of an empty one", hint="write `empty: true`", code=codes.NEVER_HOLDS
        )
    known = set(map(frozen, allowed))

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not isinstance(value, list | tuple):
            return clash(value, "a list")
        others = [index for index, item in enumerate(value) if frozen(item) not in known]
        if not others:
            return None
        differences = tuple(Difference((index,), None, describe(value[index]), "") for index in others)
        reason = f"{_shown([value[index] for index in others])} should not be in the list"
        return Mismatch(reason, path=(others[0],), differences=differences)

    return Criterion(f"a list of none but {_shown(allowed)}", judge)


OPERATORS = (
    Operator(
        "unique",
        "No element comes twice.",
        "`true`; `false` wants one that does",
        "events[*].id: {unique: true}",
        schemas.BOOLEAN,
        from_value(_prepare_unique),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "sorted",
        "The elements, all numbers or all texts, are in order; equal neighbours are fine.",
        "`ascending` or `descending`",
        "events[*].json.seq: {sorted: ascending}",
        {"anyOf": [{"enum": ["ascending", "descending"]}, schemas.TEMPLATE]},
        from_value(_prepare_sorted),
        LISTED,
        needs_elements=True,
    ),
    Operator(
        "eq_ignoring_order",
        "Holds the same elements, each as often, in any order. Lists inside the elements keep theirs.",
        "a list",
        "$.tags: {eq_ignoring_order: [new, sale]}",
        schemas.LIST,
        from_value(_prepare_eq_ignoring_order),
        LISTED,
    ),
    Operator(
        "superset_of",
        "Holds all of these elements, and perhaps others.",
        "a list that is not empty",
        "$.roles: {superset_of: [reader, writer]}",
        schemas.FILLED_LIST,
        from_value(_prepare_superset_of),
        LISTED,
    ),
    Operator(
        "subset_of",
        "Holds none but these elements.",
        "a list that is not empty",
        "$.lines[*].state: {subset_of: [new, paid]}",
        schemas.FILLED_LIST,
        from_value(_prepare_subset_of),
        LISTED,
        needs_elements=True,
    ),
)

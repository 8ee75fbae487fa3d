"""Why two values are not equal, and the one mend that is obvious."""

from __future__ import annotations

from collections.abc import Mapping

from ..values import describe, same_value
from .difference import text_diff, tree_differences
from .mismatch import Mismatch
from .operator import About
from .quantity import UNITS, is_number, show_number

# Lists are compared regardless of order only to find a hint: above this size nobody waits for one.
_MAX_ORDER_HINT = 200


def explain_unequal(expected: object, actual: object, about: About) -> Mismatch:
    """The mismatch of two values that are not the same."""
    if isinstance(expected, Mapping | list | tuple) and isinstance(actual, Mapping | list | tuple):
        return tree_mismatch(expected, actual)
    wanted, got = show_number(expected, about), show_number(actual, about)
    diff = text_diff(expected, actual) if isinstance(expected, str) and isinstance(actual, str) else ()
    return Mismatch(f"{got} is not {wanted}", actual=got, diff=diff, hint=_hint(expected, actual, about))


def tree_mismatch(expected: object, actual: object) -> Mismatch:
    """The mismatch of two lists or maps: every difference, the first one in words."""
    differences = tuple(tree_differences(expected, actual))
    hint = _order_hint(expected, actual)
    if not differences or not differences[0].path:
        return Mismatch(f"{describe(actual)} is not {describe(expected)}", differences=differences, hint=hint)
    first = differences[0]
    count = len(differences)
    more = f", the first of {count} differences" if count > 1 else ""
    return Mismatch(
        first.explanation + more,
        expected=first.expected or "nothing",
        actual=first.actual or "nothing",
        path=first.path,
        differences=differences,
        hint=hint or next((difference.hint for difference in differences if difference.hint), None),
    )


def same_elements(left: list[object] | tuple[object, ...], right: list[object] | tuple[object, ...]) -> bool:
    """Whether two lists hold the same values, each as often, in whatever order."""
    rest = list(right)
    for value in left:
        index = next((index for index, candidate in enumerate(rest) if same_value(value, candidate)), None)
        if index is None:
            return False
        del rest[index]
    return not rest


def _order_hint(expected: object, actual: object) -> str | None:
    if not isinstance(expected, list | tuple) or not isinstance(actual, list | tuple):
        return None
    if len(expected) != len(actual) or len(expected) > _MAX_ORDER_HINT or not same_elements(expected, actual):
        return None
    return "only the order differs: `eq_ignoring_order` allows any"


def _hint(expected: object, actual: object, about: About) -> str | None:
    if isinstance(expected, str) and isinstance(actual, str):
        return _text_hint(expected, actual)
    if isinstance(actual, str) and (is_number(expected) or isinstance(expected, bool) or expected is None):
        written = _as_written(expected)
        if actual == written:
            return f'the answer has a text: write `"{written}"`, or mend the service'
    if isinstance(expected, str) and _as_written(actual) == expected and about.type not in UNITS:
        return f"the answer has {_with_article(actual)}: write `{expected}` without quotes"
    if isinstance(actual, list | tuple) and any(same_value(expected, item) for item in actual):
        return "it is an element of the list: `contains` looks for one"
    return None


def _text_hint(expected: str, actual: str) -> str | None:
    if expected.casefold() == actual.casefold():
        return "only letter case differs: `eq_ignoring_case` allows any"
    if expected.strip() == actual.strip():
        return "only white space at the start or the end differs"
    if expected.split() == actual.split():
        return "only white space differs"
    return None


def _as_written(value: object) -> str | None:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) and abs(value) < 10**30 else None


def _with_article(value: object) -> str:
    if value is None:
        return "null"
    return "an integer" if type(value) is int else "a boolean" if isinstance(value, bool) else "a number"

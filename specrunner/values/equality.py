"""When two values are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def same_value(left: object, right: object) -> bool:
    """Typed, deep equality: 1 is 1.0, but neither "1" nor true; maps in any order; lists in theirs; no NaN is equal.

    Lists and tuples compare alike. Depth is bounded by Python's recursion limit, far above what `parse_json` admits.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float | str):
        # Python compares integers with floats exactly, without rounding the integer first.
        return isinstance(right, int | float | str) and left == right
    if isinstance(left, Mapping):
        return isinstance(right, Mapping) and _same_map(left, right)
    if isinstance(left, list | tuple):
        return isinstance(right, list | tuple) and _same_list(left, right)
    return bool(left == right)


def _same_map(left: Mapping[object, object], right: Mapping[object, object]) -> bool:
    if len(left) != len(right):
        return False
    return all(key in right and same_value(value, right[key]) for key, value in left.items())


def _same_list(left: Sequence[object], right: Sequence[object]) -> bool:
    return len(left) == len(right) and all(map(same_value, left, right))

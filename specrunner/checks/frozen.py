"""Values as keys: two keys are equal exactly when the values are the same."""

from __future__ import annotations

from collections.abc import Hashable, Mapping


def frozen(value: object) -> Hashable:
    """A hashable stand-in for a JSON-like value, with the equality of `same_value`: 1 is 1.0, but not true."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, Mapping):
        return ("map", frozenset((key, frozen(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return ("list", tuple(map(frozen, value)))
    return value if isinstance(value, Hashable) else ("other", id(value))

"""Cerberus, made strict: a rule that cannot judge a value fails it. Imported on first use of `shape`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import cerberus
from cerberus import errors as found

from ..source import printable, whole_file
from ..values import compile_regex, describe, same_value
from .mismatch import Difference, Path
from .quantity import is_number
from .type_words import MARKERS

_NOWHERE = whole_file("")


class ShapeValidator(cerberus.Validator):  # type: ignore[misc]  # the library has no types
    """Types and comparisons as everywhere else: booleans are no numbers, 1 is not true, regexes are RE2.

    The texts below the methods are the library's way to say what a rule takes; rules were read before (shape_rules).
    """

    def _validate_type(self, data_type: list[str], field: Any, value: object) -> None:
        """{'type': 'list'}"""
        if any(MARKERS[name](value) for name in data_type):
            return
        self._error(field, found.BAD_TYPE, f"{describe(value)} is not {' or '.join(data_type)}")
        self._drop_remaining_rules()

    def _validate_min(self, limit: float, field: Any, value: object) -> None:
        """{'nullable': False}"""
        if not is_number(value):
            self._error(field, found.MIN_VALUE, f"{describe(value)} is not a number")
        elif not value >= limit:  # type: ignore[operator]  # a number, by the line above
            self._error(field, found.MIN_VALUE, f"{describe(value)} is less than {limit}")

    def _validate_max(self, limit: float, field: Any, value: object) -> None:
        """{'nullable': False}"""
        if not is_number(value):
            self._error(field, found.MAX_VALUE, f"{describe(value)} is not a number")
        elif not value <= limit:  # type: ignore[operator]  # likewise
            self._error(field, found.MAX_VALUE, f"{describe(value)} is more than {limit}")

    def _validate_minlength(self, limit: int, field: Any, value: object) -> None:
        """{'type': 'integer'}"""
        length = self._length(found.MIN_LENGTH, field, value)
        if length is not None and length < limit:
            self._error(field, found.MIN_LENGTH, f"{describe(value)} is shorter than {limit}: its length is {length}")

    def _validate_maxlength(self, limit: int, field: Any, value: object) -> None:
        """{'type': 'integer'}"""
        length = self._length(found.MAX_LENGTH, field, value)
        if length is not None and length > limit:
            self._error(field, found.MAX_LENGTH, f"{describe(value)} is longer than {limit}: its length is {length}")

    def _length(self, rule: Any, field: Any, value: object) -> int | None:
        if isinstance(value, str | list | tuple | Mapping):
            return len(value)
        self._error(field, rule, f"{describe(value)} has no length")
        return None

    def _validate_empty(self, may_be_empty: bool, field: Any, value: object) -> None:
        """{'type': 'boolean'}"""
        if not may_be_empty and isinstance(value, str | list | tuple | Mapping) and not value:
            self._error(field, found.EMPTY_NOT_ALLOWED, f"{describe(value)} is empty")

    def _validate_allowed(self, allowed: list[object], field: Any, value: object) -> None:
        """{'type': 'list'}"""
        for item in value if isinstance(value, list | tuple) else [value]:
            if not any(same_value(candidate, item) for candidate in allowed):
                self._error(field, found.UNALLOWED_VALUE, f"{describe(item)} is none of those allowed")

    def _validate_forbidden(self, forbidden: list[object], field: Any, value: object) -> None:
        """{'type': 'list'}"""
        for item in value if isinstance(value, list | tuple) else [value]:
            if any(same_value(candidate, item) for candidate in forbidden):
                self._error(field, found.FORBIDDEN_VALUE, f"{describe(item)} is forbidden")

    def _validate_contains(self, wanted: list[object], field: Any, value: object) -> None:
        """{'type': 'list'}"""
        if not isinstance(value, list | tuple):
            self._error(field, found.MISSING_MEMBERS, f"{describe(value)} is not a list")
            return
        for item in wanted:
            if not any(same_value(item, candidate) for candidate in value):
                self._error(field, found.MISSING_MEMBERS, f"the list does not contain {describe(item)}")

    def _validate_regex(self, pattern: str, field: Any, value: object) -> None:
        """{'type': 'string'}"""
        if not isinstance(value, str):
            self._error(field, found.REGEX_MISMATCH, f"{describe(value)} is not text")
        elif compile_regex(pattern, _NOWHERE).fullmatch(value) is None:
            self._error(field, found.REGEX_MISMATCH, f"{describe(value)} does not match `{pattern}` as a whole")

    def _validate_items(self, items: list[Any], field: Any, value: object) -> None:
        """{'type': 'list', 'check_with': 'items'}"""
        if not isinstance(value, list | tuple):
            self._error(field, found.ITEMS_LENGTH, f"{describe(value)} is not a list")
        elif len(value) != len(items):
            self._error(field, found.ITEMS_LENGTH, f"{describe(value)} is not a list of {len(items)}")
        else:
            super()._validate_items(items, field, value)

    def _validate_keysrules(self, rules: Any, field: Any, value: object) -> None:
        """{'type': ['dict', 'string'], 'check_with': 'bulk_schema'}"""
        if self._is_map(field, value):
            super()._validate_keysrules(rules, field, value)

    def _validate_valuesrules(self, rules: Any, field: Any, value: object) -> None:
        """{'type': ['dict', 'string'], 'check_with': 'bulk_schema'}"""
        if self._is_map(field, value):
            super()._validate_valuesrules(rules, field, value)

    def _is_map(self, field: Any, value: object) -> bool:
        if not isinstance(value, Mapping):
            self._error(field, f"{describe(value)} is not a map")
        return isinstance(value, Mapping)


def make_validator(fields: dict[str, Any]) -> ShapeValidator:
    """A validator for rules that were read; raises cerberus.SchemaError for what Cerberus itself cannot take."""
    return ShapeValidator(fields, require_all=True, allow_unknown=True)


def differences_of(validator: ShapeValidator, fields: dict[str, Any]) -> list[Difference]:
    """What the last validation found, in the order of the document's keys. `fields` are the rules as read."""
    return [
        replace(difference, operand_path=_rules_path(fields, difference))
        for error in validator._errors
        for difference in _differences(error)
    ]


def _rules_path(fields: dict[str, Any], difference: Difference) -> Path:
    """The way to the broken rule inside the operand: as the way into the value, through `schema` at each level."""
    here: list[str | int] = []
    rules: Any = {"type": ["map"], "schema": fields}
    for depth, key in enumerate(difference.path):
        if "schema" not in rules:
            break
        here += ["schema"] if depth else []
        rules = rules["schema"]
        if isinstance(key, str):
            here.append(key)
            rules = rules.get(key, {})
    return (*here, *difference.operand_path)


def _differences(error: Any) -> list[Difference]:
    path: Path = tuple(error.document_path)
    if error.is_logic_error:
        return [_logic_difference(error, path)]
    if error.is_group_error:
        return [difference for child in error.child_errors for difference in _differences(child)]
    if error.code == found.REQUIRED_FIELD.code:
        return [Difference(path, "a value", None, f"there is no `{_name(error)}`")]
    return [Difference(path, _wanted(error), describe(error.value), _reason(error), operand_path=_rule(error))]


def _rule(error: Any) -> Path:
    return () if error.rule is None else (error.rule,)


def _wanted(error: Any) -> str:
    """The broken rule as it is written: `max: 9`."""
    constraint = error.constraint
    if isinstance(constraint, bool):
        return f"{error.rule}: {str(constraint).lower()}"
    if isinstance(constraint, str | int | float):
        return f"{error.rule}: {constraint}"
    if isinstance(constraint, list):
        words = [each if isinstance(each, str) else describe(each) for each in constraint]
        return f"{error.rule}: {' or '.join(words)}"
    return f"what `{error.rule or 'shape'}` says"


def _name(error: Any) -> str:
    return printable(str(error.document_path[-1]))


def _reason(error: Any) -> str:
    match error.code:
        case found.NOT_NULLABLE.code:
            return "null is not allowed"
        case found.UNKNOWN_FIELD.code:
            return f"`{_name(error)}` should not be there"
        case found.DEPENDENCIES_FIELD.code:
            return f"`{_name(error)}` needs `{error.info[0]}` beside it"
        case found.EXCLUDES_FIELD.code:
            return f"`{_name(error)}` cannot stand beside {error.info[0]}"
        case found.BAD_TYPE_FOR_SCHEMA.code:
            return f"{describe(error.value)} is neither a list nor a map"
    return str(error.info[0]) if error.info else f"{describe(error.value)} breaks the rule `{error.rule}`"


def _logic_difference(error: Any, path: Path) -> Difference:
    words = {
        "anyof": "fits none of the alternatives",
        "oneof": "does not fit exactly one of the alternatives",
        "allof": "does not fit all of the rules",
        "noneof": "fits rules that it must not fit",
    }[error.rule]
    reasons = [difference.explanation for child in error.child_errors for difference in _differences(child)]
    tail = f": {'; '.join(reasons[:4])}" if reasons and error.rule != "noneof" else ""
    actual = describe(error.value)
    return Difference(path, f"shape: {error.rule}", actual, f"{actual} {words}{tail}", operand_path=_rule(error))

"""Every operator, in the order of the reference."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..operator import Operator
from . import amount, comparing, dates, elements, inside, like, lists, logic, schema, sequence, shape, text, typed

_GROUPS = (comparing, typed, text, amount, elements, sequence, lists, dates, logic, inside, like, schema, shape)

OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {operator.name: operator for group in _GROUPS for operator in group.OPERATORS}
)

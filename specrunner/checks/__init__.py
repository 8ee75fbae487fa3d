"""Checks: what is asked of an exchange, and the answer with its reasons."""

from collections.abc import Mapping

from .operator import About, Binding, Compiling, Criterion, Mismatch, OperandError, Operator
from .subject import Subject, SubjectTable, SubjectType, Unreadable

OPERATORS: Mapping[str, Operator] = {}

__all__ = [
    "OPERATORS",
    "About",
    "Binding",
    "Compiling",
    "Criterion",
    "Mismatch",
    "OperandError",
    "Operator",
    "Subject",
    "SubjectTable",
    "SubjectType",
    "Unreadable",
]

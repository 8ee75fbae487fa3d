"""Checks: what is asked of an exchange, and the answer with its reasons."""

from .check import Check, compile_checks
from .formats import FORMATS, Format
from .mismatch import Difference, Mismatch
from .operator import About, Binding, Compiling, Criterion, OperandError, Operator, from_value
from .operators import OPERATORS
from .reading import Reading, compile_reading
from .reference import matcher_schema, operators_table
from .subject import Subject, SubjectTable, SubjectType, Unreadable
from .view import ExchangeView

__all__ = [
    "FORMATS",
    "OPERATORS",
    "About",
    "Binding",
    "Check",
    "Compiling",
    "Criterion",
    "Difference",
    "ExchangeView",
    "Format",
    "Mismatch",
    "OperandError",
    "Operator",
    "Reading",
    "Subject",
    "SubjectTable",
    "SubjectType",
    "Unreadable",
    "compile_checks",
    "compile_reading",
    "from_value",
    "matcher_schema",
    "operators_table",
]

"""The expression language: a strict subset of CEL, compiled once to closures."""

from .expression import Expression, Reference, compile_expression, compile_program
from .fold import NO_SCOPE
from .lookup import unknown_name_hint
from .program import Program
from .tokens import TEXT_PATTERN

__all__ = [
    "NO_SCOPE",
    "TEXT_PATTERN",
    "Expression",
    "Program",
    "Reference",
    "compile_expression",
    "compile_program",
    "unknown_name_hint",
]

"""Values: what an author writes inside a scalar (expressions, templates, selectors, units), compiled once."""

from .errors import EvaluationError
from .missing import MISSING, Missing

__all__ = [
    "MISSING",
    "EvaluationError",
    "Missing",
]

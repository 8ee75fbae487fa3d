"""A failure inside an expression, before it is known where the expression stands."""

from __future__ import annotations

from collections.abc import Callable

from ..source import Diagnostic, SourceSpan
from ..source.codes import Code
from ..source.codes import values as codes
from .errors import EvaluationError

Locate = Callable[[int, int], SourceSpan]


class Failure(Exception):
    """A mistake in the characters [start, end) of an expression's text.

    Programs are shared by every place with the same text; whoever knows the place turns this into a diagnostic there.
    """

    def __init__(self, code: Code, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint

    def diagnostic(self, locate: Locate) -> Diagnostic:
        return self.code.at(locate(self.start, self.end), self.message, hint=self.hint)

    def evaluation_error(self, locate: Locate) -> EvaluationError:
        return EvaluationError(self.diagnostic(locate))


class OperandError(Exception):
    """A function or operator cannot work with these values; whoever called it knows where it stands.

    `argument` is the index (from 0) of the argument to blame; None blames the whole.
    """

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        *,
        code: Code = codes.FUNCTION_FAILED,
        argument: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.argument = argument

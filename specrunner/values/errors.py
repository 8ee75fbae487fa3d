"""What goes wrong while a value is worked out."""

from __future__ import annotations

from ..source import Diagnostic, DiagnosticError


class EvaluationError(DiagnosticError):
    """An expression, template or selector could not give its value; exactly one diagnostic says why and where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

"""What an author did wrong, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..lean import dataclass
from .span import SourceSpan


class Severity(StrEnum):
    """`error` stops a run before traffic; `warning` is shown and counted; `notice` is shown with -v."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first: where the other duplicate is, who else uses the name."""

    text: str
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake of an author: what is wrong (`message`), where, and how to mend it (`hint`).

    `label` stands beside the caret. Nothing here ends with a full stop, and backquotes mark what stands in the file.
    """

    code: str
    severity: Severity
    message: str
    span: SourceSpan
    hint: str | None = None
    label: str = ""
    related: tuple[Related, ...] = ()

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.span}: {self.severity} {self.code}: {self.message}{hint}"


class DiagnosticError(Exception):
    """Carries diagnostics out of a place that cannot go on; caught where they are collected, never shown raw."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)

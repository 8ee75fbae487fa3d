"""The shape of a diagnostic's code, and the one way to make a diagnostic of it."""

from __future__ import annotations

from collections.abc import Iterable

from ...lean import dataclass
from ..diagnostic import Diagnostic, Related, Severity
from ..span import SourceSpan


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake. `explain` is a few sentences for a QA engineer; `wrong` and `right` are short YAML.

    `specrun explain SR0107` and the error index in the docs are made from these fields.
    """

    id: str
    title: str
    explain: str
    wrong: str = ""
    right: str = ""
    severity: Severity = Severity.ERROR

    def at(
        self,
        span: SourceSpan,
        message: str,
        *,
        hint: str | None = None,
        label: str = "",
        related: Iterable[Related] = (),
    ) -> Diagnostic:
        """This mistake, made at `span`."""
        return Diagnostic(self.id, self.severity, message, span, hint, label, tuple(related))

"""What goes wrong with what other distributions add."""

from __future__ import annotations

from .codes import run as codes
from .diagnostic import Diagnostic
from .span import SourceSpan


class PluginError(Exception):
    """A kind, a matcher or a report format of another distribution that cannot be used. The message names it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint

    def at(self, span: SourceSpan) -> Diagnostic:
        """The same as a diagnostic, where a spec makes use of it."""
        return codes.BROKEN_PLUGIN.at(span, str(self), hint=self.hint)

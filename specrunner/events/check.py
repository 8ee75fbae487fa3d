"""The answer to one check."""

from __future__ import annotations

from ..lean import dataclass
from ..source import Diagnostic, SourceSpan
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of a step, judged.

    `subject` and `matcher` are as written (`$.id`, `gt`); `expected` and `actual` short texts with their types
    (`integer 7`, `text "7"`); `location` is the place inside the value (`$.lines[2].quantity`, empty for the whole);
    `explanation` one sentence that says what is wrong; `diff` lines of a structural difference; `hint` one mend.
    """

    outcome: Outcome
    subject: str
    matcher: str
    expected: str
    actual: str
    span: SourceSpan
    location: str = ""
    explanation: str = ""
    diff: tuple[str, ...] = ()
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class StepError:
    """Why a step could not be judged at all: the target's fault, or a mistake that only the run could show."""

    message: str
    span: SourceSpan | None = None
    code: str | None = None
    hint: str | None = None

    @classmethod
    def of(cls, diagnostic: Diagnostic) -> StepError:
        return cls(diagnostic.message, diagnostic.span, diagnostic.code, diagnostic.hint)

"""A check: what is asked of an exchange, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from sys import intern

from ..events import CheckResult, Exchange, Outcome
from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceSpan
from ..source.codes import checks as codes
from ..syntax import Entry, MappingNode, span_within
from ..values import MISSING, EvaluationError, Reference, Scope, describe
from .compiler import Compiler, FileOperand, Found, NamedCriterion
from .difference import difference_lines
from .mismatch import NOTHING, Mismatch
from .operator import Criterion, OperandError, Operator
from .operators import OPERATORS
from .quantity import UNITS, show_number
from .subject import SubjectTable
from .target import Target, compile_target
from .view import ExchangeView
from .written import written


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of `expect`: a subject and what must hold of it.

    `subject_text` and `matcher_text` are as written, on one line; `subject_name` is the subject that is read (for a
    JSONPath the kind's document). `references` are those of the templates in its operands.
    """

    subject_text: str
    subject_name: str
    matcher_text: str
    span: SourceSpan
    references: tuple[Reference, ...]
    target: Target
    table: SubjectTable
    criteria: tuple[NamedCriterion, ...]
    files: tuple[FileOperand, ...] = ()

    def evaluate(self, exchange: Exchange | ExchangeView, scope: Scope) -> list[CheckResult]:
        """One result an operator, in the order written. Pass a view to read each subject once for several checks.

        A template that cannot be rendered, or renders to what its operator cannot take, makes its result errored.
        """
        view = exchange if isinstance(exchange, ExchangeView) else ExchangeView(exchange, self.table)
        try:
            value = self.target.read(view)
        except EvaluationError as error:
            return [self._errored(part, error) for part in self.criteria]
        results: list[CheckResult] = []
        for part in self.criteria:  # no comprehension: that would be one more call for each check of each step
            results.append(self._judged(part, value, view, scope))
        return results

    def can_judge(self, exchange: Exchange | ExchangeView) -> bool:
        """Whether there is something to judge: a value, or an operator that may be asked of nothing."""
        view = exchange if isinstance(exchange, ExchangeView) else ExchangeView(exchange, self.table)
        return self.target.read(view) is not MISSING or any(part.takes_missing for part in self.criteria)

    def _judged(self, part: NamedCriterion, value: object, view: ExchangeView, scope: Scope) -> CheckResult:
        binding = part.binding
        try:
            criterion = binding if isinstance(binding, Criterion) else binding(scope)
            if value is MISSING and not (part.takes_missing and self.target.can_look(view)):
                mismatch: Mismatch | None = NOTHING
            else:
                mismatch = criterion.judge(value, scope)
        except EvaluationError as error:
            return self._errored(part, error)
        if mismatch is not None:
            return self._failed(part, criterion, mismatch, value, view)
        about = self.target.about
        actual = show_number(value, about) if about.type in UNITS else shown(value)
        return CheckResult(Outcome.PASSED, self.subject_text, part.name, criterion.expected, actual, part.span)

    def _shown(self, value: object) -> str:
        about = self.target.about
        return show_number(value, about) if about.type in UNITS else shown(value)

    def _failed(
        self, part: NamedCriterion, criterion: Criterion, mismatch: Mismatch, value: object, view: ExchangeView
    ) -> CheckResult:
        explanation, hint, location = mismatch.explanation, mismatch.hint, ""
        place_of = self.target.places(view)
        if mismatch.is_missing:
            absence = self.target.absence(view)
            explanation, hint = absence.explanation, absence.hint or hint
        elif mismatch.path:
            location = place_of(mismatch.path)
        return CheckResult(
            outcome=Outcome.FAILED,
            subject=self.subject_text,
            matcher=part.name,
            expected=mismatch.expected or criterion.expected,
            actual=mismatch.actual or self._shown(value),
            span=mismatch.at or part.span,
            location=location,
            explanation=explanation,
            diff=mismatch.diff or difference_lines(mismatch.differences, place_of),
            hint=hint,
        )

    def _errored(self, part: NamedCriterion, error: EvaluationError) -> CheckResult:
        diagnostic = error.diagnostic
        expected = part.binding.expected if isinstance(part.binding, Criterion) else self.matcher_text
        return CheckResult(
            outcome=Outcome.ERRORED,
            subject=self.subject_text,
            matcher=part.name,
            expected=expected,
            actual="",
            span=diagnostic.span,
            explanation=diagnostic.message,
            hint=diagnostic.hint,
        )

    def preflight(self, read_file: Callable[[str], bytes]) -> list[Diagnostic]:
        """What is wrong with files that operands name, before anything is sent. `read_file` raises OSError."""
        found: list[Diagnostic] = []
        for operand in self.files:
            try:
                operand.check(read_file(operand.name))
            except OSError as error:
                message = f"`{operand.name}` cannot be read: {error.strerror or error}"
                found.append(codes.BAD_OPERAND.at(operand.span, message))
            except OperandError as error:
                found.append(error.code.at(operand.span, error.message, hint=error.hint))
        return found

    def at(self, span: SourceSpan) -> Check:
        """The same check, said to stand at `span`: for those that no file holds."""
        criteria = tuple(replace(part, span=span) for part in self.criteria)
        return replace(self, span=span, criteria=criteria)


def shown(value: object) -> str:
    """What `describe` gives, sooner for the values that nearly every passing check has."""
    if type(value) is int and -_PLAIN_LIMIT < value < _PLAIN_LIMIT:
        return f"integer {value}"
    if type(value) is str and len(value) <= _PLAIN_LENGTH and value.isprintable() and not _QUOTED.intersection(value):
        return f'text "{value}"'
    return describe(value)


_PLAIN_LIMIT = 10**18
_PLAIN_LENGTH = 40
_QUOTED = frozenset('"\\')


def compile_checks(
    node: MappingNode, subjects: SubjectTable, operators: Mapping[str, Operator] = OPERATORS
) -> tuple[tuple[Check, ...], list[Diagnostic]]:
    """The checks of a map from subjects to matchers, and every mistake in it. What is right compiles all the same."""
    diagnostics: list[Diagnostic] = []
    if not node.entries:
        hint = "write a subject and what it must be, such as `status: 200`"
        diagnostics.append(codes.NO_CHECKS.at(node.span, "there are no checks here", hint=hint))
    checks = [check for entry in node if (check := _compile(entry, subjects, operators, diagnostics)) is not None]
    return tuple(checks), diagnostics


def _compile(
    entry: Entry, subjects: SubjectTable, operators: Mapping[str, Operator], diagnostics: list[Diagnostic]
) -> Check | None:
    key = entry.key
    try:
        target = compile_target(key.text, lambda start, end: span_within(key, start, end), subjects)
    except DiagnosticError as error:
        diagnostics.extend(error.diagnostics)
        return None
    span = key.span.to(entry.value.span)
    found = Found(diagnostics, [], [])
    criteria = Compiler(operators, found, target.about).criteria(entry.value, span)
    return Check(
        subject_text=key.text,
        subject_name=target.name,
        matcher_text=intern(written(entry.value)),
        span=span,
        references=tuple(found.references),
        target=target,
        table=subjects,
        criteria=criteria,
        files=tuple(found.files),
    )

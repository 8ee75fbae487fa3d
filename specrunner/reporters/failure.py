"""Why a step or a spec is red, as lines of text that stand for themselves.

Place and caret, expected and actual, the difference, how the step was reached, the request as a command line, the
start of the response, and one suggested mend.
"""

from __future__ import annotations

from ..events import CheckResult, DiagnosticReported, Failure, ServiceChanged, StepError, check_sentence
from ..source import SourceSpan, SourceText, render_diagnostic, snippet_lines
from .conversation import DEFAULT_LIMITS, GUTTER, Limits, sending_lines
from .paint import Line, Piece, bold, cyan, dim, green, red, safe
from .quantity import OUTCOME_WORDS
from .record import SpecRecord, StepRecord

MAX_DIFF_LINES = 40
MAX_CHECKS = 20


def step_failure_lines(spec: SpecRecord, step: StepRecord, limits: Limits = DEFAULT_LIMITS) -> list[Line]:
    """All that is known of a red step."""
    lines: list[Line] = []
    if step.error is not None:
        lines += _error_lines(spec, step.error, step.span, str(step.outcome))
    hint, owner = step_hint(step)
    for check in step.red_checks[:MAX_CHECKS]:
        lines += _check_lines(spec, check)
        if check is owner and hint:
            lines.append(_hint_line(hint))
    if len(step.red_checks) > MAX_CHECKS:
        lines.append((dim(f"  … and {len(step.red_checks) - MAX_CHECKS} more checks that failed"),))
    if step.error is None and not step.red_checks:
        message = step.reason or f"the step {OUTCOME_WORDS[step.outcome]}"
        lines += _place_lines(spec, step.span, str(step.outcome), message)
    lines += _way_lines(spec, step)
    if step.sendings:
        lines += sending_lines(step.sendings[-1], limits, told=step.error.message if step.error else "")
    if owner is None and hint:
        lines.append(_hint_line(hint))
    return lines


def spec_failure_lines(spec: SpecRecord) -> list[Line]:
    """What is red about a spec itself, beside its steps; nothing when its steps tell all."""
    lines: list[Line] = []
    for service in spec.services:
        if service.state == "failed":
            lines += service_lines(spec, service)
    if spec.error is not None:
        lines += _error_lines(spec, spec.error, None, str(spec.outcome))
        if spec.error.hint:
            lines.append(_hint_line(spec.error.hint))
    elif spec.outcome.is_red and not spec.red_steps and not lines:
        message = spec.reason or f"the spec {OUTCOME_WORDS[spec.outcome]}"
        lines.append((red(safe(f"{spec.spec_id}: {spec.outcome}: {message}")),))
    return lines


def service_lines(spec: SpecRecord | None, service: ServiceChanged) -> list[Line]:
    """A service that failed, with the last lines of its log."""
    head = safe(f"service `{service.service}` failed" + (f": {service.message}" if service.message else ""))
    place = f"{service.span}: " if service.span else ""
    lines: list[Line] = [(bold(safe(place)), red(head))]
    if service.span and spec is not None:
        lines += [(line,) for line in snippet_lines(service.span, spec.source)]
    if service.log_tail:
        lines.append(("  log",))
        lines += [(GUTTER + safe(line, 400),) for line in service.log_tail]
    return lines


def diagnostic_text(payload: DiagnosticReported) -> str:
    """A mistake of an author, with its place and caret."""
    texts = payload.sources
    return render_diagnostic(
        payload.diagnostic, lambda file: SourceText(file, texts[file]) if file in texts else None
    )


def failure_line(failure: Failure) -> Line:
    """One red thing in a line, for a list of them."""
    place = str(failure.span) if failure.span else failure.spec_id
    row = failure.spec_id.removeprefix(failure.spec_id.partition("[")[0])
    step = safe(f"{failure.step_id or 'spec'}{' ' + row if row else ''}")
    return (red("  ✗ "), bold(safe(place)), f"  {step}  ", safe(failure.message, 300))


def step_sentence(step: StepRecord) -> str:
    """Why a step is red, in one line."""
    if step.error is not None:
        return step.error.message
    if step.red_checks:
        more = len(step.red_checks) - 1
        sentence = check_sentence(step.red_checks[0])
        return sentence + (f" (and {more} more)" if more else "")
    return step.reason or f"the step {OUTCOME_WORDS[step.outcome]}"


def step_span(step: StepRecord) -> SourceSpan:
    """The place that explains a red step best."""
    if step.error is not None:
        return step.error.span or step.span
    return step.red_checks[0].span if step.red_checks else step.span


def step_hint(step: StepRecord) -> tuple[str | None, CheckResult | None]:
    """The one mend that is suggested: of the error, of the fault, else of the first check that has one, and that."""
    fault = step.sendings[-1].exchange.fault if step.sendings else None
    for told in (step.error, fault):
        if told is not None and told.hint:
            return told.hint, None
    return next(((check.hint, check) for check in step.red_checks if check.hint), (None, None))


def _hint_line(hint: str) -> Line:
    return (bold("  hint      "), safe(hint))


def matrix_text(spec: SpecRecord) -> str:
    return ", ".join(f"{axis}={value}" for axis, value in spec.matrix.items())


def _place_lines(spec: SpecRecord, span: SourceSpan, outcome: str, message: str) -> list[Line]:
    head: Line = (bold(safe(f"{span}: ")), red(f"{outcome}: "), safe(message))
    return [head, *((line,) for line in snippet_lines(span, spec.source))]


def _error_lines(spec: SpecRecord, error: StepError, span: SourceSpan | None, outcome: str) -> list[Line]:
    code = f"{error.code}: " if error.code else ""
    place = error.span or span
    if place is None:
        return [(bold(safe(f"{spec.spec_id}: ")), red(f"{outcome}: "), safe(code + error.message))]
    return _place_lines(spec, place, outcome, code + error.message)


def _check_lines(spec: SpecRecord, check: CheckResult) -> list[Line]:
    lines = _place_lines(spec, check.span, str(check.outcome), check_sentence(check))
    where = f" at {check.location}" if check.location and check.location != check.subject else ""
    lines.append(("  check     ", cyan(safe(f"{check.subject} {check.matcher}")), safe(where)))
    lines.append(("  expected  ", green(safe(check.expected))))
    if check.actual:  # a check that errored has judged nothing
        lines.append(("  actual    ", red(safe(check.actual))))
    if check.diff and not _is_told(check):
        lines.append(("  diff",))
        lines += [(GUTTER, _diff_piece(line)) for line in check.diff[:MAX_DIFF_LINES]]
        if len(check.diff) > MAX_DIFF_LINES:
            lines.append((GUTTER, dim(f"… {len(check.diff) - MAX_DIFF_LINES} more lines")))
    return lines


def _is_told(check: CheckResult) -> bool:
    """Whether the difference is just expected and actual again."""
    place = check.location or check.subject
    return check.diff == (f"- {place}: {check.expected}", f"+ {place}: {check.actual}")


def _diff_piece(line: str) -> str | Piece:
    text = safe(line, 300)
    match line[:1]:
        case "-":
            return red(text)
        case "+":
            return green(text)
    return text


def _way_lines(spec: SpecRecord, step: StepRecord) -> list[Line]:
    lines: list[Line] = []
    if step.attempts > 1 or step.attempts_allowed > 1:
        allowed = f" of {step.attempts_allowed}" if step.attempts_allowed > 1 else ""
        lines.append((f"  attempt   {step.attempts}{allowed}",))
    if spec.matrix and not any(place.startswith("matrix ") for place in step.stack):
        lines.append((safe(f"  matrix    {matrix_text(spec)}"),))
    if step.stack:
        lines.append((safe(f"  inside    {' › '.join(step.stack)}"),))
    if step.phase != "steps":
        lines.append((f"  phase     {step.phase}",))
    return lines

"""The end of a report: what was red, the totals, and the verdict in a word."""

from __future__ import annotations

from ..events import Outcome, Summary
from ..source import Severity
from .failure import failure_line
from .paint import Line, bold, dim, green, red, safe
from .quantity import count_text, duration_text, joined, outcomes_text

MAX_FAILURES_LISTED = 50


def summary_lines(summary: Summary, *, shows_durations: bool = True) -> list[Line]:
    """The list of what is red, then the verdict and the totals in one line."""
    lines: list[Line] = []
    if summary.failures:
        lines.append((bold("Failures"),))
        lines += [failure_line(failure) for failure in summary.failures[:MAX_FAILURES_LISTED]]
        if len(summary.failures) > MAX_FAILURES_LISTED:
            lines.append((dim(f"  … and {len(summary.failures) - MAX_FAILURES_LISTED} more"),))
    verdict, why = verdict_of(summary)
    head = green(f"✓ {verdict}") if summary.is_green else red(f"✗ {verdict}")
    totals = totals_text(summary, shows_durations=shows_durations)
    lines.append((head, safe(f" ({why})" if why else ""), f": {totals}"))
    return lines


def verdict_of(summary: Summary) -> tuple[str, str]:
    """The verdict in a word or two, and why where the totals do not say it."""
    missing = _not_run_text(summary)
    if summary.interrupted:
        return "interrupted", joined([f"by {summary.interrupted}", missing])
    if not summary.is_complete:
        return "cut off", "the record ends before the run did"
    match summary.exit_code():
        case 0:
            return "passed", ""
        case 4:
            return "stopped", joined([f"{_diagnostics_text(summary)} in the specs", summary.reason])
        case 5:
            return "nothing was checked", summary.reason or "no spec was selected"
        case _:
            return "failed", joined([summary.reason, missing])


def totals_text(summary: Summary, *, shows_durations: bool = True) -> str:
    """`3 specs (2 passed, 1 failed), 12 steps, 31 checks, 1 warning, 1.6 s`: told apart where not all passed."""
    parts = [
        _counted("spec", summary.specs),
        _counted("step", summary.steps),
        _counted("check", summary.checks),
        _diagnostics_text(summary),
        duration_text(summary.duration_s) if shows_durations else "",
    ]
    return joined(parts)


def _counted(noun: str, counts: dict[Outcome, int]) -> str:
    total = sum(counts.values())
    return count_text(total, noun) + (f" ({outcomes_text(counts)})" if counts.get(Outcome.PASSED, 0) < total else "")


def _not_run_text(summary: Summary) -> str:
    missing = summary.specs_missing + summary.specs[Outcome.NOT_RUN]
    return f"{count_text(missing, 'spec')} did not run" if missing else ""


def _diagnostics_text(summary: Summary) -> str:
    counts = summary.diagnostics
    return joined(
        count_text(counts[severity], severity) for severity in (Severity.ERROR, Severity.WARNING) if counts[severity]
    )

"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

from ..events import Outcome

# The order in which outcomes are told: good news first, then what was left out, then what is red.
TOLD_ORDER = (
    Outcome.PASSED,
    Outcome.KNOWN_FAILURE,
    Outcome.SKIPPED,
    Outcome.NOT_RUN,
    Outcome.FAILED,
    Outcome.ERRORED,
)
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.PASSED: "passed",
    Outcome.KNOWN_FAILURE: "known to fail",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_RUN: "not run",
    Outcome.FAILED: "failed",
    Outcome.ERRORED: "errored",
}


def duration_text(seconds: float) -> str:
    """`0.4 ms`, `12 ms`, `1.2 s`, `2 min 5 s`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.1f} ms" if 0.00005 <= seconds < 0.00095 else f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def size_text(size_bytes: int) -> str:
    """`12 bytes`, `3.4 KiB`, `1.0 MiB`."""
    if size_bytes < 1024:
        return count_text(size_bytes, "byte")
    if size_bytes < 1024 * 1024:
        return f"{size_bytes / 1024:.1f} KiB"
    return f"{size_bytes / (1024 * 1024):.1f} MiB"


def count_text(count: int, noun: str) -> str:
    """`1 spec`, `2 specs`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def outcomes_text(counts: Mapping[Outcome, int]) -> str:
    """`10 passed, 1 skipped, 1 failed`: only what there is."""
    return ", ".join(f"{counts[outcome]} {OUTCOME_WORDS[outcome]}" for outcome in TOLD_ORDER if counts.get(outcome))


def percentile(sorted_values: list[float], share: float) -> float | None:
    """The nearest-rank percentile: the least value that is not below `share` of them; None of no values."""
    if not sorted_values:
        return None
    return sorted_values[max(ceil(share * len(sorted_values)), 1) - 1]


def joined(words: Iterable[str], separator: str = ", ") -> str:
    """The words that are not empty, joined."""
    return separator.join(word for word in words if word)

"""The score at the end of a run, also when the tests ran in several processes."""

from __future__ import annotations

import pytest

from .score import Score

PROPERTY = "mutation score"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    score = Score()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    score.add(Score.of_lists(value))
    if score.fates:
        terminalreporter.section("mutation score")
        for line in score.lines():
            terminalreporter.write_line(line)

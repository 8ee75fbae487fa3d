"""The reporters that come with specrunner, and the way to feed one from a journal.

Each format is imported when one is made: every command knows their names, and few need even one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from ..events import Event
from ..plugin import Reporter, ReporterKind, ReportTarget


def builtin_reporters(environ: Mapping[str, str]) -> dict[str, ReporterKind]:
    """Each format by its name. `environ` names the job summary on GitHub; nothing here reads the process's own."""
    summary = environ.get("GITHUB_STEP_SUMMARY")
    kinds = (
        ReporterKind("console", "What people watch: progress, failures with place and caret, totals.", _console),
        ReporterKind(
            "junit",
            "JUnit XML, valid for Jenkins' xunit plugin; every CI server reads it.",
            partial(_junit, has_places=False),
            "junit.xml",
        ),
        ReporterKind(
            "junit-gitlab",
            "JUnit XML with `file` and `line` on each test case, for GitLab's links.",
            partial(_junit, has_places=True),
            "junit.xml",
        ),
        ReporterKind("json", "One JSON document with everything but the bodies.", _json, "report.json"),
        ReporterKind(
            "github",
            "Annotations for GitHub Actions, and the job summary.",
            partial(_github, summary_path=Path(summary) if summary else None),
        ),
        ReporterKind("markdown", "The job summary as a Markdown document.", _markdown, "report.md"),
    )
    return {kind.name: kind for kind in kinds}


def replay(events: Iterable[Event], reporter: Reporter) -> None:
    """Makes a report of a recorded run: feeds every event and closes the reporter, also when the events end early."""
    for event in events:
        reporter.add(event)
    reporter.close()


def _console(target: ReportTarget) -> Reporter:
    from .console import ConsoleReporter

    return ConsoleReporter(target)


def _junit(target: ReportTarget, *, has_places: bool) -> Reporter:
    from .junit import JunitReporter

    return JunitReporter(target, has_places=has_places)


def _json(target: ReportTarget) -> Reporter:
    from .json_report import JsonReporter

    return JsonReporter(target)


def _github(target: ReportTarget, *, summary_path: Path | None) -> Reporter:
    from .github import GithubReporter

    return GithubReporter(target, summary_path)


def _markdown(target: ReportTarget) -> Reporter:
    from .markdown import MarkdownReporter

    return MarkdownReporter(target)

"""`specrun report`: a report from the journal of a run, without running anything."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..app import RunError, write_whole
from ..events import Event, JournalError, Summary, read_journal
from ..reporters import console_target
from .arguments import UsageError
from .output import standard_output, write
from .project import open_project
from .run import reporter_kind


def command(arguments: argparse.Namespace) -> int:
    """Exits as the run did, so that a report can stand in for it in a pipeline."""
    project = open_project(arguments)
    kind = reporter_kind(project, arguments.format)
    journal = Path(arguments.journal) if arguments.journal else project.last_journal() or project.journal()
    summary = Summary()
    verbosity = -1 if arguments.quiet else arguments.verbose
    try:
        with journal.open("rb") as lines:
            events = read_journal(lines, str(journal))
            if arguments.output:
                write_whole(Path(arguments.output), kind.make, _seen(events, summary), verbosity)
            else:
                reporter = kind.make(console_target(sys.stdout, os.environ, verbosity))
                for event in _seen(events, summary):
                    with standard_output():
                        reporter.add(event)
                with standard_output():
                    reporter.close()
    except FileNotFoundError as error:
        raise UsageError(f"there is no journal {error.filename or journal}; run something first") from None
    except JournalError as error:
        raise RunError(str(error), error.hint) from None
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise RunError(f"{error.filename or journal}: {error.strerror or error}") from None
    if events.torn is not None:
        write(f"specrun: {events.torn}", sys.stderr)
    return summary.exit_code()


def _seen(events: Iterable[Event], summary: Summary) -> Iterator[Event]:
    for event in events:
        summary.add(event)
        yield event

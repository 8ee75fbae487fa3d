"""The report format `tally`: one line."""

from specrunner.events import CheckEvaluated, Event
from specrunner.plugin import ReporterKind, ReportTarget


class TallyReporter:
    def __init__(self, target: ReportTarget) -> None:
        self.target = target
        self.count = 0

    def add(self, event: Event) -> None:
        self.count += isinstance(event.payload, CheckEvaluated)

    def close(self) -> None:
        self.target.stream.write(f"{self.count} checks\n")


TALLY = ReporterKind("tally", "How many checks there were.", TallyReporter, "tally.txt")

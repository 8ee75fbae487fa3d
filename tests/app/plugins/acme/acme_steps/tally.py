"""The report format `tally`: one line."""

from specrunner.events import ChecksEvaluated, Event
from specrunner.plugin import ReporterKind, ReportTarget


class TallyReporter:
    def __init__(self, target: ReportTarget) -> None:
        self.target = target
        self.count = 0

    def add(self, event: Event) -> None:
        if isinstance(event.payload, ChecksEvaluated):
            self.count += len(event.payload.results)

    def close(self) -> None:
        self.target.stream.write(f"{self.count} checks\n")


TALLY = ReporterKind("tally", "How many checks there were.", TallyReporter, "tally.txt")

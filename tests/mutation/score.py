"""What became of the mutants, counted by kind of slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

FATES = ("before traffic", "in the run", "misplaced", "silent")
"""Caught by lint; caught by a run; caught, but with no caret on the right line; not caught at all."""


@dataclass(slots=True)
class Score:
    """`fates` count mutants by kind and fate, `exempt` the places where no slip can be told, by reason.

    `files` count those of which nothing was tried, by reason.
    """

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    exempt: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        self.fates.update(other.fates)
        self.exempt.update(other.exempt)
        self.files.update(other.files)

    def as_lists(self) -> dict[str, list[list[object]]]:
        """For a report of pytest, which carries plain data from one process to another."""
        return {
            "fates": [[kind, fate, count] for (kind, fate), count in self.fates.items()],
            "exempt": [[reason, count] for reason, count in self.exempt.items()],
            "files": [[reason, count] for reason, count in self.files.items()],
        }

    @classmethod
    def of_lists(cls, lists: dict[str, list[list[object]]]) -> Score:
        score = cls()
        for kind, fate, count in lists["fates"]:
            score.fates[str(kind), str(fate)] += int(str(count))
        for reason, count in lists["exempt"]:
            score.exempt[str(reason)] += int(str(count))
        for reason, count in lists["files"]:
            score.files[str(reason)] += int(str(count))
        return score

    def lines(self) -> Iterable[str]:
        """The score as a table, one kind of slip a line."""
        kinds = sorted({kind for kind, _ in self.fates})
        width = max(map(len, kinds), default=10)
        yield f"{'slip':{width}}  {'mutants':>7}  " + "  ".join(f"{fate:>14}" for fate in FATES)
        for kind in kinds:
            yield self._line(kind, [self.fates[kind, fate] for fate in FATES], width)
        totals = [sum(count for (_, at), count in self.fates.items() if at == fate) for fate in FATES]
        yield self._line("all", totals, width)
        yield from (f"left out: {places:5} places: {reason}" for reason, places in self.exempt.most_common())
        yield from (f"not tried: {files:4} files: {reason}" for reason, files in self.files.most_common())
        count, silent, misplaced = sum(totals), totals[3], totals[2]
        killed, in_place = count - silent, count - silent - misplaced
        places, files = self.exempt.total(), self.files.total()
        yield (
            f"mutants {count:,}: {killed:,} killed, {in_place:,} on the right line;"
            f" left out by rule: {places:,} places; not tried: {files:,} files"
        )

    @staticmethod
    def _line(kind: str, counts: list[int], width: int) -> str:
        return f"{kind:{width}}  {sum(counts):7}  " + "  ".join(f"{count or '':>14}" for count in counts)

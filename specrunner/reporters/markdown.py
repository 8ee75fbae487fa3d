"""The report for web pages that show Markdown: job summaries, merge requests, wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..events import DiagnosticReported, Event, Outcome, RunStarted, ServiceChanged, Summary
from ..lean import dataclass
from ..plugin import ReportTarget
from ..source import Severity
from .conversation import Limits
from .failure import diagnostic_text, service_lines, spec_failure_lines, step_failure_lines, step_sentence, step_span
from .paint import encodable, encoding_of, plain_text, safe
from .quantity import OUTCOME_WORDS, TOLD_ORDER, duration_text, joined, outcomes_text
from .record import Recorder, SpecRecord, notice_text
from .verdict import totals_text, verdict_of

MAX_BLOCKS = 50
MAX_ROWS = 300
MAX_NOTES = 50
# GitHub refuses a step summary above 1 MiB; what else the job's steps write counts too.
MAX_BYTES = 900_000


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that is red: its place, a sentence, and the whole text."""

    place: str
    sentence: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of specs."""

    spec_id: str
    title: str
    outcome: Outcome
    steps: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a spec, which makes nothing fail."""

    spec_id: str
    message: str


def markdown_text(
    summary: Summary, blocks: list[Block], rows: list[Row], seed: int | None, notes: Sequence[Note] = ()
) -> str:
    """The whole document, never above `MAX_BYTES`: blocks that would not fit are counted instead."""
    verdict, why = verdict_of(summary)
    mark = "✅" if summary.is_green else "❌"
    seeded = f", seed {seed}" if seed is not None else ""
    head = [f"## {mark} specrunner: {_inline(joined([verdict, why], ', '))}", "", totals_text(summary) + seeded, ""]
    table = ["| | spec | steps | time |", "|---|---|---|---|", *(_row_line(row) for row in rows[:MAX_ROWS])]
    if len(rows) > MAX_ROWS:
        table.append(f"| | … and {len(rows) - MAX_ROWS} more | | |")
    tail = [*(table if rows else []), *_note_lines(notes)]
    parts = [*head, *tail]
    size = sum(len(part.encode("utf-8", "replace")) + 1 for part in parts)
    shown: list[str] = []
    for count, block in enumerate(blocks):
        text = _block_text(block)
        size += len(text.encode("utf-8", "replace")) + 1
        if count == MAX_BLOCKS or size > MAX_BYTES:
            shown.append(f"… and {len(blocks) - count} more, in the log of the run.\n")
            break
        shown.append(text)
    return "\n".join([*head, *shown, *tail, ""])


def _note_lines(notes: Sequence[Note]) -> list[str]:
    """A list behind the table; nothing when there is nothing to say."""
    shown = [f"- <code>{_inline(note.spec_id)}</code> {_inline(note.message)}" for note in notes[:MAX_NOTES]]
    if len(notes) > MAX_NOTES:
        shown.append(f"- … and {len(notes) - MAX_NOTES} more")
    return ["", "### Notes", "", *shown] if shown else []


def _block_text(block: Block) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
    return (
        f"<details><summary><code>{_inline(block.place)}</code> {_inline(block.sentence)}</summary>\n\n"
        f"{fence}text\n{block.text}\n{fence}\n\n</details>\n"
    )


def _row_line(row: Row) -> str:
    mark = {Outcome.PASSED: "✅", Outcome.FAILED: "❌", Outcome.ERRORED: "❌"}.get(row.outcome, "⚪")
    outcome = "" if row.outcome in (Outcome.PASSED, Outcome.FAILED) else f" ({OUTCOME_WORDS[row.outcome]})"
    title = "" if row.title == row.spec_id else f" {_inline(row.title)}"
    spec = f"<code>{_inline(row.spec_id)}</code>{title}{outcome}"
    return f"| {mark} | {spec} | {row.steps} | {duration_text(row.duration_s)} |"


_MARKUP = re.compile(r"[&<>`*_\[\]|~\\#!@]")


def _inline(text: str) -> str:
    """Text that Markdown and HTML show as it is: character references are never markup."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", safe(text, 400))


class MarkdownReporter:
    """Writes the document when it is closed."""

    def __init__(self, target: ReportTarget) -> None:
        self._stream = target.stream
        self._fold = MarkdownFold()

    def add(self, event: Event) -> None:
        self._fold.add(event)

    def close(self) -> None:
        self._fold.cut_off()
        self._stream.write(encodable(self._fold.text(), encoding_of(self._stream)))
        self._stream.flush()


class MarkdownFold:
    """Gathers what the document needs; keeps the text of at most `MAX_BLOCKS` failures."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.recorder = Recorder()
        self._seed: int | None = None
        self._blocks: list[Block] = []
        self._rows: list[Row] = []
        self._notes: list[Note] = []

    def add(self, event: Event) -> SpecRecord | None:
        """Returns the spec that the event ends, if it does."""
        self.summary.add(event)
        payload = event.payload
        match payload:
            case RunStarted():
                self._seed = payload.seed
            case DiagnosticReported() if payload.diagnostic.severity is Severity.ERROR:
                self._blocks.append(_diagnostic_block(payload))
            case ServiceChanged(state="failed") if payload.spec_id not in self.recorder.specs:
                text = plain_text(service_lines(None, payload))
                self._blocks.append(Block(payload.service, payload.message or "the service failed", text))
            case _:
                pass
        record = self.recorder.add(event)
        if not isinstance(record, SpecRecord):
            return None
        self._keep(record)
        return record

    def cut_off(self) -> list[SpecRecord]:
        """Ends what the record left open; before `text`."""
        specs = self.recorder.cut_off()
        for spec in specs:
            self._keep(spec)
        return specs

    def text(self) -> str:
        # What is red comes first, so that a table cut short never hides it.
        self._rows.sort(key=lambda row: (-TOLD_ORDER.index(row.outcome), row.spec_id))
        self._notes.sort(key=lambda note: note.spec_id)
        return markdown_text(self.summary, self._blocks, self._rows, self._seed, self._notes)

    def _keep(self, spec: SpecRecord) -> None:
        self._blocks += spec_blocks(spec, with_text=len(self._blocks) < MAX_BLOCKS)
        steps = outcomes_text(spec.step_counts())
        self._rows.append(Row(spec.spec_id, spec.title, spec.outcome, steps, spec.duration_s))
        self._notes += [Note(spec.spec_id, notice_text(notice)) for notice in spec.notices]


def spec_blocks(spec: SpecRecord, *, with_text: bool) -> Iterable[Block]:
    """What is red in a spec: each red step, and the spec itself. `with_text` off saves the work and the memory."""
    for step in spec.red_steps:
        text = plain_text(step_failure_lines(spec, step, Limits())) if with_text else ""
        yield Block(str(step_span(step)), f"{step.label}: {step_sentence(step)}", text)
    if own := plain_text(spec_failure_lines(spec)):
        message = spec.error.message if spec.error else spec.reason or f"the spec {OUTCOME_WORDS[spec.outcome]}"
        yield Block(spec.spec_id, message, own if with_text else "")


def _diagnostic_block(payload: DiagnosticReported) -> Block:
    found = payload.diagnostic
    return Block(str(found.span), f"{found.code}: {found.message}", diagnostic_text(payload))

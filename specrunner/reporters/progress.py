"""The moving part of a terminal: which specs run, how far they are, how many have ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, TextIO

from ..events import Event, Outcome, RunStarted, SpecFinished, SpecStarted, StepFinished, StepStarted
from ..lean import dataclass
from .paint import cut, safe
from .quantity import count_text, duration_text, joined, outcomes_text

if TYPE_CHECKING:
    from rich.text import Text

MAX_SPECS_SHOWN = 8


@dataclass(slots=True)
class _Running:
    spec_id: str
    step_count: int
    started_s: float
    ended: int = 0
    steps: dict[str, None] = field(default_factory=dict)


class Progress:
    """Folds events into the few lines that move."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started_s = clock()
        self._spec_count = 0
        self._running: dict[str, _Running] = {}
        self._ended: Counter[Outcome] = Counter()

    def add(self, event: Event) -> None:
        payload = event.payload
        match payload:
            case RunStarted():
                self._spec_count, self._started_s = payload.spec_count, self._clock()
            case SpecStarted():
                self._running[payload.spec_id] = _Running(payload.spec_id, payload.step_count, self._clock())
            case StepStarted() if running := self._running.get(payload.spec_id):
                running.steps[payload.step_id] = None
            case StepFinished() if running := self._running.get(payload.spec_id):
                running.steps.pop(payload.step_id, None)
                running.ended += payload.parent is None
            case SpecFinished():
                self._running.pop(payload.spec_id, None)
                self._ended[payload.outcome] += 1
            case _:
                pass

    def lines(self, width: int) -> list[str]:
        """The specs that have run longest, then the counts. Called from the thread that redraws: it copies first."""
        now_s = self._clock()
        running = list(self._running.values())
        shown = [cut(f"  {_running_text(spec, now_s)}", width) for spec in running[:MAX_SPECS_SHOWN]]
        if len(running) > MAX_SPECS_SHOWN:
            shown.append(f"  … and {len(running) - MAX_SPECS_SHOWN} more")
        ended = self._ended.total()
        counts = outcomes_text(dict(self._ended))
        total = max(self._spec_count, ended + len(running))
        text = f"{ended} of {count_text(total, 'spec')}" + (f": {counts}" if counts else "")
        return [*shown, cut(f"{text} · {duration_text(now_s - self._started_s)}", width)]


def _running_text(spec: _Running, now_s: float) -> str:
    steps = list(spec.steps)
    current = safe(steps[-1], 60) if steps else ""
    return joined(
        [safe(spec.spec_id), f"{spec.ended}/{spec.step_count}", current, duration_text(now_s - spec.started_s)], " · "
    )


class LiveArea:
    """Keeps the moving lines at the bottom of a terminal, and lets finished lines scroll by above them."""

    def __init__(self, stream: TextIO, progress: Progress, *, has_colour: bool) -> None:
        # Imported here: rich costs 50 ms that a run in a pipe never needs.
        from rich.console import Console
        from rich.live import Live

        self._progress = progress
        self._console = Console(
            file=stream, force_terminal=True, no_color=not has_colour, highlight=False, markup=False, emoji=False
        )
        self._live = Live(
            console=self._console,
            get_renderable=self._renderable,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    @property
    def is_started(self) -> bool:
        return self._live.is_started

    def start(self) -> None:
        self._live.start(refresh=True)  # else the first frame is the one from before the run

    def print(self, text: str) -> None:
        """Finished lines; they may hold colour codes of ours."""
        from rich.text import Text

        self._console.print(Text.from_ansi(text), soft_wrap=True)

    def stop(self) -> None:
        """Takes the moving lines away. May be called twice."""
        self._live.stop()

    def _renderable(self) -> Text:
        from rich.text import Text

        return Text("\n".join(self._progress.lines(self._console.width - 1)), no_wrap=True, overflow="crop")

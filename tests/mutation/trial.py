"""One file on trial: all its mutants, before traffic and in a run."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from specrunner.events import Exchange
from specrunner.plan import PlannedSpec
from specrunner.source import SourceSpan, SourceText
from specrunner.syntax import MappingNode, Node, ScalarNode, compose

from .answers import SPOILS, Tapes, fragments_of, recorded, replayed, spots_of, with_answer
from .judge import Bench, Verdict, with_own_shop
from .mutant import Mutant
from .mutate import envelope_texts, mutate
from .score import Score
from .walk import lines_of, walk

SKIPPED = "a step that is skipped is not judged"
KNOWN = "a known failure may fail in any way"
UNREAD = "an output of a fragment that no spec here reads"
NO_ANSWER = "a step that nothing answers"
LOST_ALREADY = "a step that is told of a lost connection already"
NOTHING_TO_EMPTY = "the answer is empty already"
RED_ALREADY = "a spec that is red as it is"
EMPTY_IS_FINE = "a step that says of a 204 that it is fine"


@dataclass(frozen=True, slots=True)
class Loss:
    """A step whose answer goes wrong."""

    kind: str
    span: SourceSpan
    lines: range
    specs: tuple[PlannedSpec, ...]
    answer: Exchange

    def spoiled(self, spec: PlannedSpec) -> PlannedSpec:
        return with_answer(spec, self.span, self.answer)

    def is_at(self, verdict: Verdict) -> bool:
        """Whether a complaint stands in the step."""
        spans = [each.span for each in verdict.complaints if each.span is not None]
        return any(span.file == self.span.file and span.line in self.lines for span in spans)


JUDGING = frozenset({"expect", "until", "stop_if"})
CONTROL = -1
PLAYERS = 64
"""Specs that are played side by side: they wait for nothing but their own clocks."""


def _is_told(verdict: Verdict, slip: Mutant | Loss) -> bool:
    """Whether it is red where the slip is."""
    return verdict.is_red and (verdict.is_in_place(slip) if isinstance(slip, Mutant) else slip.is_at(verdict))


def _is_judging(slip: Mutant | Loss) -> bool:
    """Whether all that is sent stays as it was."""
    if isinstance(slip, Loss):
        return True
    place = slip.place.split("/")
    return len(place) > 1 and place[0] == "step" and place[1] in JUDGING


@dataclass(slots=True)
class Trial:
    """The mutants of one spec or fragment. `users` are the specs that have to notice; `readers` all files that may
    use it; `escaped` what nobody noticed. With a `step` above 1 only every so manieth mutant is tried."""

    bench: Bench
    file: str
    users: Sequence[str]
    tried: Container[str] = ()
    readers: Sequence[str] = ()
    step: int = 1
    score: Score = field(default_factory=Score)
    escaped: list[str] = field(default_factory=list)

    def hold(self) -> None:
        source = SourceText(self.file, self.bench.read(self.file))
        document = compose(source).node
        assert isinstance(document, MappingNode)
        planned = self.bench.prepare(self.users).specs
        mutants = mutate(document, source, self.tried)
        self.score.exempt.update(mutants.exempt)
        passed: list[tuple[Mutant, Verdict]] = []
        for mutant in mutants.found[:: self.step]:
            verdict = self.bench.lint(mutant, self.users)
            if verdict.is_red:
                self._note(mutant, verdict, "before traffic", source)
            elif self._is_unread_output(mutant):
                self.score.exempt[UNREAD] += 1
            else:
                passed.append((mutant, verdict))
        self._run(passed, planned, document, source)

    def _is_unread_output(self, mutant: Mutant) -> bool:
        if not mutant.place.startswith("outputs/") or mutant.kind != "definition":
            return False
        return not any(mutant.names[0] in outputs_read(self.bench.read(user), self.file) for user in self.readers)

    def _run(
        self,
        passed: list[tuple[Mutant, Verdict]],
        planned: Sequence[PlannedSpec],
        document: MappingNode,
        source: SourceText,
    ) -> None:
        # By itself, as the times that it has to keep are those of a machine that does nothing else.
        tapes: Tapes = {}
        healthy = self._healthy(planned, tapes)
        if healthy.is_red:
            said = "".join(f"\n      {each.span}: {each.text[:160]}" for each in healthy.complaints[:3])
            self.score.files[RED_ALREADY] += 1
            self.escaped.append(f"not tried in a run: {self.file}: the spec as it is is red{said}")
            return
        played = self.bench.run({0: replayed(with_own_shop(planned), tapes)})[0]
        # Where tasks answer each other out of step, the tapes cannot tell the story again.
        is_playable = played == healthy
        losses = list(self._losses(planned, tapes, document))[:: self.step]
        every: list[Mutant | Loss] = [*(mutant for mutant, _ in passed), *losses]
        specs = [*(verdict.specs for _, verdict in passed), *(loss.specs for loss in losses)]
        # A slip in a check changes nothing of what is sent, so the good run's answers will do.
        plays = [number for number, each in enumerate(every) if is_playable and _is_judging(each)]
        batch = {number: replayed(with_own_shop(specs[number], is_shared=True), tapes) for number in plays}
        for number in plays:
            each = every[number]
            if isinstance(each, Loss):
                batch[number] = [each.spoiled(spec) for spec in batch[number]]
        # The spec as it is plays along: once it does no more, the tapes have become stale.
        told = self.bench.run({**batch, CONTROL: replayed(with_own_shop(planned, is_shared=True), tapes)}, PLAYERS)
        is_fresh = told.pop(CONTROL) == healthy
        verdicts = {number: each for number, each in told.items() if is_fresh and _is_told(each, every[number])}
        # What no play has caught has to show itself in a run.
        rest: dict[int, Sequence[PlannedSpec]] = {}
        unready: set[int] = set()
        for number, each in enumerate(every):
            if number not in verdicts:
                is_service = isinstance(each, Mutant) and each.place.startswith("services")
                rest[number] = specs[number] if is_service else with_own_shop(specs[number])
                if is_service:
                    unready.add(number)
                if isinstance(each, Loss):
                    rest[number] = [each.spoiled(spec) for spec in rest[number]]
        verdicts |= self.bench.run(rest, unready=unready)
        for number, each in enumerate(every):
            if isinstance(each, Mutant):
                excuse = each.excuse or self._excuse(each.step_lines, healthy, planned)
                self._note(each, verdicts[number], "in the run", source, excuse)
            else:
                self._note_loss(each, verdicts[number], self._excuse(each.lines, healthy, planned))

    def _healthy(self, planned: Sequence[PlannedSpec], tapes: Tapes) -> Verdict:
        """The run of the specs as they are. A busy machine may spoil one."""
        for _ in range(3):
            tapes.clear()
            verdict = self.bench.run({0: recorded(with_own_shop(planned), tapes)}, is_hasty=False)[0]
            if not verdict.is_red:
                break
        return verdict

    def _losses(self, planned: Sequence[PlannedSpec], tapes: Tapes, document: MappingNode) -> Iterator[Loss]:
        steps = [place.node for place in walk(document) if place.path == ("step",)]
        for span, spots in spots_of(planned).items():
            if span.file != self.file:
                continue
            step = min((node for node in steps if span.line in lines_of(node)), key=lambda node: len(lines_of(node)))
            found = [tapes[spot] for spot in spots if spot in tapes]
            answers = [tape.last for tape in found if tape.last is not None]
            if not answers:
                is_skipped = not any(tape.was_run for tape in found)
                self.score.exempt[SKIPPED if is_skipped else NO_ANSWER] += len(SPOILS)
                continue
            were_empty = all(tape.were_empty for tape in found)
            for kind, spoil in SPOILS.items():
                if kind == "lost answer" and all(tape.was_lost for tape in found):
                    self.score.exempt[LOST_ALREADY] += 1
                    continue
                if kind != "lost answer" and (were_empty or accepts_empty(step)):
                    self.score.exempt[NOTHING_TO_EMPTY if were_empty else EMPTY_IS_FINE] += 1
                    continue
                yield Loss(kind, span, lines_of(step), tuple(planned), spoil(answers[-1]))

    def _excuse(self, lines: range, healthy: Verdict, planned: Iterable[PlannedSpec]) -> str:
        """Why a run cannot tell; empty when it can."""
        if any(spec.known_failure for spec in planned):
            return KNOWN
        if not lines or any(file == self.file and line in lines for file, line in healthy.passed):
            return ""
        is_known = any(file == self.file and line in lines for file, line in healthy.known)
        return KNOWN if is_known else SKIPPED

    def _note(self, mutant: Mutant, verdict: Verdict, fate: str, source: SourceText, excuse: str = "") -> None:
        if not verdict.is_red and excuse:
            self.score.exempt[excuse] += 1
            return
        if not verdict.is_red:
            fate = "silent"
        elif not verdict.is_in_place(mutant):
            fate = "misplaced"
        self.score.fates[mutant.kind, fate] += 1
        if fate in ("silent", "misplaced"):
            said = "".join(f"\n      {each.span}: {each.text[:160]}" for each in verdict.complaints[:3])
            self.escaped.append(f"{fate}: {mutant.shown(source.text)}{said}")

    def _note_loss(self, loss: Loss, verdict: Verdict, excuse: str) -> None:
        if not verdict.is_red and excuse:
            self.score.exempt[excuse] += 1
            return
        fate = "silent" if not verdict.is_red else "in the run" if loss.is_at(verdict) else "misplaced"
        self.score.fates[loss.kind, fate] += 1
        if fate != "in the run":
            said = "".join(f"\n      {each.span}: {each.text[:160]}" for each in verdict.complaints[:3])
            self.escaped.append(f"{fate}: {loss.span}: {loss.kind}{said}")


def accepts_empty(step: Node) -> bool:
    """Whether what a step expects of the status names 204."""
    found = [place.node for place in walk(step) if place.path[:2] == ("expect", "status")]
    return any(isinstance(node, ScalarNode) and node.value == 204 for node in found)


def outputs_read(text: str, fragment: str) -> set[str]:
    """The outputs of a fragment that the steps of a document read, saved or as `steps.<id>.<output>`."""
    document = compose(SourceText("", text)).node
    assert isinstance(document, MappingNode)
    found: set[str] = set()
    for place in walk(document):
        step = place.node
        uses = step.get("uses") if place.path == ("step",) and isinstance(step, MappingNode) else None
        named = uses.get("fragment") if isinstance(uses, MappingNode) else uses
        if not isinstance(named, ScalarNode) or PurePath(named.text).name != PurePath(fragment).name:
            continue
        saves, step_id = step.get("save"), step.get("id")
        found |= {entry.value.text for entry in saves} if isinstance(saves, MappingNode) else set()
        if isinstance(step_id, ScalarNode):
            found |= set(re.findall(rf"\bsteps\.{re.escape(step_id.text)}\.(\w+)", text))
    return found


def tried_before(bench: Bench, files: Iterable[str]) -> dict[str, set[str]]:
    """For each file the parts of its envelope that stand in an earlier one as well, where they are tried."""
    seen: set[str] = set()
    found: dict[str, set[str]] = {}
    for file in sorted(files):
        source = SourceText(file, bench.read(file))
        document = compose(source).node
        assert isinstance(document, MappingNode)
        texts = set(envelope_texts(document, source))
        found[file] = texts & seen
        seen |= texts
    return found


def files_and_users(bench: Bench) -> dict[str, list[str]]:
    """Each spec and each fragment with the specs that use it."""
    users: dict[str, list[str]] = {}
    for spec in bench.prepare(["specs"]).specs:
        for file in (spec.file, *fragments_of([spec])):
            found = users.setdefault(file, [])
            if spec.file not in found:
                found.append(spec.file)
    return users

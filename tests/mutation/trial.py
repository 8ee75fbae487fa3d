"""One file on trial: all its mutants, before traffic and in a run."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from specrunner.plan import PlannedSpec
from specrunner.source import SourceSpan, SourceText
from specrunner.syntax import MappingNode, Node, ScalarNode, compose

from .answers import SPOILS, answering_steps, fragments_of, with_answer
from .judge import Bench, Verdict, with_own_shop
from .mutant import Mutant
from .mutate import envelope_texts, mutate
from .score import Score
from .walk import lines_of, walk

SKIPPED = "a step that is skipped is not judged"
KNOWN = "a known failure may fail in any way"
UNREAD = "an output of a fragment that no spec here reads"
NOTHING_TO_EMPTY = "the answer is an empty 204 already"
EMPTY_IS_FINE = "a step that says of a 204 that it is fine"


@dataclass(frozen=True, slots=True)
class Loss:
    """A step whose answer goes wrong."""

    kind: str
    span: SourceSpan
    lines: range
    specs: tuple[PlannedSpec, ...]


@dataclass(slots=True)
class Trial:
    """The mutants of one spec or fragment. `users` are the specs that have to notice; `readers` all files that may
    use it; `escaped` what nobody noticed."""

    bench: Bench
    file: str
    users: Sequence[str]
    tried: Container[str] = ()
    readers: Sequence[str] = ()
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
        for mutant in mutants.found:
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
        healthy = self.bench.run({0: with_own_shop(planned)})[0]
        assert not healthy.is_red, ("the spec itself is red", [each.text for each in healthy.complaints])
        losses = list(self._losses(planned, healthy, document))
        batch: dict[int, Sequence[PlannedSpec]] = {}
        for number, (mutant, verdict) in enumerate(passed):
            is_service = mutant.place.startswith("services")
            batch[number] = verdict.specs if is_service else with_own_shop(verdict.specs)
        for number, loss in enumerate(losses, len(passed)):
            batch[number] = with_own_shop(loss.specs)
        verdicts = self.bench.run(batch)
        for number, (mutant, _) in enumerate(passed):
            excuse = self._excuse(mutant.step_lines, healthy, planned)
            self._note(mutant, verdicts[number], "in the run", source, excuse)
        for number, loss in enumerate(losses, len(passed)):
            self._note_loss(loss, verdicts[number], self._excuse(loss.lines, healthy, planned))

    def _losses(self, planned: Sequence[PlannedSpec], healthy: Verdict, document: MappingNode) -> Iterator[Loss]:
        steps = [place.node for place in walk(document) if place.path == ("step",)]
        for span in answering_steps(planned):
            if span.file != self.file:
                continue
            step = min((node for node in steps if span.line in lines_of(node)), key=lambda node: len(lines_of(node)))
            heard = healthy.heard.get(span)
            if heard is None or heard.recorded is None:
                self.score.exempt[SKIPPED] += len(SPOILS)
                continue
            for kind, spoil in SPOILS.items():
                if kind != "lost answer" and (heard.were_empty or accepts_empty(step)):
                    self.score.exempt[NOTHING_TO_EMPTY if heard.were_empty else EMPTY_IS_FINE] += 1
                    continue
                specs = tuple(with_answer(spec, span, spoil(heard.recorded)) for spec in planned)
                yield Loss(kind, span, lines_of(step), specs)

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
        spans = [each.span for each in verdict.complaints if each.span is not None]
        is_in_place = any(span.file == self.file and span.line in loss.lines for span in spans)
        fate = "silent" if not verdict.is_red else "in the run" if is_in_place else "misplaced"
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

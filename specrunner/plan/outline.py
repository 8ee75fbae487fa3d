"""The steps of one document as a table: ids, order, and what each offers to others. Made before anything compiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeAlias

from ..lean import dataclass
from ..model import Step
from ..source import Diagnostic, Related, SourceSpan, did_you_mean
from ..source.codes import plan as codes
from ..syntax import SequenceNode

RESERVED = frozenset(
    {"steps", "env", "secrets", "matrix", "services", "inputs", "item", "index", "port", "true", "false", "null"}
)


@dataclass(slots=True)
class Entry:
    """One step in the table.

    `chain`: ids of the groups around it, outermost first; `order`: its place in the file over all phases;
    `saves`: the names it saves, with their places; `fields`: what `steps.<id>.<field>` can read besides.
    `is_opener`: it leaves a handle under its id.
    `is_hidden`: inside a looped group, where there is one value for each item and so none to read from outside.
    """

    id: str
    step: Step
    phase: str
    chain: tuple[str, ...]
    order: int
    saves: Mapping[str, SourceSpan]
    fields: tuple[str, ...]
    is_hidden: bool
    needs: tuple[str, ...] | None
    is_opener: bool = False
    is_opener_used: bool = False
    used: set[str] = field(default_factory=set)


class Outline:
    """All steps of a document, by id, in the order of the file."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.ids: dict[int, str] = {}
        self.diagnostics: list[Diagnostic] = []

    def id_of(self, step: Step) -> str:
        return self.ids[id(step)]

    def entry_of(self, step: Step) -> Entry:
        return self.entries[self.ids[id(step)]]

    def savers(self, name: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if name in entry.saves]

    def saved_names(self) -> Iterator[str]:
        for entry in self.entries.values():
            yield from entry.saves

    def written_ids(self) -> list[str]:
        """The ids that authors gave; made-up ones cannot be named."""
        return [entry.id for entry in self.entries.values() if entry.step.options.id is not None]

    def openers(self, kind: str) -> list[str]:
        """The ids of the steps that leave a handle of a kind."""
        entries = self.entries.values()
        return [each.id for each in entries if each.is_opener and each.step.kind == kind and each.step.options.id]

    def needs_closure(self, entry: Entry) -> set[str]:
        """Ids that `entry` waits for by `needs`, directly or through others."""
        seen: set[str] = set()
        waiting = list(entry.needs or ())
        while waiting:
            each = waiting.pop()
            if each not in seen and each in self.entries:
                seen.add(each)
                waiting.extend(self.entries[each].needs or ())
        return seen


@dataclass(frozen=True, slots=True)
class Offer:
    """What a step offers others: saved names with places, and readable fields."""

    saves: Mapping[str, SourceSpan]
    fields: tuple[str, ...]
    is_opener: bool = False


OfferOf: TypeAlias = Callable[[Step], Offer]


def outline_steps(phases: Iterable[tuple[str, Iterable[Step]]], offer_of: OfferOf) -> Outline:
    """The table of a document's steps; says where an id is given twice or a `needs` names nothing."""
    outline = Outline()
    for phase, steps in phases:
        _add(outline, steps, phase, (), offer_of, is_hidden=False)
    _check_needs(outline)
    return outline


def _add(
    outline: Outline,
    steps: Iterable[Step],
    phase: str,
    chain: tuple[str, ...],
    offer_of: OfferOf,
    *,
    is_hidden: bool,
) -> None:
    for step in steps:
        order = len(outline.entries)
        step_id = step.options.id or f"{step.kind}-{order + 1}"
        if step_id in outline.entries:
            first = outline.entries[step_id].step.node
            related = [Related("the first one", (first.get("id") or first).span)]
            place = step.node.get("id") or step.node
            message = f"the id `{step_id}` is given twice"
            outline.diagnostics.append(codes.DUPLICATE_ID.at(place.span, message, related=related))
            step_id = f"{step_id}-{order + 1}"
        offer = offer_of(step)
        needs = None if step.options.needs is None else tuple(step.options.needs)
        outline.entries[step_id] = Entry(
            step_id, step, phase, chain, order, offer.saves, offer.fields, is_hidden, needs, offer.is_opener
        )
        outline.ids[id(step)] = step_id
        inner_hidden = is_hidden or step.options.for_each is not None
        _add(outline, step.children, phase, (*chain, step_id), offer_of, is_hidden=inner_hidden)


def _check_needs(outline: Outline) -> None:
    for entry in outline.entries.values():
        node = entry.step.node.get("needs")
        for index, needed in enumerate(entry.needs or ()):
            if needed in outline.entries and outline.entries[needed].step.options.id is not None:
                continue
            place = node.items[index] if isinstance(node, SequenceNode) else node or entry.step.node
            hint = did_you_mean(needed, outline.written_ids())
            outline.diagnostics.append(codes.UNKNOWN_STEP.at(place.span, f"there is no step `{needed}`", hint=hint))

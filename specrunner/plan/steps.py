"""Bound steps to planned ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model import Defaults, Service, Step
from ..plugin import Registry, StepKind, kind_of_action, volley_kind
from ..source import Diagnostic
from ..source.codes import plan as codes
from ..syntax import MappingNode, locate
from ..values import Template
from .acts import ActCompiler, Parts, span_of
from .calls import compile_call
from .fragments import Fragments
from .graph import Act, Call, Group, Loop, PlannedStep, StepGraph
from .names import Names, Place, Resolved, edges, resolve, resolve_handle
from .outline import RESERVED, Entry, Offer
from .render import compile_tree, local_names_of, references_of


class StepCompiler:
    """Compiles the steps of one document. `names` knows what the document defines."""

    def __init__(
        self,
        registry: Registry,
        names: Names,
        defaults: Defaults,
        fragments: Fragments,
        diagnostics: list[Diagnostic],
        services: Mapping[str, Service] | None = None,
    ) -> None:
        self.registry = registry
        self.names = names
        self.fragments = fragments
        self.diagnostics = diagnostics
        self.upstream: dict[str, tuple[str, ...]] = {}
        self.acts = ActCompiler(registry, defaults, fragments, diagnostics, services)

    @property
    def explicit_checks(self) -> int:
        """How much the steps ask by themselves, beside the checks that their kinds bring."""
        return self.acts.explicit_checks

    def graph(self, steps: Sequence[Step]) -> StepGraph:
        """The steps of one phase. Their edges come last, when every reference is known."""
        return StepGraph(tuple(planned for step in steps if (planned := self._step(step)) is not None))

    def connect(self, graph: StepGraph) -> StepGraph:
        """The graph with its edges, which must not form a circle."""
        after = edges(self.names.outline, self.upstream)
        return self._connected(graph, (), after)

    def _connected(
        self, graph: StepGraph, chain: tuple[str, ...], after: Mapping[tuple[tuple[str, ...], str], Iterable[str]]
    ) -> StepGraph:
        found: list[PlannedStep] = []
        for step in graph.steps:
            body = step.body
            if isinstance(body, Group):
                body = Group(self._connected(body.graph, (*chain, step.id), after))
            found.append(replace(step, body=body, after=tuple(after.get((chain, step.id), ()))))
        connected = StepGraph(tuple(found))
        if (circle := find_cycle(connected)) is not None:
            entry = self.names.outline.entries[circle[0]]
            path = " → ".join(f"`{each}`" for each in circle)
            place = entry.step.node.get("needs") or entry.step.node
            self.diagnostics.append(codes.CYCLE.at(place.span, f"these steps wait for each other: {path}"))
        return connected

    def _step(self, step: Step, *, undo_of: Entry | None = None) -> PlannedStep | None:
        entry = undo_of or self.names.outline.entry_of(step)
        parts = Parts()
        body = self._body(step, entry, parts, is_undo=undo_of is not None)
        loop = self._loop(step, parts)
        parts.trees += [step.options.when, step.options.as_]
        in_loop = any(self.names.outline.entries[each].step.options.for_each for each in entry.chain)
        place = Place(
            entry,
            has_item=loop is not None or in_loop or _is_looped(entry),
            has_index=is_volley(step),
            may_read_self=undo_of is not None,
            local_names=tuple(dict.fromkeys(local_names_of(parts.trees))),
        )
        references = [
            *parts.references,
            *references_of(parts.trees),
        ]
        resolved = resolve(references, self.names, place)
        self._check_handles(step, place, resolved)
        self.diagnostics.extend(resolved.diagnostics)
        self._check_saves(step, entry)
        if body is None:
            return None
        if undo_of is None:
            self.upstream[entry.id] = tuple(resolved.upstream)
        requires = dict.fromkeys((*(entry.needs or ()), *resolved.upstream))
        options = step.options
        if options.when is False:
            self.diagnostics.append(codes.NEVER_RUNS.at(span_of(step, "when"), "`when` is always false"))
        return PlannedStep(
            id=f"{entry.id}.undo" if undo_of else entry.id,
            name=_step_name(step, self.registry.kinds.get(step.kind)),
            kind=step.kind,
            span=step.key_span,
            body=body,
            requires=tuple(requires),
            reads=tuple(resolved.reads.items()),
            when=True if options.when is None else options.when,
            loop=loop,
            always=options.always,
            session=options.as_ or "default",
            known_failure=options.known_failure,
            tags=tuple(options.tags),
        )

    def _body(self, step: Step, entry: Entry, parts: Parts, *, is_undo: bool) -> Act | Group | Call | None:
        if step.kind == "parallel" or step.is_dialogue:
            return Group(self.graph(step.children))
        if step.kind == "uses":
            return compile_call(step, self.fragments, parts, self.diagnostics)
        act = self.acts.act(step, parts, is_undo=is_undo)
        if act is None or step.undo is None or is_undo:
            return act
        return replace(act, undo=self._step(step.undo, undo_of=entry))

    def _loop(self, step: Step, parts: Parts) -> Loop | None:
        each = step.options.for_each
        if each is None:
            return None
        span = span_of(step, "for_each")
        if isinstance(each.in_, list) and not each.in_ and not each.allow_empty:
            self.diagnostics.append(codes.EMPTY_LOOP.at(span, "the list is empty", hint="add items"))
        elif not isinstance(each.in_, list | Template):
            self.diagnostics.append(
                codes.EMPTY_LOOP.at(span, "`for_each` needs a list, or an expression that gives one")
            )
        parts.trees.append(each.in_)
        return Loop(each.in_, compile_tree(each.in_), each.allow_empty, step.options.max_parallel, span)

    def _check_handles(self, step: Step, place: Place, resolved: Resolved) -> None:
        kind = self.registry.kinds.get(step.kind)
        if kind is None or step.action is None:
            return
        looping = next((key for key in ("for_each", "race", "burst") if getattr(step.options, key) is not None), None)
        if kind.opens is not None and kind.opens(step.action) and looping is not None:
            hint = "open each in a step of its own"
            message = "a handle cannot be opened in a loop"
            self.diagnostics.append(codes.LOOPED_HANDLE.at(span_of(step, looping), message, hint=hint))
        used = kind.uses_handle(step.action) if kind.uses_handle is not None else None
        if used is not None:
            span = locate(step.action_node, (kind.handle_field,)).span
            resolve_handle(used, span, step.kind, self.names, place, resolved)

    def _check_saves(self, step: Step, entry: Entry) -> None:
        for name, span in entry.saves.items():
            if name in RESERVED:
                self.diagnostics.append(codes.RESERVED_NAME.at(span, f"`{name}` cannot be the name of a value"))
            elif not (name.isidentifier() and name.isascii()):
                message = f"`{name}` cannot be read in an expression"
                hint = "use letters, digits and `_`"
                self.diagnostics.append(codes.RESERVED_NAME.at(span, message, hint=hint))
            elif name in self.names.vars:
                message = f"`{name}` is a var already"
                self.diagnostics.append(codes.RESERVED_NAME.at(span, message, hint="save it under another name"))


def make_offer(step: Step, registry: Registry, fragments: Fragments) -> Offer:
    """What the step offers others: the names it saves and the subjects (or outputs) that can be read of it."""
    saves = {entry.name: entry.key.span for entry in step.part("save") or ()}
    if step.kind == "uses" and step.call is not None:
        return Offer(saves, fragments.output_names(step.call.fragment))
    kind = registry.kinds.get(step.kind)
    if kind is None or step.is_dialogue:
        return Offer(saves, ())
    if is_volley(step):
        return Offer(saves, tuple(volley_kind(kind).subjects.subjects))
    if step.action is None:
        return Offer(saves, tuple(kind.subjects.subjects))
    kind = kind_of_action(kind, step.action)
    own = kind.own_saves(step.action) if kind.own_saves else {}
    is_opener = kind.opens is not None and kind.opens(step.action)
    return Offer({**saves, **dict.fromkeys(own, step.key_span)}, tuple(kind.subjects.subjects), is_opener)


def find_cycle(graph: StepGraph) -> list[str] | None:
    """The ids of a circle of `after` edges, its first id again at the end; None when there is none."""
    after = {step.id: step.after for step in graph.steps}
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        iterators = [iter((start,))]
        while iterators:
            nxt = next(iterators[-1], None)
            if nxt is None:
                iterators.pop()
                if path:
                    done.add(path.pop())
            elif nxt in path:
                return [*path[path.index(nxt) :], nxt]
            elif nxt in after and nxt not in done:
                path.append(nxt)
                iterators.append(iter(after[nxt]))
    return None


def is_volley(step: Step) -> bool:
    """Whether the step sends its action several times and judges the answers together."""
    return step.options.race is not None or step.options.burst is not None


def _is_looped(entry: Entry) -> bool:
    return entry.step.options.for_each is not None


def _step_name(step: Step, kind: StepKind[Any] | None) -> str:
    """What reports call the step: its name, else its action in a few words."""
    if step.options.name is not None:
        return step.options.name
    if step.call is not None:
        return f"uses {step.call.fragment}"
    if step.is_dialogue and isinstance(step.action_node, MappingNode):
        return f"dialogue of {', '.join(step.action_node.names())}"
    title = kind.title(step.action) if kind and kind.title and step.action is not None else ""
    return " ".join(title.split())[:80] or step.kind

"""Bound steps to planned ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..checks import Check, Reading, compile_checks, compile_reading
from ..model import Defaults, Step
from ..plugin import Registry, StepKind
from ..source import Diagnostic, SourceSpan, SourceText, did_you_mean, has_errors
from ..source.codes import model as model_codes
from ..source.codes import plan as codes
from ..syntax import MappingNode, Node, ScalarNode, compose, key_span, locate
from ..values import Reference, Template
from .fragments import Fragments
from .graph import Act, Call, Group, Loop, PlannedStep, Poll, StepGraph
from .names import Names, Place, edges, resolve
from .outline import RESERVED, Entry, Offer
from .render import compile_tree, templates_of

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_EVERY_S = 0.5
DEFAULT_WITHIN_S = 30.0


@dataclass(slots=True)
class StepCompiler:
    """Compiles the steps of one document. `names` knows what the document defines."""

    registry: Registry
    names: Names
    defaults: Defaults
    fragments: Fragments
    diagnostics: list[Diagnostic] = field(default_factory=list)
    upstream: dict[str, tuple[str, ...]] = field(default_factory=dict)
    explicit_checks: int = 0

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
        parts = _Parts()
        body = self._body(step, entry, parts, is_undo=undo_of is not None)
        loop = self._loop(step, parts)
        parts.trees += [step.options.when, step.options.as_]
        in_loop = any(self.names.outline.entries[each].step.options.for_each for each in entry.chain)
        place = Place(
            entry, has_item=loop is not None or in_loop or _is_looped(entry), may_read_self=undo_of is not None
        )
        references = [
            *parts.references,
            *(ref for template in templates_of(parts.trees) for ref in template.references),
        ]
        resolved = resolve(references, self.names, place)
        self.diagnostics.extend(resolved.diagnostics)
        self._check_saves(step, entry)
        if body is None:
            return None
        if undo_of is None:
            self.upstream[entry.id] = tuple(resolved.upstream)
        requires = dict.fromkeys((*(entry.needs or ()), *resolved.upstream))
        options = step.options
        if options.when is False:
            self.diagnostics.append(codes.NEVER_RUNS.at(_span_of(step, "when"), "`when` is always false"))
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

    def _body(self, step: Step, entry: Entry, parts: _Parts, *, is_undo: bool) -> Act | Group | Call | None:
        if step.kind == "parallel":
            return Group(self.graph(step.children))
        if step.kind == "uses":
            return self._call(step, parts)
        return self._act(step, entry, parts, is_undo=is_undo)

    def _act(self, step: Step, entry: Entry, parts: _Parts, *, is_undo: bool) -> Act | None:
        kind = self.registry.kinds[step.kind]
        if step.action is None:
            return None
        self._check_action(kind, step)
        parts.trees.append(step.action)
        expect = self._checks(step.part("expect"), kind, parts)
        poll = self._poll(step, kind, parts)
        self.explicit_checks += len(expect) + (len(poll.until) if poll else 0) + kind.has_own_question
        expect = self._with_default(expect, poll, kind, step)
        undo = self._step(step.undo, undo_of=entry) if step.undo is not None and not is_undo else None
        retry = step.options.retry or self.defaults.retry
        timeout = step.options.timeout if step.options.timeout is not None else self.defaults.timeout
        parts.trees += [retry, timeout]
        return Act(
            kind=kind,
            action=step.action,
            render=compile_tree(step.action),
            expect=expect,
            saves=self._saves(step, kind, parts),
            poll=poll,
            retry=retry,
            timeout_s=DEFAULT_TIMEOUT_S if timeout is None else timeout,
            undo=undo,
        )

    def _check_action(self, kind: StepKind[Any], step: Step) -> None:
        if kind.check_action is None:
            return
        for problem in kind.check_action(step.action):
            node, path = step.action_node, problem.path
            span = key_span(node, path) if problem.is_about_key else locate(node, path).span
            code = problem.code or model_codes.BAD_ACTION
            self.diagnostics.append(code.at(span, problem.message, hint=problem.hint))

    def _checks(self, node: MappingNode | None, kind: StepKind[Any], parts: _Parts) -> tuple[Check, ...]:
        if node is None:
            return ()
        checks, problems = compile_checks(node, kind.subjects, self.registry.operators)
        self.diagnostics.extend(problems)
        for check in checks:
            self.diagnostics.extend(check.preflight(self.fragments.read))
            parts.references += check.references
        return checks

    def _with_default(
        self, expect: tuple[Check, ...], poll: Poll | None, kind: StepKind[Any], step: Step
    ) -> tuple[Check, ...]:
        """The checks with the kind's own ones, for subjects that the step says nothing of."""
        if not kind.default_expect:
            return expect
        asked = {check.subject_name for check in (*expect, *(poll.until if poll else ()))}
        if "fault" in asked or (kind.has_own_question and expect):
            return expect
        wanted = {name: matcher for name, matcher in kind.default_expect.items() if name not in asked}
        if step.part("expect") is None and poll is None and not kind.has_own_question:
            message = f"the step is only checked for {_words(kind.default_expect)}"
            self.diagnostics.append(codes.DEFAULT_CHECK_ONLY.at(step.key_span, message, hint="add `expect:`"))
        defaults = tuple(check.at(step.key_span) for check in default_checks(kind, wanted))
        return (*defaults, *expect)

    def _poll(self, step: Step, kind: StepKind[Any], parts: _Parts) -> Poll | None:
        node = step.part("until")
        if node is None:
            return None
        until = self._checks(node, kind, parts)
        stop_if = self._checks(step.part("stop_if"), kind, parts)
        options = step.options
        parts.trees += [options.every, options.within]
        every = DEFAULT_EVERY_S if options.every is None else options.every
        within = DEFAULT_WITHIN_S if options.within is None else options.within
        return Poll(until, stop_if, every, within, _span_of(step, "until"))

    def _saves(self, step: Step, kind: StepKind[Any], parts: _Parts) -> tuple[tuple[str, Reading], ...]:
        found: list[tuple[str, Reading]] = []
        own = kind.own_saves(step.action) if kind.own_saves else {}
        nodes: list[tuple[str, Node]] = [(entry.name, entry.value) for entry in step.part("save") or ()]
        nodes += [(name, _as_node(subject)) for name, subject in own.items()]
        for name, node in nodes:
            reading, problems = compile_reading(node, kind.subjects)
            self.diagnostics.extend(problems)
            if reading is not None:
                found.append((name, reading))
                parts.references += list(reading.references)
        return tuple(found)

    def _loop(self, step: Step, parts: _Parts) -> Loop | None:
        each = step.options.for_each
        if each is None:
            return None
        span = _span_of(step, "for_each")
        if isinstance(each.in_, list) and not each.in_ and not each.allow_empty:
            self.diagnostics.append(codes.EMPTY_LOOP.at(span, "the list is empty", hint="add items"))
        elif not isinstance(each.in_, list | Template):
            self.diagnostics.append(
                codes.EMPTY_LOOP.at(span, "`for_each` needs a list, or an expression that gives one")
            )
        parts.trees.append(each.in_)
        return Loop(each.in_, compile_tree(each.in_), each.allow_empty, step.options.max_parallel, span)

    def _call(self, step: Step, parts: _Parts) -> Call | None:
        assert step.call is not None
        place = step.action_node
        if isinstance(place, MappingNode):
            place = place.get("fragment") or place
        fragment = self.fragments.find(step.call.fragment, place.span)
        parts.trees.append(step.call.inputs)
        if fragment is None:
            return None
        self._check_inputs(step, fragment.inputs)
        saves: list[tuple[str, str]] = []
        for entry in step.part("save") or ():
            output = entry.value.value if isinstance(entry.value, ScalarNode) else None
            if not isinstance(output, str) or output not in fragment.outputs:
                message = f"the fragment has no output `{output}`"
                hint = did_you_mean(str(output), fragment.outputs)
                self.diagnostics.append(codes.UNKNOWN_OUTPUT.at(entry.value.span, message, hint=hint))
            else:
                saves.append((entry.name, output))
        inputs = step.call.inputs
        return Call(fragment, inputs, compile_tree(inputs), tuple(saves))

    def _check_inputs(self, step: Step, declared: Mapping[str, Any]) -> None:
        assert step.call is not None
        node = step.action_node.get("inputs") if isinstance(step.action_node, MappingNode) else None
        for name in step.call.inputs:
            if name not in declared:
                entry = node.entry(name) if isinstance(node, MappingNode) else None
                span = entry.key.span if entry else step.action_node.span
                message = f"the fragment has no input `{name}`"
                self.diagnostics.append(codes.BAD_INPUT.at(span, message, hint=did_you_mean(name, declared)))
        for name, wanted in declared.items():
            if wanted.is_required and name not in step.call.inputs:
                message = f"the input `{name}` is missing"
                hint = f"add `inputs: {{{name}: ...}}`"
                self.diagnostics.append(codes.BAD_INPUT.at(step.action_node.span, message, hint=hint))

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


@dataclass(slots=True)
class _Parts:
    """What a step holds that may read names: trees with templates, and references of compiled checks."""

    trees: list[object] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def default_checks(kind: StepKind[Any], wanted: Mapping[str, object]) -> tuple[Check, ...]:
    """The checks that a kind makes by itself, compiled from their plain form."""
    if not wanted:
        return ()
    node = _as_node(wanted)
    assert isinstance(node, MappingNode)
    checks, problems = compile_checks(node, kind.subjects)
    assert not has_errors(problems), problems
    return checks


def _as_node(tree: object) -> Node:
    """A plain value as a located node, in a text of its own: JSON is YAML."""
    node = compose(SourceText("<built in>", json.dumps(tree))).node
    assert node is not None
    return node


def make_offer(step: Step, registry: Registry, fragments: Fragments) -> Offer:
    """What the step offers others: the names it saves and the subjects (or outputs) that can be read of it."""
    saves = {entry.name: entry.key.span for entry in step.part("save") or ()}
    if step.kind == "uses" and step.call is not None:
        return Offer(saves, fragments.output_names(step.call.fragment))
    kind = registry.kinds.get(step.kind)
    if kind is None:
        return Offer(saves, ())
    own = kind.own_saves(step.action) if kind.own_saves and step.action is not None else {}
    return Offer({**saves, **dict.fromkeys(own, step.key_span)}, tuple(kind.subjects.subjects))


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


def _is_looped(entry: Entry) -> bool:
    return entry.step.options.for_each is not None


def _span_of(step: Step, key: str) -> SourceSpan:
    found = step.node.get(key)
    return step.key_span if found is None else found.span


def _step_name(step: Step, kind: StepKind[Any] | None) -> str:
    """What reports call the step: its name, else its action in a few words."""
    if step.options.name is not None:
        return step.options.name
    if step.call is not None:
        return f"uses {step.call.fragment}"
    title = kind.title(step.action) if kind and kind.title and step.action is not None else ""
    return " ".join(title.split())[:80] or step.kind


def _words(default_expect: Mapping[str, object]) -> str:
    parts = []
    for name, matcher in default_expect.items():
        rules = matcher.items() if isinstance(matcher, dict) else [("eq", matcher)]
        parts += [f"`{name}` {operator} {operand}" for operator, operand in rules]
    return ", ".join(parts)

"""What a step does, and what is asked of its answer, compiled."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from ..checks import Check, Reading, compile_checks, compile_reading
from ..lean import dataclass
from ..model import Defaults, Service, Step
from ..plugin import ActionProblem, Registry, StepKind, kind_of_action, volley_kind
from ..source import Diagnostic, SourceSpan, SourceText, has_errors
from ..source.codes import model as model_codes
from ..source.codes import plan as codes
from ..syntax import MappingNode, Node, compose, key_span, locate
from ..values import Reference
from .fragments import Fragments
from .graph import Act, Collection, Poll, Volley
from .render import compile_tree

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_EVERY_S = 0.5
DEFAULT_WITHIN_S = 30.0


@dataclass(slots=True)
class Parts:
    """What a step holds that may read names: trees with templates, and references of compiled checks."""

    trees: list[object] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


@dataclass(slots=True)
class ActCompiler:
    """Compiles the acts of one document. `explicit_checks` counts what its steps ask by themselves.

    `services` are those of the spec, None in a fragment, which sees those of whoever uses it.
    """

    registry: Registry
    defaults: Defaults
    fragments: Fragments
    diagnostics: list[Diagnostic]
    services: Mapping[str, Service] | None = None
    explicit_checks: int = 0
    _own_checks: dict[tuple[str, str], tuple[Check, ...]] = field(default_factory=dict)

    def act(self, step: Step, parts: Parts, *, is_undo: bool = False) -> Act | None:
        """The act of a bound step, without its undo; None when its action could not be bound."""
        kind = self.registry.kinds[step.kind]
        if step.action is None:
            return None
        self._check_action(kind, step)
        kind = kind_of_action(kind, step.action)
        volley = self._volley(step, kind, parts)
        if volley is not None:
            kind = volley_kind(kind)
        parts.trees.append(step.action)
        expect = self._checks(step.part("expect"), kind, parts)
        poll = self._poll(step, kind, parts)
        collect = self._collect(step, kind, parts)
        asks = bool(collect and (collect.until or collect.count is not None))
        self.explicit_checks += len(expect) + (len(poll.until) if poll else 0) + kind.has_own_question + asks
        expect = self._with_default(expect, poll, kind, step, is_asking=asks or is_undo)
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
            undo=None,
            collect=collect,
            volley=volley,
            has_own_timeout=step.options.timeout is not None,
        )

    def _check_action(self, kind: StepKind[Any], step: Step) -> None:
        node = step.action_node
        for entry in node if isinstance(node, MappingNode) else ():
            if entry.name in kind.merged_fields and isinstance(entry.value, MappingNode) and not entry.value.entries:
                message, hint = f"`{entry.name}` is empty, so it says nothing", "give it a key, or take it out"
                self.diagnostics.append(model_codes.BAD_ACTION.at(entry.value.span, message, hint=hint))
        problems = kind.check_action(step.action) if kind.check_action else ()
        of_files = kind.check_files(step.action, self.fragments.read) if kind.check_files else ()
        of_services: tuple[ActionProblem, ...] = ()
        if kind.check_services is not None and self.services is not None:
            of_services = kind.check_services(step.action, self.services)
        for problem in (*problems, *of_files, *of_services):
            path = problem.path
            span = key_span(node, path) if problem.is_about_key else locate(node, path).span
            code = problem.code or model_codes.BAD_ACTION
            self.diagnostics.append(code.at(span, problem.message, hint=problem.hint))

    def _checks(self, node: MappingNode | None, kind: StepKind[Any], parts: Parts) -> tuple[Check, ...]:
        if node is None:
            return ()
        checks, problems = compile_checks(node, kind.subjects, self.registry.operators)
        self.diagnostics.extend(problems)
        for check in checks:
            self.diagnostics.extend(check.preflight(self.fragments.read))
            parts.references += check.references
        return checks

    def _with_default(
        self,
        expect: tuple[Check, ...],
        poll: Poll | None,
        kind: StepKind[Any],
        step: Step,
        *,
        is_asking: bool,
    ) -> tuple[Check, ...]:
        """The checks with the kind's own ones, for subjects that the step says nothing of."""
        own, is_question = _own_expectations(kind, step)
        if not own:
            return expect
        asked = {check.subject_name for check in (*expect, *(poll.until if poll else ()))}
        if "fault" in asked or (kind.has_own_question and expect):
            return expect
        wanted = {name: matcher for name, matcher in own.items() if re.split(r"[.\[]", name)[0] not in asked}
        self.explicit_checks += is_question
        # What opens a handle is there for the steps on it: whether it could is all that there is to ask.
        is_opener = kind.opens is not None and kind.opens(step.action)
        is_asking = is_asking or is_question or is_opener or kind.has_own_question
        if step.part("expect") is None and poll is None and not is_asking:
            message = f"the step is only checked for {_words(own)}"
            self.diagnostics.append(codes.DEFAULT_CHECK_ONLY.at(step.key_span, message, hint="add `expect:`"))
        key = (kind.key, json.dumps(wanted))
        if key not in self._own_checks:
            self._own_checks[key] = default_checks(kind, wanted)
        return (*(check.at(step.key_span) for check in self._own_checks[key]), *expect)

    def _poll(self, step: Step, kind: StepKind[Any], parts: Parts) -> Poll | None:
        node = step.part("until")
        if node is None:
            return None
        until = self._checks(node, kind, parts)
        stop_if = self._checks(step.part("stop_if"), kind, parts)
        options = step.options
        parts.trees += [options.every, options.within]
        every = DEFAULT_EVERY_S if options.every is None else options.every
        within = DEFAULT_WITHIN_S if options.within is None else options.within
        return Poll(until, stop_if, every, within, span_of(step, "until"))

    def _volley(self, step: Step, kind: StepKind[Any], parts: Parts) -> Volley | None:
        race, burst = step.options.race, step.options.burst
        if race is not None:
            parts.trees.append(race)
            return Volley(race, None, is_even=False, subjects=kind.subjects, span=span_of(step, "race"))
        if burst is None:
            return None
        parts.trees += [burst.count, burst.within]
        return Volley(burst.count, burst.within, burst.evenly, kind.subjects, span_of(step, "burst"))

    def _collect(self, step: Step, kind: StepKind[Any], parts: Parts) -> Collection | None:
        options = step.options.collect
        if options is None or kind.messages is None:
            return None
        node = step.node.get("collect")
        until_node = node.get("until") if isinstance(node, MappingNode) else None
        until: tuple[Check, ...] = ()
        if isinstance(until_node, MappingNode):
            until = self._checks(until_node, replace(kind, subjects=kind.messages), parts)
        if until_node is not None and options.count is not None:
            message = "`collect` has both `until` and `count`"
            hint = "keep one of them; `max` bounds how many are taken"
            self.diagnostics.append(model_codes.BAD_VALUE.at(span_of(step, "collect"), message, hint=hint))
        parts.trees += [options.count, options.within, options.idle]
        return Collection(
            until=until,
            count=options.count,
            within_s=DEFAULT_WITHIN_S if options.within is None else options.within,
            idle_s=options.idle,
            max_count=options.max,
            allow_timeout=options.allow_timeout,
            messages=kind.messages,
            span=span_of(step, "collect"),
        )

    def _saves(self, step: Step, kind: StepKind[Any], parts: Parts) -> tuple[tuple[str, Reading], ...]:
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


def default_checks(kind: StepKind[Any], wanted: Mapping[str, object]) -> tuple[Check, ...]:
    """The checks that a kind makes by itself, compiled from their plain form."""
    if not wanted:
        return ()
    node = _as_node(wanted)
    assert isinstance(node, MappingNode)
    checks, problems = compile_checks(node, kind.subjects)
    assert not has_errors(problems), problems
    return checks


def _own_expectations(kind: StepKind[Any], step: Step) -> tuple[Mapping[str, object], bool]:
    """What a kind expects of an action by itself, and whether the action asks for that."""
    if kind.questions is not None and (questions := kind.questions(step.action)):
        return questions, True
    is_on_handle = kind.uses_handle is not None and kind.uses_handle(step.action) is not None
    return ({} if is_on_handle else kind.default_expect), False


def _as_node(tree: object) -> Node:
    """A plain value as a located node, in a text of its own: JSON is YAML."""
    node = compose(SourceText("<built in>", json.dumps(tree))).node
    assert node is not None
    return node


def span_of(step: Step, key: str) -> SourceSpan:
    """Where an option of a step stands; the step itself when it has none."""
    found = step.node.get(key)
    return step.key_span if found is None else found.span


def _words(default_expect: Mapping[str, object]) -> str:
    parts = []
    for name, matcher in default_expect.items():
        rules = matcher.items() if isinstance(matcher, dict) else [("eq", matcher)]
        parts += [f"`{name}` {operator} {operand}" for operator, operand in rules]
    return ", ".join(parts)

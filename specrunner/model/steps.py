"""Steps: the one action key, its model, and the options beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from ..source import Diagnostic, PluginError, did_you_mean
from ..source.codes import model as codes
from ..syntax import Entry, MappingNode, Node, ScalarNode, SequenceNode
from ..values import templated
from .base import SpecModel
from .errors import diagnose
from .step import FragmentCall, Kinds, KindShape, Step, StepOptions

M = TypeVar("M", bound=SpecModel)

STRUCTURAL_KINDS: Mapping[str, str] = {
    "parallel": "Runs the steps in it side by side.",
    "uses": "Runs the steps of a fragment file.",
}
OPTION_KEYS = tuple(field.alias or name for name, field in StepOptions.model_fields.items())
NODE_KEYS = ("expect", "until", "stop_if", "save")
STEP_KEYS = (*OPTION_KEYS, *NODE_KEYS, "undo", "dialogue")

ONLY_WITH = {"every": "until", "within": "until", "stop_if": "until", "max_parallel": "for_each"}
NOT_IN_UNDO = ("id", "needs", "for_each", "max_parallel", "race", "burst", "undo", "always", "save", "dialogue")
NOT_IN_DIALOGUE = (
    *("expect", "until", "stop_if", "every", "within", "retry", "undo", "timeout", "as", "collect", "save"),
    *("for_each", "max_parallel", "race", "burst"),
)
NOT_ON_GROUP = (
    *("expect", "until", "stop_if", "every", "within", "retry", "undo", "timeout", "as", "collect", "race", "burst"),
    "dialogue",
)
NOT_TOGETHER = {"burst": ("race",), "until": ("race", "burst"), "collect": ("race", "burst")}


class StepBinder:
    """Binds the steps of one document; problems go to `diagnostics`."""

    def __init__(self, kinds: Kinds, defaults: Mapping[str, dict[str, Any]], diagnostics: list[Diagnostic]) -> None:
        self.kinds = kinds
        self.defaults = defaults
        self.diagnostics = diagnostics

    def bind_list(self, holder: MappingNode, key: str) -> tuple[Step, ...]:
        """The steps under a key. `steps` itself must be there and not be empty."""
        entry = holder.entry(key)
        if entry is None:
            if key == "steps":
                span = holder.entries[0].key.span if holder.entries else holder.span
                self._add(codes.MISSING_KEY.at(span, "`steps` is missing", hint="add `steps:` with a list of steps"))
            return ()
        return self._list(entry.value, key, entry)

    def _list(self, node: Node, key: str, entry: Entry) -> tuple[Step, ...]:
        if not isinstance(node, SequenceNode):
            message = f"`{key}` is a list of steps"
            place = entry.key.span if isinstance(node, ScalarNode) and node.value is None else node.span
            self._add(codes.NO_STEPS.at(place, message, hint="begin each step with `- `"))
            return ()
        if not node.items:
            self._add(codes.NO_STEPS.at(node.span, f"`{key}` has no steps", hint="add a step, or take the key out"))
        bound = [self._step(item, is_undo=False) for item in node]
        return tuple(step for step in bound if step is not None)

    def _step(self, node: Node, *, is_undo: bool) -> Step | None:
        if not isinstance(node, MappingNode):
            hint = "write an action, like `- http: {get: /health}`"
            self._add(codes.NOT_A_MAP.at(node.span, "a step is a map", hint=hint))
            return None
        action_entry = self._action_entry(node)
        options = self._options(node)
        self._check_company(node, action_entry, is_undo=is_undo)
        if action_entry is None:
            return None
        undo_node = node.get("undo")
        undo = self._step(undo_node, is_undo=True) if undo_node is not None and not is_undo else None
        step = Step(node, options or StepOptions(), action_entry.name, action_entry.key.span, action_entry.value)
        return self._with_action(step, action_entry, undo)

    def _with_action(self, step: Step, entry: Entry, undo: Step | None) -> Step | None:
        common = (step.node, step.options, step.kind, step.key_span, step.action_node)
        if entry.name == "parallel":
            return Step(*common, children=self._list(entry.value, "parallel", entry))
        if entry.name == "uses":
            call = self._call(entry.value)
            return None if call is None else Step(*common, call=call)
        try:
            kind = self.kinds[entry.name]
        except PluginError as error:
            self._add(error.at(entry.key.span))
            return None
        if (lines := step.node.entry("dialogue")) is not None:
            return self._dialogue(step, kind, lines)
        action = self._action(kind, entry.value)
        return None if action is None else Step(*common, action=action, undo=undo)

    def _dialogue(self, step: Step, kind: KindShape, lines: Entry) -> Step | None:
        """A group of the steps that the lines stand for; they point at the lines."""
        if kind.expand_dialogue is None:
            message = f"`{kind.key}` has no dialogues"
            self._add(codes.MISPLACED_KEY.at(lines.key.span, message, hint=self._having("expand_dialogue")))
            return None
        for entry in step.node:
            if entry.name in NOT_IN_DIALOGUE:
                message = f"a dialogue has no `{entry.name}` of its own"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint="put it on the lines"))
        expanded = kind.expand_dialogue(step.action_node, lines.value)
        self.diagnostics.extend(expanded.diagnostics)
        bound = [self._step(node, is_undo=False) for node in expanded.steps]
        children = tuple(each for each in bound if each is not None)
        return replace(step, children=children, is_dialogue=True)

    def _action_entry(self, node: MappingNode) -> Entry | None:
        actions = [entry for entry in node if entry.name in self.kinds or entry.name in STRUCTURAL_KINDS]
        known = [*self.kinds, *STRUCTURAL_KINDS]
        for entry in node:
            if entry not in actions and entry.name not in STEP_KEYS:
                hint = did_you_mean(entry.name, [*known, *STEP_KEYS])
                self._add(codes.UNKNOWN_KEY.at(entry.key.span, f"unknown key `{entry.name}`", hint=hint))
        if not actions:
            if all(entry.name in STEP_KEYS for entry in node):
                span = node.entries[0].key.span if node.entries else node.span
                message = "the step has no action"
                self._add(codes.NO_ACTION.at(span, message, hint=f"add one of {', '.join(f'`{k}`' for k in known)}"))
            return None
        if len(actions) > 1:
            names = " and ".join(f"`{entry.name}`" for entry in actions)
            message = f"the step has {len(actions)} actions: {names}"
            self._add(codes.TWO_ACTIONS.at(actions[1].key.span, message, hint="make them two steps"))
        return actions[0]

    def _options(self, node: MappingNode) -> StepOptions | None:
        tree: dict[str, object] = {}
        for entry in node:
            if entry.name == "collect" and isinstance(entry.value, MappingNode) and not entry.value.entries:
                hint = "say how much to gather: `until`, `count` or `within`"
                self._add(codes.BAD_VALUE.at(entry.value.span, "`collect` is empty", hint=hint))
            if entry.name in OPTION_KEYS:
                tree[entry.name], problems = _option(entry)
                self.diagnostics.extend(problems)
            elif entry.name in (*NODE_KEYS, "undo") and not isinstance(entry.value, MappingNode):
                self._add(codes.NOT_A_MAP.at(entry.value.span, f"`{entry.name}` is a map"))
            elif entry.name == "save" and isinstance(entry.value, MappingNode) and not entry.value.entries:
                # Empty checks are told of where checks are compiled.
                hint = "name a value to keep, or take the key out"
                self._add(codes.BAD_VALUE.at(entry.value.span, "`save` is empty", hint=hint))
        return self._validate(StepOptions, tree, node)

    def _check_company(self, node: MappingNode, action: Entry | None, *, is_undo: bool) -> None:
        """Keys that stand where they have no meaning."""
        names = node.names()
        for entry in node:
            needed = ONLY_WITH.get(entry.name)
            if needed is not None and needed not in names:
                message = f"`{entry.name}` means nothing without `{needed}`"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint=f"add `{needed}`"))
            elif is_undo and entry.name in NOT_IN_UNDO:
                self._add(codes.MISPLACED_KEY.at(entry.key.span, f"an `undo` has no `{entry.name}`"))
            elif action is not None and action.name in STRUCTURAL_KINDS and entry.name in NOT_ON_GROUP:
                message = f"`{action.name}` has no `{entry.name}` of its own"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint="put it on the steps inside"))
            elif other := next((each for each in NOT_TOGETHER.get(entry.name, ()) if each in names), None):
                message = f"`{entry.name}` cannot stand beside `{other}`"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint="make them two steps"))
            elif entry.name == "collect" and action is not None and self.kinds[action.name].messages is None:
                message = f"`{action.name}` receives no messages to collect"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint=self._having("messages")))
            elif action is not None and action.name == "parallel" and entry.name == "save":
                message = "`parallel` saves nothing itself"
                self._add(codes.MISPLACED_KEY.at(entry.key.span, message, hint="put it on the steps inside"))

    def _having(self, what: str) -> str | None:
        known = [f"`{key}`" for key, kind in self.kinds.items() if getattr(kind, what) is not None]
        return f"{', '.join(known)} can" if known else None

    def _call(self, node: Node) -> FragmentCall | None:
        tree, problems = templated(node)
        self.diagnostics.extend(problems)
        return self._validate(FragmentCall, {"fragment": tree} if isinstance(tree, str) else tree, node)

    def _action(self, kind: KindShape, node: Node) -> SpecModel | None:
        tree, problems = templated(node)
        self.diagnostics.extend(problems)
        if kind.shorthand is not None and (kind.is_bare or not isinstance(node, MappingNode)):
            tree = {kind.shorthand: tree}
        if isinstance(tree, dict) and not _is_on_handle(kind, tree) and (defaults := self._defaults_of(kind)):
            tree = merge_defaults(defaults, tree, kind.merged_fields)
        return self._validate(kind.action, tree, node)

    def _defaults_of(self, kind: KindShape) -> Mapping[str, Any]:
        """The kind's own defaults over those that it borrows."""
        found: Mapping[str, Any] = {}
        for key, borrow in kind.borrows.items():
            found = merge_defaults(found, borrow(self.defaults.get(key, {})), kind.merged_fields)
        return merge_defaults(found, self.defaults.get(kind.key, {}), kind.merged_fields)

    def _validate(self, model: type[M], tree: object, node: Node) -> M | None:
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            self.diagnostics.extend(diagnose(error.errors(include_url=False), node, model))
            return None

    def _add(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)


def _option(entry: Entry) -> tuple[object, list[Diagnostic]]:
    """An option as a tree; checks stay nodes, since they are compiled with the subjects of the step's kind."""
    node = entry.value
    if entry.name != "collect" or not isinstance(node, MappingNode) or not isinstance(node.get("until"), MappingNode):
        return templated(node)
    parts = {part.name: ({}, []) if part.name == "until" else templated(part.value) for part in node}
    return {name: tree for name, (tree, _) in parts.items()}, [each for _, found in parts.values() for each in found]


def _is_on_handle(kind: KindShape, tree: Mapping[str, Any]) -> bool:
    """What works on an open handle needs nothing of what opening takes."""
    return kind.uses_handle is not None and kind.handle_field in tree


def merge_defaults(
    defaults: Mapping[str, Any], action: Mapping[str, Any], merged_fields: tuple[str, ...]
) -> dict[str, Any]:
    """The action over its defaults: field by field, and name by name (in any letter case) in `merged_fields`.

    A null takes a default out.
    """
    result = {**defaults, **action}
    for name, value in action.items():
        if value is None and name in defaults:
            del result[name]
    for name in merged_fields:
        under, over = defaults.get(name), action.get(name)
        if isinstance(under, dict) and isinstance(over, dict):
            given = {key.lower() for key in over}
            result[name] = {**{key: value for key, value in under.items() if key.lower() not in given}, **over}
    return result

"""Located nodes to bound documents. Every mistake is collected; nothing stops at the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from ..source import Diagnostic, SourceText, did_you_mean, whole_file
from ..source.codes import model as codes
from ..syntax import Entry, MappingNode, Node
from ..values import templated
from .base import SpecModel
from .document import Defaults, Fragment, FragmentHead, Spec, SpecHead
from .errors import diagnose
from .step import Kinds
from .steps import StepBinder

M = TypeVar("M", bound=SpecModel)

SPEC_PARTS = ("defaults", "setup", "steps", "teardown")


def bind_spec(node: Node | None, source: SourceText, kinds: Kinds) -> tuple[Spec | None, list[Diagnostic]]:
    """The spec in a document. None when it cannot be bound at all; diagnostics may come with a spec, too."""
    binder = _Binder(kinds)
    return binder.spec(node, source), binder.diagnostics


def bind_fragment(node: Node | None, source: SourceText, kinds: Kinds) -> tuple[Fragment | None, list[Diagnostic]]:
    """The fragment in a document, likewise."""
    binder = _Binder(kinds)
    return binder.fragment(node, source), binder.diagnostics


class _Binder:
    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.diagnostics: list[Diagnostic] = []

    def spec(self, node: Node | None, source: SourceText) -> Spec | None:
        document = self._document(node, source, "spec", "fragment")
        if document is None:
            return None
        head = self._head(SpecHead, document, SPEC_PARTS)
        defaults, action_defaults = self._defaults(document.get("defaults"))
        steps = StepBinder(self.kinds, action_defaults, self.diagnostics)
        bound = {part: steps.bind_list(document, part) for part in ("setup", "steps", "teardown")}
        return Spec(document, head, defaults, **bound) if head else None

    def fragment(self, node: Node | None, source: SourceText) -> Fragment | None:
        document = self._document(node, source, "fragment", "spec")
        if document is None:
            return None
        head = self._head(FragmentHead, document, ("steps",))
        steps = StepBinder(self.kinds, {}, self.diagnostics).bind_list(document, "steps")
        return Fragment(document, head, steps) if head else None

    def _document(self, node: Node | None, source: SourceText, key: str, other: str) -> MappingNode | None:
        if node is None:
            hint = f"begin with `{key}: a title`, then `steps:`"
            self.diagnostics.append(codes.EMPTY_DOCUMENT.at(whole_file(source.file), "the file is empty", hint=hint))
            return None
        if not isinstance(node, MappingNode):
            hint = f"begin with `{key}: a title`, then `steps:`"
            self.diagnostics.append(codes.NOT_A_MAP.at(node.span, f"a {key} is a map", hint=hint))
            return None
        if node.get(key) is None and (wrong := node.entry(other)) is not None:
            message = f"a {other} in a file named as a {key}"
            hint = f"name the file `*.{other}.yaml`, or begin with `{key}:`"
            self.diagnostics.append(codes.WRONG_DOCUMENT.at(wrong.key.span, message, hint=hint))
            return None
        return node

    def _head(self, model: type[M], document: MappingNode, parts: tuple[str, ...]) -> M | None:
        known = [field.alias or name for name, field in model.model_fields.items()]
        tree: dict[str, object] = {}
        for entry in document:
            if entry.name in known:
                tree[entry.name], problems = templated(entry.value)
                self.diagnostics.extend(problems)
            elif entry.name not in parts:
                hint = did_you_mean(entry.name, [*known, *parts])
                self.diagnostics.append(
                    codes.UNKNOWN_KEY.at(entry.key.span, f"unknown key `{entry.name}`", hint=hint)
                )
        return self._validate(model, tree, document)

    def _validate(self, model: type[M], tree: object, node: Node) -> M | None:
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            self.diagnostics.extend(diagnose(error.errors(include_url=False), node, model))
            return None

    def _defaults(self, node: Node | None) -> tuple[Defaults, Mapping[str, dict[str, Any]]]:
        if node is None:
            return Defaults(), {}
        if not isinstance(node, MappingNode):
            self.diagnostics.append(codes.NOT_A_MAP.at(node.span, "`defaults` is a map"))
            return Defaults(), {}
        common: dict[str, object] = {}
        for_kinds: dict[str, dict[str, Any]] = {}
        for entry in node:
            tree, problems = templated(entry.value)
            self.diagnostics.extend(problems)
            if entry.name in Defaults.model_fields:
                common[entry.name] = tree
            elif self._takes_defaults(entry):
                self._refuse_empty(entry)
                if self._are_good(self.kinds[entry.name].action, tree, entry.value):
                    assert isinstance(tree, dict)
                    for_kinds[entry.name] = tree
            else:
                takers = [key for key, kind in self.kinds.items() if kind.has_defaults]
                hint = did_you_mean(entry.name, [*Defaults.model_fields, *takers])
                self.diagnostics.append(
                    codes.BAD_DEFAULT.at(entry.key.span, f"there are no defaults for `{entry.name}`", hint=hint)
                )
        return self._validate(Defaults, common, node) or Defaults(), for_kinds

    def _refuse_empty(self, entry: Entry) -> None:
        """A map without a key is a slip here as it is in an action: it looks as if it said something."""
        for inner in entry.value if isinstance(entry.value, MappingNode) else ():
            if (
                inner.name in self.kinds[entry.name].merged_fields
                and isinstance(inner.value, MappingNode)
                and not inner.value.entries
            ):
                message, hint = f"`{inner.name}` is empty, so it says nothing", "give it a key, or take it out"
                self.diagnostics.append(codes.BAD_VALUE.at(inner.value.span, message, hint=hint))

    def _takes_defaults(self, entry: Entry) -> bool:
        """Looks only at the kind that is named: others need not be loaded."""
        return entry.name in self.kinds and self.kinds[entry.name].has_defaults

    def _are_good(self, model: type[SpecModel], tree: object, node: Node) -> bool:
        """Whether defaults fit the action's fields; that required ones are missing is no fault of defaults."""
        try:
            model.model_validate(tree)
        except ValidationError as error:
            errors = [each for each in error.errors(include_url=False) if each["type"] != "missing" and each["loc"]]
            if not isinstance(tree, dict):
                errors = error.errors(include_url=False)
            self.diagnostics.extend(diagnose(errors, node, model))
            return not errors
        return True

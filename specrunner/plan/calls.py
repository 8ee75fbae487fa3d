"""`uses`: a fragment put to use, with inputs that fit what it declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import FragmentInput, Step
from ..source import Diagnostic, did_you_mean
from ..source.codes import plan as codes
from ..syntax import Entry, MappingNode, ScalarNode
from .acts import Parts
from .fragments import Fragments
from .graph import Call
from .render import compile_tree, templates_of


def compile_call(step: Step, fragments: Fragments, parts: Parts, diagnostics: list[Diagnostic]) -> Call | None:
    """The call of a `uses` step; None, with a diagnostic, when its fragment cannot be used."""
    assert step.call is not None
    place = step.action_node
    if isinstance(place, MappingNode):
        place = place.get("fragment") or place
    fragment = fragments.find(step.call.fragment, place.span)
    parts.trees.append(step.call.inputs)
    if fragment is None:
        return None
    node = step.action_node.get("inputs") if isinstance(step.action_node, MappingNode) else None
    entries = {entry.name: entry for entry in node} if isinstance(node, MappingNode) else {}
    diagnostics.extend(_input_problems(step, fragment.inputs, entries))
    places = {name: entry.value.span for name, entry in entries.items()}
    saves: list[tuple[str, str]] = []
    for entry in step.part("save") or ():
        output = entry.value.value if isinstance(entry.value, ScalarNode) else None
        if not isinstance(output, str) or output not in fragment.outputs:
            message = f"the fragment has no output `{output}`"
            hint = did_you_mean(str(output), fragment.outputs)
            diagnostics.append(codes.UNKNOWN_OUTPUT.at(entry.value.span, message, hint=hint))
        else:
            saves.append((entry.name, output))
    inputs = step.call.inputs
    return Call(fragment, inputs, compile_tree(inputs), tuple(saves), places)


def _input_problems(
    step: Step, declared: Mapping[str, FragmentInput], entries: Mapping[str, Entry]
) -> Iterator[Diagnostic]:
    """Inputs that the fragment does not know, that are missing, or whose literal value has another type."""
    assert step.call is not None
    for name, value in step.call.inputs.items():
        if name not in declared:
            message = f"the fragment has no input `{name}`"
            yield codes.BAD_INPUT.at(entries[name].key.span, message, hint=did_you_mean(name, declared))
        elif not any(templates_of(value)) and (misfit := declared[name].misfit(value)) is not None:
            yield codes.BAD_INPUT.at(entries[name].value.span, f"the input `{name}` {misfit}")
    for name, wanted in declared.items():
        if wanted.is_required and name not in step.call.inputs:
            hint = f"add `inputs: {{{name}: ...}}`"
            yield codes.BAD_INPUT.at(step.action_node.span, f"the input `{name}` is missing", hint=hint)

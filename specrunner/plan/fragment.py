"""A bound fragment to a planned one, whoever uses it."""

from __future__ import annotations

from pathlib import Path

from ..lean import dataclass
from ..model import Defaults
from ..plugin import Registry
from ..source import Diagnostic, has_errors, whole_file
from .fragments import Fragments, FragmentStore, LoadedFragment
from .graph import PlannedFragment
from .names import Names, Place, resolve
from .outline import outline_steps
from .render import compile_tree, templates_of
from .rules import unused_handles, unused_inputs, unused_saves
from .steps import StepCompiler, make_offer


@dataclass(frozen=True, slots=True)
class FragmentCompiler:
    """Compiles fragments; what is wrong with them goes to `diagnostics`. `environment` are the variables set."""

    registry: Registry
    environment: frozenset[str]
    diagnostics: list[Diagnostic]

    def compile(self, loaded: LoadedFragment, inner: Fragments) -> PlannedFragment | None:
        """None when the fragment could not be bound."""
        fragment = loaded.fragment
        if fragment is None:
            return None
        outline = outline_steps((("steps", fragment.steps),), lambda step: make_offer(step, self.registry, inner))
        self.diagnostics.extend(outline.diagnostics)
        names = Names(outline=outline, inputs=frozenset(fragment.head.inputs), environment=self.environment)
        steps = StepCompiler(self.registry, names, Defaults(), inner, self.diagnostics)
        graph = steps.graph(fragment.steps)
        outputs = fragment.head.outputs
        references = [reference for template in templates_of(outputs) for reference in template.references]
        resolved = resolve(references, names, Place(sees_all=True))
        self.diagnostics.extend(resolved.diagnostics)
        if not has_errors(self.diagnostics):
            self.diagnostics.extend(unused_saves(outline))
            self.diagnostics.extend(unused_handles(outline))
            self.diagnostics.extend(unused_inputs(fragment, names.used_inputs))
        return PlannedFragment(
            title=fragment.head.fragment,
            file=loaded.source.file,
            base=loaded.path.parent,
            inputs=fragment.head.inputs,
            graph=steps.connect(graph),
            outputs=outputs,
            render_outputs=compile_tree(outputs),
            output_reads=tuple(resolved.reads.items()),
        )


def check_fragment(
    path: Path, shown: str, registry: Registry, store: FragmentStore, environment: frozenset[str]
) -> tuple[Diagnostic, ...]:
    """What is wrong with a fragment that no spec uses, and so nobody would ever hear of."""
    diagnostics: list[Diagnostic] = []
    compiler = FragmentCompiler(registry, environment, diagnostics)
    Fragments(store, path.parent, (), compiler.compile, diagnostics, {}).find(path.name, whole_file(shown))
    return tuple(diagnostics)

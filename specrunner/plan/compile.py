"""Bound documents to planned specs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from ..lean import dataclass
from ..model import Spec
from ..plugin import Registry
from ..source import Diagnostic, SourceSpan, SourceText, has_errors
from ..source.codes import plan as codes
from ..syntax import MappingNode, locate
from ..values import FUNCTIONS
from .fragment import FragmentCompiler
from .fragments import Fragments, FragmentStore
from .graph import PlannedService, PlannedSpec, PlannedVar
from .matrix import matrix_rows, row_labels, unused_axes
from .names import Names, Place, Resolved, resolve
from .outline import RESERVED, outline_steps
from .render import compile_tree, local_names_of, references_of, templates_of
from .rules import unused_handles, unused_saves
from .services import service_problems
from .steps import StepCompiler, make_offer


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the world before the run: set environment variables, secrets that have a value, and the vars
    of the project, which every spec can read and which win over its own; `secret_troubles` say by name why a secret
    has no value."""

    environment: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    vars: tuple[str, ...] = ()
    secret_troubles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompiledSpec:
    """The rows of one spec file, and what is to be said of it."""

    rows: tuple[PlannedSpec, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str] = field(default_factory=dict)


def compile_spec(
    spec: Spec, source: SourceText, base: Path, registry: Registry, store: FragmentStore, around: Surroundings
) -> CompiledSpec:
    """One bound spec to its planned rows. `base` is its folder; `store` shares fragments between specs."""
    compiler = _SpecCompiler(spec, source, base, registry, store, around)
    rows = compiler.compile()
    return CompiledSpec(rows, tuple(compiler.diagnostics), compiler.sources)


class _SpecCompiler:
    def __init__(
        self,
        spec: Spec,
        source: SourceText,
        base: Path,
        registry: Registry,
        store: FragmentStore,
        around: Surroundings,
    ) -> None:
        self.spec = spec
        self.source = source
        self.base = base
        self.registry = registry
        self.around = around
        self.diagnostics: list[Diagnostic] = []
        self.sources: dict[str, str] = {source.file: source.text}
        compiler = FragmentCompiler(registry, around.environment, self.diagnostics)
        self.fragments = Fragments(store, base, (), compiler.compile, self.diagnostics, self.sources)

    def compile(self) -> tuple[PlannedSpec, ...]:
        spec, head = self.spec, self.spec.head
        rows = self._rows()
        phases = (("setup", spec.setup), ("steps", spec.steps), ("teardown", spec.teardown))
        outline = outline_steps(phases, lambda step: make_offer(step, self.registry, self.fragments))
        self.diagnostics.extend(outline.diagnostics)
        names = Names(
            outline=outline,
            vars=(*head.vars, *(name for name in self.around.vars if name not in head.vars)),
            secrets=frozenset(secret.name for secret in head.secrets),
            services=tuple(head.services),
            matrix=None if head.matrix is None else frozenset(rows[0] if rows else ()),
            environment=self.around.environment,
        )
        services = self._services(names)
        variables = self._vars(names)
        steps = StepCompiler(
            self.registry, names, spec.defaults, self.fragments, self.diagnostics, services=head.services
        )
        graphs = [steps.graph(part) for _, part in phases]
        setup, main, teardown = [steps.connect(graph) for graph in graphs]
        self._check_secrets()
        self._check_rules(names, steps)
        planned = PlannedSpec(
            id=self.source.file,
            title=head.spec,
            file=self.source.file,
            base=self.base,
            tags=(*head.tags, *_step_tags(spec)),
            span=spec.node.entries[0].key.span,
            setup=setup,
            steps=main,
            teardown=teardown,
            vars=variables,
            services=services,
            secrets=tuple((secret.name, secret.env or secret.name) for secret in head.secrets),
            locks=tuple(sorted(set(head.locks))),
            timeout_s=head.timeout,
            teardown_timeout_s=head.teardown_timeout,
            known_failure=head.known_failure,
            sources=self.sources,
        )
        if head.matrix is None:
            return (planned,)
        labels = row_labels(rows)
        return tuple(
            replace(planned, id=f"{planned.id}[{label}]", matrix=row) for label, row in zip(labels, rows, strict=True)
        )

    def _rows(self) -> list[dict[str, Any]]:
        matrix, node = self.spec.head.matrix, self.spec.node.get("matrix")
        if matrix is None or node is None:
            return [{}]
        for template in templates_of(matrix):
            message = "a matrix is worked out before the run and has no expressions"
            self.diagnostics.append(codes.BAD_MATRIX.at(template.span, message))
            return []
        rows, problems = matrix_rows(matrix, node, self.fragments.read)
        self.diagnostics.extend(problems)
        return rows

    def _vars(self, names: Names) -> tuple[PlannedVar, ...]:
        found: list[PlannedVar] = []
        waits: set[str] = set()
        for name, value in self.spec.head.vars.items():
            self._check_name(name, self._span("vars", name))
            resolved = self._resolve(
                value, names, Place(vars_before=(*self.around.vars, *(var.name for var in found)))
            )
            reads_late = any(str(t.path[0]) in waits for template in templates_of(value) for t in template.references)
            needs_services = resolved.reads_services or reads_late
            if needs_services:
                waits.add(name)
            found.append(PlannedVar(name, value, compile_tree(value), needs_services))
        return tuple(found)

    def _services(self, names: Names) -> tuple[PlannedService, ...]:
        found: list[PlannedService] = []
        for name, service in self.spec.head.services.items():
            span = self._span("services", name)
            self.diagnostics.extend(
                service_problems(name, service, locate(self.spec.node, ("services", name)), self.fragments.read)
            )
            before = tuple(each.name for each in found)
            early_vars = names.vars
            local = tuple(dict.fromkeys(local_names_of(service)))
            place = Place(has_port=True, vars_before=early_vars, services_before=before, local_names=local)
            self._resolve(service, names, place)
            found.append(PlannedService(name, service, compile_tree(service), span))
        return tuple(found)

    def _resolve(self, tree: object, names: Names, place: Place) -> Resolved:
        resolved = resolve(references_of(tree), names, place)
        self.diagnostics.extend(resolved.diagnostics)
        return resolved

    def _check_name(self, name: str, span: SourceSpan) -> None:
        if name in RESERVED or name in FUNCTIONS:
            what = "means something in every expression" if name in RESERVED else "is a function"
            message = f"`{name}` {what} and cannot be the name of a var"
            self.diagnostics.append(codes.RESERVED_NAME.at(span, message))

    def _check_secrets(self) -> None:
        node = self.spec.node.get("secrets")
        for index, secret in enumerate(self.spec.head.secrets):
            variable = secret.env or secret.name
            if variable not in self.around.secrets and node is not None:
                trouble = self.around.secret_troubles.get(variable)
                message = f"the secret `{secret.name}` has no value" + (f": {trouble}" if trouble else "")
                hint = f"set the environment variable `{variable}`, or give it under `secrets` in the settings"
                if trouble:
                    hint = f"mend what the settings say of `{variable}` under `secrets`, or what it names"
                place = locate(node, (index,))
                self.diagnostics.append(codes.MISSING_SECRET.at(place.span, message, hint=hint))

    def _check_rules(self, names: Names, steps: StepCompiler) -> None:
        matrix, node = self.spec.head.matrix, self.spec.node.get("matrix")
        axes = [] if matrix is None or node is None else list(unused_axes(matrix, node, names.used_axes))
        if has_errors(self.diagnostics):
            self.diagnostics.extend(axis for axis in axes if has_errors([axis]))
        else:
            # A slip in a name is said once, where it was made; that the right name is unused follows from it.
            for name in self.spec.head.vars:
                if name not in names.used_vars:
                    message = f"nothing reads the var `{name}`"
                    self.diagnostics.append(codes.UNUSED_VAR.at(self._span("vars", name), message))
            self.diagnostics.extend(unused_saves(names.outline))
            self.diagnostics.extend(unused_handles(names.outline))
            self.diagnostics.extend(axes)
        uses_fragments = any(entry.step.kind == "uses" for entry in names.outline.entries.values())
        if not steps.explicit_checks and not uses_fragments and self.spec.steps:
            kinds = {entry.step.kind for entry in names.outline.entries.values()}
            if not any(self.registry.kinds[kind].default_expect for kind in kinds if kind in self.registry.kinds):
                message = "no step of this spec checks anything"
                self.diagnostics.append(
                    codes.NOTHING_CHECKED.at(self._span("steps"), message, hint="add `expect:` to a step")
                )

    def _span(self, *path: str) -> SourceSpan:
        """The key at a path of the document."""
        holder = locate(self.spec.node, path[:-1])
        entry = holder.entry(path[-1]) if isinstance(holder, MappingNode) else None
        return entry.key.span if entry else holder.span


def _step_tags(spec: Spec) -> tuple[str, ...]:
    tags = [tag for step in (*spec.setup, *spec.steps, *spec.teardown) for tag in step.options.tags]
    return tuple(dict.fromkeys(tag for tag in tags if tag not in spec.head.tags))

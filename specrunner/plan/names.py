"""What each name in an expression stands for, worked out before the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from ..lean import dataclass
from ..source import Code, Diagnostic, SourceSpan, did_you_mean
from ..source.codes import plan as codes
from ..values import FUNCTIONS, Reference
from .outline import Entry, Outline


@dataclass(slots=True)
class Names:
    """The names of one document. What was read is noted, so that what never is can be told.

    `inputs` is None in a spec, `matrix` None without one, and empty when it could not be worked out; `environment`
    are the variables that are set.
    """

    outline: Outline
    vars: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    matrix: frozenset[str] | None = None
    inputs: frozenset[str] | None = None
    environment: frozenset[str] = frozenset()
    used_vars: set[str] = field(default_factory=set)
    used_inputs: set[str] = field(default_factory=set)
    used_axes: set[str] = field(default_factory=set)

    def roots(self, *, has_item: bool) -> list[str]:
        """Every first name that could stand in an expression of this document."""
        given = {"secrets": self.secrets, "matrix": self.matrix, "inputs": self.inputs, "services": self.services}
        found = [*self.vars, *self.outline.saved_names(), "steps", "env", *(name for name in given if given[name])]
        return [*found, "item", "index"] if has_item else found


@dataclass(slots=True)
class Place:
    """Where an expression stands: the step (None: outside the steps), and what is special there.

    `local_names`: what the templates of some of its fields are given besides.
    `has_index`: only `index` of the two that a loop has.
    `may_read_self`: the step's own answer is at hand (undo). `vars_before`: only these vars exist yet (None: all).
    """

    entry: Entry | None = None
    has_item: bool = False
    has_index: bool = False
    has_port: bool = False
    may_read_self: bool = False
    sees_all: bool = False
    local_names: tuple[str, ...] = ()
    vars_before: tuple[str, ...] | None = None
    services_before: tuple[str, ...] | None = None


@dataclass(slots=True)
class Resolved:
    """What a step reads of others: `reads` bare name to step id; `upstream` the ids of all steps that are read."""

    reads: dict[str, str] = field(default_factory=dict)
    upstream: dict[str, Reference] = field(default_factory=dict)
    reads_services: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list)


def resolve(references: Iterable[Reference], names: Names, place: Place) -> Resolved:
    """What `references` at `place` stand for; diagnostics for those that stand for nothing."""
    resolved = Resolved()
    for reference in references:
        _Resolver(names, place, resolved).resolve(reference)
    return resolved


def resolve_handle(step_id: str, span: SourceSpan, kind: str, names: Names, place: Place, resolved: Resolved) -> None:
    """The step whose handle is used at `span`: an edge like any other, and diagnostics where it leaves none."""
    openers = names.outline.openers(kind)
    entry = names.outline.entries.get(step_id)
    say = resolved.diagnostics.append
    if entry is None or entry.step.options.id is None:
        hint = did_you_mean(step_id, openers) if openers else f"no `{kind}` step here leaves anything open"
        say(codes.UNKNOWN_STEP.at(span, f"there is no step `{step_id}`", hint=hint))
    elif entry.step.kind != kind:
        message = f"step `{step_id}` is of the kind `{entry.step.kind}`, not `{kind}`"
        say(codes.NO_HANDLE.at(span, message, hint=did_you_mean(step_id, openers) if openers else None))
    elif not entry.is_opener:
        message = f"step `{step_id}` leaves nothing open"
        say(codes.NO_HANDLE.at(span, message, hint=did_you_mean(step_id, openers) if openers else None))
    elif not _Resolver(names, place, resolved).is_upstream(entry):
        message = "a step cannot work on itself" if entry is place.entry else f"`{step_id}` runs later than this"
        mend = None if entry is place.entry else f"move step `{step_id}` up, or add `needs: [{step_id}]`"
        say(codes.FORWARD_REFERENCE.at(span, message, hint=mend))
    else:
        entry.is_opener_used = True
        if entry is not place.entry:
            resolved.upstream.setdefault(step_id, Reference(("steps", step_id), span))


class _Resolver:
    def __init__(self, names: Names, place: Place, resolved: Resolved) -> None:
        self.names = names
        self.place = place
        self.resolved = resolved

    def resolve(self, reference: Reference) -> None:
        root = str(reference.path[0])
        special = {
            "steps": self._step,
            "env": self._environment,
            "secrets": self._secret,
            "matrix": self._matrix,
            "services": self._service,
            "inputs": self._input,
        }.get(root)
        if special is not None:
            special(reference)
        elif root in ("item", "index"):
            if not self.place.has_item and not (root == "index" and self.place.has_index):
                also = ", `race` or `burst`" if root == "index" else ""
                self._say(codes.NOT_HERE, reference, f"`{root}` exists only in a step with `for_each`{also}")
        elif root == "port" and self.place.has_port:
            return
        elif root in self.names.vars:
            self._var(root, reference)
        else:
            self._saved(root, reference)

    def _say(self, code: Code, reference: Reference, message: str, hint: str | None = None) -> None:
        self.resolved.diagnostics.append(code.at(reference.span, message, hint=hint))

    def _var(self, name: str, reference: Reference) -> None:
        self.names.used_vars.add(name)
        before = self.place.vars_before
        if before is not None and name not in before:
            self._say(codes.FORWARD_REFERENCE, reference, f"`{name}` is worked out later", "move it up")

    def _saved(self, name: str, reference: Reference) -> None:
        savers = self.names.outline.savers(name)
        if not savers or self.place.vars_before is not None or self.place.has_port:
            roots = self.names.roots(has_item=self.place.has_item)
            hint = did_you_mean(name, [*self.place.local_names, *roots])
            if name in FUNCTIONS:
                hint = f"call it: `{FUNCTIONS[name].signature}`"
            self._say(codes.UNDEFINED_NAME, reference, f"nothing defines `{name}`", hint)
            return
        upstream = [entry for entry in savers if self.is_upstream(entry)]
        for entry in upstream or savers:
            entry.used.add(name)
        if not upstream:
            later = savers[0]
            if later is self.place.entry:
                self._say(codes.FORWARD_REFERENCE, reference, f"`{name}` is saved by this very step, once it is done")
                return
            message = f"`{name}` is used before its capture"
            hint = f"move step `{later.id}` up, or add `needs: [{later.id}]`"
            self._say(codes.FORWARD_REFERENCE, reference, message, hint)
        elif len(upstream) > 1:
            ids = ", ".join(f"`steps.{entry.id}.{name}`" for entry in upstream)
            self._say(codes.AMBIGUOUS_NAME, reference, f"{len(upstream)} steps save `{name}`", f"say which: {ids}")
        else:
            self._read(upstream[0], reference)
            self.resolved.reads[name] = upstream[0].id

    def _step(self, reference: Reference) -> None:
        ids = self.names.outline.written_ids()
        step_id = reference.path[1] if len(reference.path) > 1 else None
        entry = self.names.outline.entries.get(step_id) if isinstance(step_id, str) else None
        if entry is None or entry.id not in ids:
            message = f"there is no step `{step_id}`" if step_id is not None else "`steps` needs the id of a step"
            hint = did_you_mean(str(step_id), ids) if step_id is not None else f"ids here: {', '.join(ids) or 'none'}"
            self._say(codes.UNKNOWN_STEP, reference, message, hint)
            return
        if not self.is_upstream(entry):
            is_self = entry is self.place.entry
            message = "a step cannot read itself" if is_self else f"`{entry.id}` runs later than this"
            mend = None if is_self else f"move step `{entry.id}` up, or add `needs: [{entry.id}]`"
            self._say(codes.FORWARD_REFERENCE, reference, message, mend)
            return
        if len(reference.path) > 2:
            field_name = str(reference.path[2])
            entry.used.add(field_name)
            if field_name not in entry.saves and field_name not in entry.fields:
                known = [*entry.saves, *entry.fields]
                message = f"step `{entry.id}` has no `{field_name}`"
                self._say(codes.UNKNOWN_FIELD, reference, message, did_you_mean(field_name, known))
        else:
            entry.used.update(entry.saves)
        self._read(entry, reference)

    def _read(self, entry: Entry, reference: Reference) -> None:
        if entry is not self.place.entry:
            self.resolved.upstream.setdefault(entry.id, reference)

    def is_upstream(self, entry: Entry) -> bool:
        """Whether the step has ended, by the order of the file or by `needs`, before what stands at this place."""
        if self.place.sees_all:
            return not entry.is_hidden
        reader = self.place.entry
        if reader is None:
            return False
        if entry is reader:
            return self.place.may_read_self
        shares_loop = entry.chain == reader.chain[: len(entry.chain)]
        if entry.is_hidden and not shares_loop:
            return False
        if entry.id in reader.chain or reader.id in entry.chain:
            return False
        # A reference is an edge of its own, so an earlier step may be read by one out of line, too.
        return entry.order < reader.order or entry.id in self.names.outline.needs_closure(reader)

    def _environment(self, reference: Reference) -> None:
        name = reference.path[1] if len(reference.path) > 1 else None
        if not isinstance(name, str):
            self._say(codes.MISSING_ENVIRONMENT, reference, "`env` needs the name of a variable: `env.HOME`")
        elif name not in self.names.environment and not reference.is_guarded:
            hint = f'set it, or write `has(env.{name}) ? env.{name} : "default"`'
            self._say(codes.MISSING_ENVIRONMENT, reference, f"the environment has no `{name}`", hint)

    def _secret(self, reference: Reference) -> None:
        if self.names.inputs is not None:
            hint = "give it to the fragment as an input"
            self._say(codes.NOT_HERE, reference, "a fragment sees no secrets", hint)
            return
        name = str(reference.path[1]) if len(reference.path) > 1 else ""
        if not name:
            message = "`secrets` needs the name of a secret"
            self._say(codes.UNDECLARED_SECRET, reference, message, "say which: `secrets.NAME`")
        elif name not in self.names.secrets:
            hint = f"add `secrets: [{name}]` to the spec"
            self._say(codes.UNDECLARED_SECRET, reference, f"the secret `{name}` is not declared", hint)

    def _matrix(self, reference: Reference) -> None:
        axes = self.names.matrix
        name = str(reference.path[1]) if len(reference.path) > 1 else None
        if axes is None:
            self._say(codes.NOT_HERE, reference, "the spec has no matrix", "add `matrix:`")
        elif axes and name is not None and name not in axes:
            self._say(codes.UNDEFINED_NAME, reference, f"the matrix has no `{name}`", did_you_mean(name, axes))
        else:
            self.names.used_axes.update(axes if name is None else (name,))

    def _service(self, reference: Reference) -> None:
        self.resolved.reads_services = True
        if self.names.inputs is not None:
            return  # a fragment sees the services of whoever uses it, so only the run can tell
        before = self.place.services_before
        known = self.names.services if before is None else before
        name = str(reference.path[1]) if len(reference.path) > 1 else ""
        if not name:
            message = "`services` needs the name of a service"
            hint = f"as in `services.{known[0]}.url`" if known else "the spec has none; add `services:`"
            self._say(codes.UNKNOWN_SERVICE, reference, message, hint)
        elif name not in known:
            is_later = name in self.names.services
            message = f"the service `{name}` starts later" if is_later else f"there is no service `{name}`"
            self._say(codes.UNKNOWN_SERVICE, reference, message, did_you_mean(name, known))
        elif len(reference.path) > 2 and reference.path[2] not in ("url", "port", "host"):
            hint = did_you_mean(str(reference.path[2]), ("url", "port", "host"))
            self._say(codes.UNKNOWN_FIELD, reference, f"a service has no `{reference.path[2]}`", hint)

    def _input(self, reference: Reference) -> None:
        inputs = self.names.inputs
        name = str(reference.path[1]) if len(reference.path) > 1 else None
        if inputs is None:
            self._say(codes.NOT_HERE, reference, "`inputs` exist only in a fragment")
        elif name is None:
            self.names.used_inputs.update(inputs)
        elif name not in inputs:
            self._say(
                codes.UNDEFINED_NAME, reference, f"the fragment has no input `{name}`", did_you_mean(name, inputs)
            )
        else:
            self.names.used_inputs.add(name)


def edges(
    outline: Outline, upstream: Mapping[str, Iterable[str]]
) -> dict[tuple[tuple[str, ...], str], dict[str, None]]:
    """For each step (by its chain of groups and id) the ids in the same graph that must have ended before it.

    `upstream` holds, for each id, those of the steps it reads. A read across groups is an edge between the groups.
    """
    after: dict[tuple[tuple[str, ...], str], dict[str, None]] = {}
    last: dict[tuple[str, tuple[str, ...]], str] = {}
    for entry in outline.entries.values():
        found = after.setdefault((entry.chain, entry.id), {})
        in_line = entry.needs is None and (not entry.chain or outline.entries[entry.chain[-1]].step.is_dialogue)
        if in_line:
            if (previous := last.get((entry.phase, entry.chain))) is not None:
                found[previous] = None
            last[(entry.phase, entry.chain)] = entry.id
    for entry in outline.entries.values():
        for target_id in (*(entry.needs or ()), *upstream.get(entry.id, ())):
            target = outline.entries.get(target_id)
            if target is None or target.phase != entry.phase:
                continue
            source_path, target_path = (*entry.chain, entry.id), (*target.chain, target.id)
            depth = next((i for i, (a, b) in enumerate(zip(source_path, target_path, strict=False)) if a != b), None)
            if depth is not None:
                after[(source_path[:depth], source_path[depth])][target_path[depth]] = None
    return after

"""Everything that can be known before the first byte is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from ..lean import dataclass
from ..plan import FragmentStore, PlannedSpec, Surroundings, check_fragment, compile_spec
from ..plugin import Registry
from ..source import Diagnostic, SourceText
from ..syntax import Limits
from .collect import collect
from .deviations import DeviationFiles
from .library import FileLibrary


@dataclass(frozen=True, slots=True)
class Prepared:
    """Planned specs and what is to be said of their files. `sources` hold the texts that diagnostics point into;
    `reads` are the files that specs name, as folder and name."""

    specs: tuple[PlannedSpec, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceText]
    file_count: int
    reads: frozenset[tuple[Path, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """What preparing may know of the outside. `root` is the folder that specs may read; `secrets` are the names of
    those that have a value, `secret_troubles` say by name why others have none."""

    cwd: Path
    root: Path
    environment: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    secret_troubles: Mapping[str, str] = field(default_factory=dict)
    vars: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class _Gathered:
    specs: list[PlannedSpec] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def prepare(paths: Sequence[Path], registry: Registry, world: World) -> Prepared:
    """Reads, binds and plans every spec under `paths`. Fragments that no spec uses are checked as well."""
    collected = collect(paths, world.cwd)
    library = FileLibrary(registry.kinds, world.cwd, world.root, world.limits)
    store = FragmentStore(library)
    around = Surroundings(world.environment, world.secrets, world.vars, world.secret_troubles)
    gathered = _Gathered(diagnostics=list(collected.diagnostics))
    deviations = DeviationFiles(library)
    for file in collected.files:
        loaded = library.load_spec(file)
        gathered.diagnostics.extend(loaded.diagnostics)
        if loaded.spec is None:
            continue
        base = file.path.parent.resolve()
        compiled = compile_spec(loaded.spec, loaded.source, base, registry, store, around)
        gathered.diagnostics.extend(compiled.diagnostics)
        gathered.specs.extend(deviations.applied(compiled.rows, file.path))
    for file in collected.fragments:
        path = file.path.resolve()
        if path not in store.loaded:
            gathered.diagnostics.extend(check_fragment(path, file.shown, registry, store, world.environment))
    gathered.diagnostics.extend(deviations.diagnostics)
    diagnostics = sorted(dict.fromkeys(gathered.diagnostics), key=lambda each: (each.span.file, each.span.line))
    reads = frozenset(library.reads)
    return Prepared(tuple(gathered.specs), tuple(diagnostics), library.sources, len(collected.files), reads)

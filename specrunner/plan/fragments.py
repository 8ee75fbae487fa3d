"""Fragments: found by path, compiled once, never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Protocol

from ..lean import dataclass
from ..model import Fragment
from ..source import Diagnostic, SourceSpan, SourceText
from ..source.codes import plan as codes
from .graph import PlannedFragment


@dataclass(frozen=True, slots=True)
class LoadedFragment:
    """A fragment file as bound. `path` is resolved, so that one file is one fragment."""

    path: Path
    source: SourceText
    fragment: Fragment | None
    diagnostics: tuple[Diagnostic, ...]


class Library(Protocol):
    """The files that specs name. Both raise OSError; what is wrong inside a fragment comes back as diagnostics."""

    def load_fragment(self, base: Path, name: str) -> LoadedFragment: ...

    def read(self, base: Path, name: str) -> bytes: ...


@dataclass(slots=True)
class FragmentStore:
    """All fragments of a run, by path. None stands for one that cannot be used (said once, where it stands)."""

    library: Library
    planned: dict[Path, PlannedFragment | None] = field(default_factory=dict)
    sources: dict[Path, dict[str, str]] = field(default_factory=dict)
    loaded: dict[Path, LoadedFragment] = field(default_factory=dict)


@dataclass(slots=True)
class Fragments:
    """The fragments as one document sees them. `stack` are the files that are being compiled, outermost first."""

    store: FragmentStore
    base: Path
    stack: tuple[Path, ...]
    compile: Callable[[LoadedFragment, Fragments], PlannedFragment | None]
    diagnostics: list[Diagnostic]
    sources: dict[str, str]

    def read(self, name: str) -> bytes:
        """A file that the document names, relative to it. Raises OSError."""
        return self.store.library.read(self.base, name)

    def output_names(self, name: str) -> tuple[str, ...]:
        """The outputs a fragment declares; none when it cannot be read (that is said by `find`)."""
        loaded = self._load(name)
        return tuple(loaded.fragment.head.outputs) if loaded and loaded.fragment else ()

    def find(self, name: str, span: SourceSpan) -> PlannedFragment | None:
        """The fragment named at `span`, compiled on first use; None, with a diagnostic, when that fails."""
        loaded = self._load(name)
        if loaded is None:
            hint = "the path is relative to this file"
            self.diagnostics.append(codes.NO_FRAGMENT.at(span, f"`{name}` cannot be read", hint=hint))
            return None
        if loaded.path in self.stack:
            files = [*self.stack[self.stack.index(loaded.path) :], loaded.path]
            path = " → ".join(each.name for each in files)
            self.diagnostics.append(codes.FRAGMENT_CYCLE.at(span, f"fragments use each other: {path}"))
            return None
        if loaded.path not in self.store.planned:
            inner_sources: dict[str, str] = {loaded.source.file: loaded.source.text}
            inner = Fragments(
                self.store,
                loaded.path.parent,
                (*self.stack, loaded.path),
                self.compile,
                self.diagnostics,
                inner_sources,
            )
            self.diagnostics.extend(loaded.diagnostics)
            self.store.planned[loaded.path] = self.compile(loaded, inner)
            self.store.sources[loaded.path] = inner_sources
        self.sources.update(self.store.sources.get(loaded.path, {}))
        return self.store.planned[loaded.path]

    def _load(self, name: str) -> LoadedFragment | None:
        try:
            path = (self.base / name).resolve()
            if path not in self.store.loaded:
                self.store.loaded[path] = self.store.library.load_fragment(self.base, name)
            return self.store.loaded[path]
        except OSError:
            return None

"""Files to bound documents."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from ..lean import dataclass
from ..model import Kinds, Spec, bind_fragment, bind_spec
from ..plan import LoadedFragment
from ..source import Diagnostic, DiagnosticError, SourceText, whole_file
from ..source.codes import run as codes
from ..syntax import Limits, compose, read_source
from .collect import SpecFile, shown_name


@dataclass(frozen=True, slots=True)
class LoadedSpec:
    """One spec file as bound; `spec` is None when it could not be."""

    source: SourceText
    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class FileLibrary:
    """The files of a run. `root` is the folder that may be read; `sources` keep what messages point into; `reads` are
    the files that documents name, as folder and name, whether they are there or not."""

    kinds: Kinds
    cwd: Path
    root: Path
    limits: Limits = field(default_factory=Limits)
    sources: dict[str, SourceText] = field(default_factory=dict)
    reads: set[tuple[Path, str]] = field(default_factory=set)

    def load_spec(self, file: SpecFile) -> LoadedSpec:
        """Reads, composes and binds one spec file; whatever is wrong comes back as diagnostics."""
        try:
            source = read_source(file.path, file.shown, self.limits)
        except DiagnosticError as error:
            return LoadedSpec(SourceText(file.shown, ""), None, error.diagnostics)
        except OSError as error:
            return LoadedSpec(SourceText(file.shown, ""), None, (_unreadable(file.shown, error),))
        self.sources[file.shown] = source
        composed = compose(source)
        if composed.diagnostics:
            return LoadedSpec(source, None, composed.diagnostics)
        spec, problems = bind_spec(composed.node, source, self.kinds)
        return LoadedSpec(source, spec, tuple(problems))

    def load_fragment(self, base: Path, name: str) -> LoadedFragment:
        """Raises OSError when the file cannot be opened or lies outside of the root."""
        path = self._inside(base, name)
        shown = shown_name(path, self.cwd)
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file", name)
        try:
            source = read_source(path, shown, self.limits)
        except DiagnosticError as error:
            return LoadedFragment(path, SourceText(shown, ""), None, error.diagnostics)
        self.sources[shown] = source
        composed = compose(source)
        if composed.diagnostics:
            return LoadedFragment(path, source, None, composed.diagnostics)
        fragment, problems = bind_fragment(composed.node, source, self.kinds)
        return LoadedFragment(path, source, fragment, tuple(problems))

    def read(self, base: Path, name: str) -> bytes:
        path = self._inside(base, name)
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file", name)
        return path.read_bytes()

    def _inside(self, base: Path, name: str) -> Path:
        self.reads.add((base, name))
        root = self.root if base.resolve().is_relative_to(self.root) else base.resolve()
        path = (base / name).resolve()
        if not path.is_relative_to(root):
            raise PermissionError(13, f"it lies outside of {root}", name)
        return path


def _unreadable(shown: str, error: OSError) -> Diagnostic:
    return codes.UNREADABLE_FILE.at(whole_file(shown), f"cannot be opened: {error.strerror or error}")

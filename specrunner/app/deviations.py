"""Finding `deviations.yaml`: beside a spec, and in the folders above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from ..lean import dataclass
from ..plan import PlannedSpec, with_deviations
from ..source import Diagnostic, DiagnosticError, did_you_mean, whole_file
from ..source.codes import run as codes
from ..syntax import compose, locate, read_source
from .collect import SPEC_SUFFIXES, shown_name
from .library import FileLibrary

if TYPE_CHECKING:
    from ..model import LocatedDeviation

FILE_NAME = "deviations.yaml"


@dataclass(slots=True)
class DeviationFiles:
    """The deviations of a project, each file read once. `diagnostics` is what is wrong with them."""

    library: FileLibrary
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _by_folder: dict[Path, tuple[LocatedDeviation, ...]] = field(default_factory=dict)

    def applied(self, rows: tuple[PlannedSpec, ...], path: Path) -> tuple[PlannedSpec, ...]:
        """The rows of the spec at `path`, with what is known of it."""
        wanted = path.resolve()
        found = [
            each
            for folder in self._folders(wanted.parent)
            for each in self._of(folder)
            if (folder / each.fields.spec).resolve() == wanted
        ]
        if not found:
            return rows
        marked: list[PlannedSpec] = []
        for row in rows:
            spec, problems = with_deviations(row, found)
            marked.append(spec)
            self.diagnostics += [each for each in problems if each not in self.diagnostics]
        return tuple(marked)

    def _folders(self, base: Path) -> Iterator[Path]:
        root = self.library.root.resolve()
        yield base
        if base.is_relative_to(root):
            yield from (folder for folder in base.parents if folder.is_relative_to(root))

    def _of(self, folder: Path) -> tuple[LocatedDeviation, ...]:
        if folder not in self._by_folder:
            self.library.reads.add((folder, FILE_NAME))
            self._by_folder[folder] = self._read(folder) if (folder / FILE_NAME).is_file() else ()
        return self._by_folder[folder]

    def _read(self, folder: Path) -> tuple[LocatedDeviation, ...]:
        # Lazy: most projects have none, and the model costs each start.
        from ..model import bind_deviations

        path = folder / FILE_NAME
        shown = shown_name(path, self.library.cwd)
        try:
            source = read_source(path, shown, self.library.limits)
        except DiagnosticError as error:
            self.diagnostics += error.diagnostics
            return ()
        except OSError as error:
            message = f"cannot be opened: {error.strerror or error}"
            self.diagnostics.append(codes.UNREADABLE_FILE.at(whole_file(shown), message))
            return ()
        self.library.sources[shown] = source
        composed = compose(source)
        found, problems = bind_deviations(composed.node) if not composed.diagnostics else ((), [])
        self.diagnostics += [*composed.diagnostics, *problems]
        for each in found:
            if not (folder / each.fields.spec).is_file():
                message = f"there is no spec `{each.fields.spec}` here"
                span = locate(each.node, ("spec",)).span
                hint = did_you_mean(each.fields.spec, _specs_under(folder))
                self.diagnostics.append(codes.BAD_DEVIATION.at(span, message, hint=hint))
        return found


def _specs_under(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for suffix in SPEC_SUFFIXES for path in folder.rglob(f"*{suffix}")
    )

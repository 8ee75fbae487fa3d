"""Which files are specs: those named `*.spec.yaml` in the folders asked for, and every file asked for by name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..config import is_project
from ..lean import dataclass
from ..source import Diagnostic, whole_file
from ..source.codes import plan as plan_codes
from ..source.codes import run as codes

SPEC_SUFFIXES = (".spec.yaml", ".spec.yml")
FRAGMENT_SUFFIXES = (".fragment.yaml", ".fragment.yml")
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", ".git", ".venv", "venv"})


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A file to read: where it is, and how it is called in messages."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Collected:
    """The files of a run, sorted by name, each once."""

    files: tuple[SpecFile, ...]
    fragments: tuple[SpecFile, ...]
    diagnostics: tuple[Diagnostic, ...]


def collect(paths: Sequence[Path], cwd: Path) -> Collected:
    """Specs under `paths`. Names are relative to `cwd` where they lie in it. Links are followed to files only."""
    diagnostics: list[Diagnostic] = []
    specs: dict[Path, SpecFile] = {}
    fragments: dict[Path, SpecFile] = {}
    for path in paths:
        if path.is_dir():
            for found in _walk(path):
                _sort_in(found, cwd, specs, fragments, diagnostics)
        elif not path.exists():
            message = f"there is no file or folder `{path}`"
            diagnostics.append(codes.NO_SUCH_PATH.at(whole_file(str(path)), message))
        elif _is_regular(path):
            target = fragments if path.name.endswith(FRAGMENT_SUFFIXES) else specs
            target[path.resolve()] = SpecFile(path, shown_name(path, cwd))
        else:
            diagnostics.append(_irregular(path, cwd))
    return Collected(
        tuple(sorted(specs.values(), key=lambda file: file.shown)),
        tuple(sorted(fragments.values(), key=lambda file: file.shown)),
        tuple(diagnostics),
    )


def shown_name(path: Path, cwd: Path) -> str:
    """The path as messages name it: relative to where the user stands, with forward slashes."""
    resolved = path.parent.resolve() / path.name
    shown = resolved.relative_to(cwd) if resolved.is_relative_to(cwd) else path
    return shown.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    """Files of a tree. Folders behind links are not entered, so that a loop of links ends nothing; nor are projects
    inside the tree, which have settings of their own and are run by themselves."""
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(
            name for name in folders if name not in SKIPPED_FOLDERS and not is_project(Path(root, name))
        )
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")):
                yield Path(root, name)


def _sort_in(
    path: Path,
    cwd: Path,
    specs: dict[Path, SpecFile],
    fragments: dict[Path, SpecFile],
    diagnostics: list[Diagnostic],
) -> None:
    is_spec, is_fragment = path.name.endswith(SPEC_SUFFIXES), path.name.endswith(FRAGMENT_SUFFIXES)
    if not _is_regular(path):
        if is_spec or is_fragment:
            diagnostics.append(_irregular(path, cwd))
        return
    shown = shown_name(path, cwd)
    if is_spec:
        specs[path.resolve()] = SpecFile(path, shown)
    elif is_fragment:
        fragments[path.resolve()] = SpecFile(path, shown)
    elif _looks_like_spec(path):
        message = "this looks like a spec, but its name keeps it from being run"
        hint = f"name it `{path.stem}.spec.yaml`"
        diagnostics.append(plan_codes.NOT_COLLECTED.at(whole_file(shown), message, hint=hint))


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        # A loop of links, or a link to nothing.
        return False


def _irregular(path: Path, cwd: Path) -> Diagnostic:
    message = "this is no regular file, so it is skipped"
    hint = "links to nothing or in a circle, pipes and devices cannot be read as specs"
    return codes.IRREGULAR_FILE.at(whole_file(shown_name(path, cwd)), message, hint=hint)


def _looks_like_spec(path: Path) -> bool:
    """Whether the first key of a file is `spec`."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    for line in head.splitlines():
        text = line.strip()
        if text and not text.startswith((b"#", b"---", b"%")):
            return line.startswith(b"spec:")
    return False

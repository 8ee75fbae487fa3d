"""What the commands share: settings, preparation, selection, and saying what is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..app import Prepared, World, declared_masker, full_registry, last_journal, prepare, without_secrets
from ..config import Settings, find_secrets, installed_plugins, load_settings
from ..lean import dataclass
from ..plan import PlannedSpec, Selection, SelectionError, parse_shard, select
from ..plugin import Registry
from ..source import Diagnostic, Severity, did_you_mean, has_errors, render_diagnostic
from ..syntax import Limits, resolve_plain
from ..values import Masker
from .arguments import UsageError
from .output import write

LAST_JOURNAL = ".specrunner/last.ndjson"


@dataclass(frozen=True, slots=True)
class Project:
    """Where the user stands and what holds there. `overrides` are the vars of the settings and of `--var`;
    `secret_troubles` say by name why a secret has no value."""

    cwd: Path
    settings: Settings
    registry: Registry
    overrides: Mapping[str, Any]
    secrets: Mapping[str, str]
    secret_troubles: Mapping[str, str]

    def journal(self, named: str | None = None) -> Path:
        return self.cwd / named if named else self.settings.folder / self.settings.file.journal

    def last_journal(self) -> Path | None:
        """That of the last run that is over; None when there is none. Raises UsageError."""
        try:
            return last_journal(self.journal())
        except OSError as error:
            place = error.filename or self.journal()
            raise UsageError(f"the record of the last run cannot be read: {place}: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project with its specs prepared. `paths` are those that were looked into; `masker` knows the declared
    secrets, which nothing that is printed may hold."""

    project: Project
    prepared: Prepared
    paths: tuple[Path, ...]
    masker: Masker


def open_project(arguments: argparse.Namespace) -> Project:
    """The project of the current folder. Raises UsageError; mistakes in the settings are in them as diagnostics."""
    cwd = Path.cwd()
    named = getattr(arguments, "config", None)
    try:
        settings = load_settings(cwd, Path(named) if named else None)
    except OSError as error:
        raise UsageError(f"the settings {named} cannot be opened: {error.strerror or error}") from None
    environment = _environment(arguments)
    environments = settings.file.environments
    if environment and environment not in environments:
        raise UsageError(
            f"the settings have no environment `{environment}`; {did_you_mean(environment, environments)}"
        )
    overrides = {**settings.vars_of(environment), **_vars(getattr(arguments, "vars", []))}
    secrets, troubles = find_secrets(settings.secrets_of(environment), os.environ, settings.folder)
    registry = full_registry(installed_plugins(sys.path), os.environ, settings.file.network)
    return Project(cwd, settings, registry, overrides, secrets, troubles)


def _environment(arguments: argparse.Namespace) -> str | None:
    name: str | None = getattr(arguments, "environment", None)
    return name


def load(arguments: argparse.Namespace) -> Loaded:
    """The project with its specs. What is wrong with them is in the diagnostics, those of the settings first."""
    project = open_project(arguments)
    paths = [Path(path) for path in arguments.paths] or default_paths(project)
    world = World(
        cwd=project.cwd,
        root=project.settings.folder.resolve(),
        environment=frozenset(os.environ),
        secrets=frozenset(project.secrets),
        secret_troubles=project.secret_troubles,
        vars=tuple(project.overrides),
        limits=Limits(size_bytes=project.settings.file.limits.file),
    )
    prepared = prepare(paths, project.registry, world)
    diagnostics = (*project.settings.diagnostics, *prepared.diagnostics)
    sources = {**project.settings.sources, **prepared.sources}
    masker = declared_masker(prepared, project.secrets, project.settings.secrets_of(_environment(arguments)))
    prepared = without_secrets(replace(prepared, diagnostics=diagnostics, sources=sources), masker)
    return Loaded(project, prepared, tuple(paths), masker)


def default_paths(project: Project) -> list[Path]:
    """What the settings name, else the folder `specs`, else here."""
    if project.settings.file.paths:
        return [project.settings.folder / path for path in project.settings.file.paths]
    specs = project.settings.folder / "specs"
    return [specs] if specs.is_dir() else [project.cwd]


def selected(arguments: argparse.Namespace, loaded: Loaded) -> list[PlannedSpec]:
    """The specs that the selection options leave. Raises UsageError."""
    ids = red_specs(loaded.project) if arguments.rerun_failed else None
    try:
        shard = parse_shard(arguments.shard) if arguments.shard else None
        return select(loaded.prepared.specs, Selection(arguments.tags, arguments.words, shard, ids))
    except SelectionError as error:
        raise UsageError(str(error)) from None


def red_specs(project: Project) -> frozenset[str]:
    """Ids of the specs that were not green in the last run. Raises UsageError when there was none."""
    from ..events import JournalError, SpecFinished, SpecStarted, read_journal

    path = project.last_journal()
    if path is None:
        path = project.journal()
        why = "is still being written" if path.exists() else "does not exist"
        raise UsageError(f"there is no former run: {path} {why}")
    red: set[str] = set()
    try:
        with path.open("rb") as lines:
            for event in read_journal(lines, str(path)):
                match event.payload:
                    case SpecStarted(spec_id=spec_id):
                        red.add(spec_id)
                    case SpecFinished(spec_id=spec_id, outcome=outcome) if outcome in (
                        "passed",
                        "skipped",
                        "known_failure",
                    ):
                        red.discard(spec_id)
    except (OSError, JournalError) as error:
        raise UsageError(f"the record of the last run cannot be read: {error}") from None
    return frozenset(red)


def show_diagnostics(loaded: Loaded, *, lowest: Severity = Severity.WARNING) -> None:
    """Prints the diagnostics to standard error, down to a severity."""
    for text in rendered(loaded, lowest=lowest):
        write(text, sys.stderr)


def rendered(loaded: Loaded, *, lowest: Severity = Severity.WARNING) -> list[str]:
    """The diagnostics as people read them, down to a severity, each with an empty line after it."""
    wanted = {
        Severity.ERROR: (Severity.ERROR,),
        Severity.WARNING: (Severity.ERROR, Severity.WARNING),
        Severity.NOTICE: tuple(Severity),
    }[lowest]
    shown = [each for each in loaded.prepared.diagnostics if each.severity in wanted]
    sources = loaded.prepared.sources
    return [loaded.masker.mask_text(render_diagnostic(each, sources.get)) + "\n" for each in shown]


def blocks(diagnostics: Iterable[Diagnostic], *, is_strict: bool) -> bool:
    """Whether what was found keeps a run from starting."""
    found = list(diagnostics)
    return has_errors(found) or (is_strict and any(each.severity is Severity.WARNING for each in found))


def _vars(given: Iterable[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.isidentifier():
            # Of the value nothing is shown: it may be a secret.
            shown = f"{name}=..." if equals else "..."
            raise UsageError(f"`--var {shown}` is not NAME=VALUE\n   hint: NAME is letters, digits and underscores")
        found[name] = resolve_plain(value) if value else ""
    return found

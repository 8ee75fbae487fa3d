"""`specrun run`: the main command."""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterable
from pathlib import Path

from ..app import Job, ReportRequest, execute
from ..engine import RunInfo, RunOptions
from ..plugin import Reporter, ReporterKind
from ..reporters import console_target
from ..source import Severity, did_you_mean
from .arguments import UsageError
from .output import write
from .project import Loaded, Project, blocks, load, selected, show_diagnostics
from .words import EXIT_NOTHING, EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    prepared = loaded.prepared
    lowest = Severity.NOTICE if arguments.verbose else Severity.WARNING
    show_diagnostics(prepared.diagnostics, prepared.sources, lowest=lowest)
    if blocks(prepared.diagnostics, is_strict=arguments.strict):
        count = sum(each.severity is Severity.ERROR for each in prepared.diagnostics)
        write(f"specrun: {_problems(count)} found before anything was sent; nothing was run", sys.stderr)
        return EXIT_USAGE
    specs = selected(arguments, loaded)
    if not specs:
        write(f"specrun: nothing to run: {_why_nothing(arguments, loaded)}", sys.stderr)
        return EXIT_NOTHING
    if arguments.dry_run:
        write(f"{len(specs)} specs with {sum(spec.step_count for spec in specs)} steps are ready to run")
        return 0
    return execute(_job(arguments, loaded, specs))


def _job(arguments: argparse.Namespace, loaded: Loaded, specs: list) -> Job:  # type: ignore[type-arg]
    project = loaded.project
    settings = project.settings.file
    jobs = arguments.jobs or settings.jobs or 2 * (os.cpu_count() or 1)
    if jobs < 1:
        raise UsageError("`--jobs` must be at least 1")
    seed = next((seed for seed in (arguments.seed, settings.seed) if seed is not None), random.randrange(1 << 31))
    options = RunOptions(
        jobs=jobs,
        is_fail_fast=arguments.fail_fast,
        seed=seed,
        root=project.settings.folder.resolve(),
        secrets=project.secrets,
        environment=dict(os.environ),
        spec_timeout_s=settings.timeout.spec,
        run_timeout_s=settings.timeout.run,
        max_items=settings.limits.items,
        overrides=project.overrides,
    )
    given = (*sys.argv[1:],)
    info = RunInfo(given, arguments.environment, arguments.shard)
    return Job(
        prepared=loaded.prepared,
        specs=specs,
        registry=project.registry,
        options=options,
        info=info,
        journal=project.journal(arguments.journal),
        console=_console(arguments, project),
        reports=tuple(_reports(arguments, project)),
    )


def _console(arguments: argparse.Namespace, project: Project) -> Reporter:
    verbosity = -1 if arguments.quiet else arguments.verbose
    return project.registry.reporters["console"].make(console_target(sys.stdout, os.environ, verbosity))


def _reports(arguments: argparse.Namespace, project: Project) -> Iterable[ReportRequest]:
    for name, path in project.settings.file.reports.items():
        yield ReportRequest(reporter_kind(project, name), project.settings.folder / path)
    for each in arguments.reports:
        name, equals, path = each.partition("=")
        kind = reporter_kind(project, name)
        if not equals and not kind.file_name:
            raise UsageError(f"`--report {each}` needs a file: {name}=FILE")
        yield ReportRequest(kind, project.cwd / Path(path or kind.file_name))


def reporter_kind(project: Project, name: str) -> ReporterKind:
    kind = project.registry.reporters.get(name)
    if kind is None:
        raise UsageError(f"there is no report format `{name}`; {did_you_mean(name, project.registry.reporters)}")
    return kind


def _problems(count: int) -> str:
    return "1 mistake was" if count == 1 else f"{count} mistakes were"


def _why_nothing(arguments: argparse.Namespace, loaded: Loaded) -> str:
    if not loaded.prepared.file_count:
        return "no file named `*.spec.yaml` was found"
    return f"none of {len(loaded.prepared.specs)} specs fits the selection"

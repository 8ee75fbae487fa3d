"""`specrun run`: the main command."""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..app import Job, ReportRequest, execute
from ..engine import RunInfo, RunOptions
from ..plan import PlannedSpec
from ..plugin import Reporter, ReporterKind
from ..reporters import console_target, count_text
from ..source import Severity, did_you_mean
from .arguments import UsageError
from .output import write
from .project import Loaded, Project, blocks, load, selected, show_diagnostics
from .words import EXIT_NOTHING, EXIT_USAGE


def command(arguments: argparse.Namespace) -> int:
    loaded = load(arguments)
    if arguments.strict:
        loaded = _with_warnings_as_errors(loaded)
    if blocks(loaded.prepared.diagnostics, is_strict=arguments.strict):
        if arguments.dry_run:
            return _tell_dry(arguments, loaded, EXIT_USAGE)
        return execute(_job(arguments, loaded, [], "nothing was run"))
    specs = selected(arguments, loaded)
    if arguments.dry_run:
        code = _tell_dry(arguments, loaded, 0 if specs else EXIT_NOTHING)
        steps = sum(spec.step_count for spec in specs)
        write(f"{count_text(len(specs), 'spec')} with {count_text(steps, 'step')} would run")
        return code
    return execute(_job(arguments, loaded, specs, "" if specs else _why_nothing(arguments, loaded)))


def _with_warnings_as_errors(loaded: Loaded) -> Loaded:
    diagnostics = tuple(
        replace(each, severity=Severity.ERROR) if each.severity is Severity.WARNING else each
        for each in loaded.prepared.diagnostics
    )
    return replace(loaded, prepared=replace(loaded.prepared, diagnostics=diagnostics))


def _tell_dry(arguments: argparse.Namespace, loaded: Loaded, code: int) -> int:
    """What was found, on standard error as `lint` says it."""
    lowest = Severity.NOTICE if arguments.verbose else Severity.WARNING
    show_diagnostics(loaded, lowest=lowest)
    return code


def _job(arguments: argparse.Namespace, loaded: Loaded, specs: Sequence[PlannedSpec], refusal: str) -> Job:
    project = loaded.project
    settings = project.settings.file
    jobs = settings.jobs if arguments.jobs is None else arguments.jobs
    jobs = 2 * (os.cpu_count() or 1) if jobs is None else jobs
    if jobs < 1:
        raise UsageError(f"`--jobs {jobs}` must be at least 1")
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
        journal=None if refusal and arguments.journal is None else project.journal(arguments.journal),
        console=_console(arguments, project),
        reports=tuple(_reports(arguments, project)),
        refusal=refusal,
        masker=loaded.masker,
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
        if equals and not path:
            raise UsageError(f"`--report {each}` names no file\n   hint: write `--report {name}=FILE`")
        file_name = path or kind.file_name
        yield ReportRequest(kind, project.cwd / file_name if file_name else None)


def reporter_kind(project: Project, name: str) -> ReporterKind:
    kind = project.registry.reporters.get(name)
    if kind is None:
        raise UsageError(f"there is no report format `{name}`; {did_you_mean(name, project.registry.reporters)}")
    return kind


def _why_nothing(arguments: argparse.Namespace, loaded: Loaded) -> str:
    if not loaded.prepared.file_count:
        return "no file named `*.spec.yaml` was found"
    if arguments.rerun_failed:
        return "nothing of the last run that fits the selection was red"
    return f"none of {count_text(len(loaded.prepared.specs), 'spec')} fits the selection"

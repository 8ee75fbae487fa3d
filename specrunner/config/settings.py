"""Settings of a project: `specrunner.yaml`, under environment variables, under flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from ipaddress import IPv6Address, ip_network
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, WithJsonSchema

from ..lean import dataclass
from ..model import AlsoWritten, Duration, Name, Size, SpecModel, diagnose
from ..source import Diagnostic, DiagnosticError, SourceText
from ..source.codes import model as model_codes
from ..syntax import compose, plain, read_source
from .place import find_settings


class SecretPlace(SpecModel):
    """Where a secret comes from: one of `env` and `file`."""

    env: str | None = None
    """An environment variable."""
    file: str | None = None
    """A file whose content is the secret, less a final line break."""


def _secret(value: object) -> object:
    return {"env": value} if isinstance(value, str) else value


class Timeouts(SpecModel):
    """How long things may take unless a spec says otherwise."""

    run: Duration = 900.0
    """The whole run."""
    spec: Duration = 120.0
    """One spec, teardown not counted."""


class Limits(SpecModel):
    """Budgets against what is too much."""

    items: Annotated[int, Field(ge=1)] = 10_000
    """Items of one `for_each`."""
    file: Size = 4 * 1024 * 1024
    """The size of one spec or fragment."""


def _host(entry: str) -> str:
    if "://" in entry:
        raise ValueError("must be a host, not a URL: leave out what stands before and behind it")
    if "/" in entry:
        try:
            ip_network(entry, strict=False)
        except ValueError:
            raise ValueError("must be a network such as `10.0.0.0/8`") from None
        return entry
    name = entry.removeprefix("*.")
    if ":" in name:
        try:
            IPv6Address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            raise ValueError("must be a host without a port") from None
    elif not name or "*" in name or any(character.isspace() for character in name):
        raise ValueError("must be a host such as `db.internal`, `*.example.com`, an address, or `10.0.0.0/8`")
    return entry


Host: TypeAlias = Annotated[str, AfterValidator(_host), WithJsonSchema({"type": "string", "minLength": 1})]
"""A host name, `*.` before one, an address or a network. A slip here would let through what it should keep out."""


class Network(SpecModel):
    """Which hosts the steps may call. They are judged by the address that a name stands for, however it is spelt."""

    private: bool = True
    """Whether loopback and private addresses may be called; services that specrunner starts have such addresses."""
    allow: list[Host] = []
    """Hosts, addresses and networks that may be called although they would be blocked."""
    deny: list[Host] = []
    """Hosts, addresses and networks that may not be called, whatever else is said of them."""


class EnvironmentSettings(SpecModel):
    """What is different in one environment, chosen with `--env`."""

    vars: dict[Name, Any] = {}
    """Vars that every spec can read; they win over those of the spec."""
    secrets: dict[Name, Annotated[SecretPlace, BeforeValidator(_secret), AlsoWritten({"type": "string"})]] = {}
    """Where secrets come from."""


class SettingsFile(SpecModel):
    """The whole of `specrunner.yaml`."""

    paths: list[str] = []
    """What `specrun` runs when it is given no path; `specs` unless set."""
    jobs: Annotated[int, Field(ge=1, le=256)] | None = None
    """How many specs run at the same time."""
    seed: int | None = None
    """The seed of everything random; drawn anew for each run unless set."""
    vars: dict[Name, Any] = {}
    """Vars that every spec can read; they win over those of the spec."""
    secrets: dict[Name, Annotated[SecretPlace, BeforeValidator(_secret), AlsoWritten({"type": "string"})]] = {}
    """Where secrets come from: an environment variable, or a file."""
    environments: dict[str, EnvironmentSettings] = {}
    """Named sets of vars and secrets, chosen with `--env`."""
    timeout: Timeouts = Timeouts()
    """How long things may take unless a spec says otherwise."""
    limits: Limits = Limits()
    """Budgets against what is too much."""
    network: Network = Network()
    """Which hosts the steps may call."""
    reports: dict[str, str] = {}
    """Reports to write after every run: format to file, like `junit: reports/junit.xml`."""
    journal: str = ".specrunner/last.ndjson"
    """Where the journal of the run is written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings as found. `folder` is the project's: that of the file, else where the user stands."""

    file: SettingsFile
    folder: Path
    path: Path | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceText] = field(default_factory=dict)

    def vars_of(self, environment: str | None) -> dict[str, Any]:
        chosen = self.file.environments.get(environment) if environment else None
        return {**self.file.vars, **(chosen.vars if chosen else {})}

    def secrets_of(self, environment: str | None) -> dict[str, SecretPlace]:
        chosen = self.file.environments.get(environment) if environment else None
        return {**self.file.secrets, **(chosen.secrets if chosen else {})}


def load_settings(cwd: Path, path: Path | None = None) -> Settings:
    """The settings that hold in `cwd`: those of `path`, else of the nearest file in it or a folder above.

    Never raises for what is wrong in the file: that comes back as diagnostics. OSError when `path` cannot be opened.
    """
    found = path or find_settings(cwd)
    if found is None:
        return Settings(SettingsFile(), cwd)
    folder = found.parent.resolve()
    shown = found.name if folder == cwd else str(found)
    try:
        source = read_source(found, shown)
    except DiagnosticError as error:
        return Settings(SettingsFile(), folder, found, error.diagnostics)
    sources = {shown: source}
    composed = compose(source)
    if composed.node is None or composed.diagnostics:
        return Settings(SettingsFile(), folder, found, composed.diagnostics, sources)
    tree = plain(composed.node)
    if not isinstance(tree, dict):
        problem = model_codes.NOT_A_MAP.at(composed.node.span, "the settings are a map")
        return Settings(SettingsFile(), folder, found, (problem,), sources)
    try:
        return Settings(SettingsFile.model_validate(tree), folder, found, (), sources)
    except ValidationError as error:
        problems = diagnose(error.errors(include_url=False), composed.node, SettingsFile)
        return Settings(SettingsFile(), folder, found, tuple(problems), sources)


def find_secrets(
    names: Mapping[str, SecretPlace], environment: Mapping[str, str], folder: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The values of secrets by name, all environment variables among them; and by name why others have none."""
    found = dict(environment)
    troubles: dict[str, str] = {}
    for name, place in names.items():
        # What the settings say holds: a variable that happens to have the same name is another secret.
        found.pop(name, None)
        if place.file is not None:
            try:
                found[name] = (folder / place.file).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8"
                troubles[name] = f"`{place.file}`, where the settings have it, cannot be read: {reason}"
        elif place.env is not None and place.env in environment:
            found[name] = environment[place.env]
        elif place.env is not None:
            troubles[name] = f"the environment variable `{place.env}`, where the settings have it, is not set"
    return found, troubles

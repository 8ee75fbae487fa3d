"""Specs written in the test, planned with files that exist only there."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from specrunner.model import bind_fragment, bind_spec
from specrunner.plan import CompiledSpec, FragmentStore, LoadedFragment, PlannedSpec, Surroundings, compile_spec
from specrunner.plugin import Registry
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.protocols.http import HTTP
from specrunner.source import Diagnostic, Severity, SourceText
from specrunner.syntax import compose

REGISTRY = Registry(kinds={kind.key: kind for kind in (HTTP, PAUSE, CHECK, SET)})
BASE = Path("/specs")


@dataclass
class FakeLibrary:
    """Files by name, as if they lay beside the spec. `reads` notes each fragment that was opened."""

    files: dict[str, str] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)

    def load_fragment(self, base: Path, name: str) -> LoadedFragment:
        path = (base / name).resolve()
        self.reads.append(path.name)
        source = SourceText(path.name, self._text(path))
        fragment, problems = bind_fragment(compose(source).node, source, REGISTRY.kinds)
        return LoadedFragment(path, source, fragment, tuple(problems))

    def read(self, base: Path, name: str) -> bytes:
        return self._text((base / name).resolve()).encode()

    def _text(self, path: Path) -> str:
        if path.name not in self.files:
            raise FileNotFoundError(2, "there is no such file", str(path))
        return textwrap.dedent(self.files[path.name])


@dataclass
class Planned:
    """A spec as planned, with everything that was said of it."""

    compiled: CompiledSpec
    diagnostics: tuple[Diagnostic, ...]

    @property
    def spec(self) -> PlannedSpec:
        (spec,) = self.compiled.rows
        return spec

    def said(self, *severities: Severity) -> list[str]:
        """`line:column code message (hint)` of each, errors and warnings unless told otherwise."""
        wanted = severities or (Severity.ERROR, Severity.WARNING)
        return [_said(each) for each in self.diagnostics if each.severity in wanted]


def _said(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    file = "" if span.file == "a.spec.yaml" else f"{span.file}:"
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"{file}{span.line}:{span.column} {diagnostic.code} {diagnostic.message}{hint}"


Plan = Callable[..., Planned]


@pytest.fixture
def plan() -> Plan:
    """Plans a spec; keyword arguments are `Surroundings`, `files` the texts of other files by name."""

    def plan_text(
        text: str, files: dict[str, str] | None = None, registry: Registry = REGISTRY, **around: object
    ) -> Planned:
        source = SourceText("a.spec.yaml", textwrap.dedent(text).lstrip("\n"))
        composed = compose(source)
        assert not composed.diagnostics, composed.diagnostics
        bound, problems = bind_spec(composed.node, source, registry.kinds)
        assert bound is not None, problems
        store = FragmentStore(FakeLibrary(files or {}))
        compiled = compile_spec(bound, source, BASE, registry, store, Surroundings(**around))  # type: ignore[arg-type]
        return Planned(compiled, (*problems, *compiled.diagnostics))

    return plan_text

"""`specs/` is the manual of the language: nothing of the language is missing in it, and nothing of it is hidden."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from specrunner.app import builtin_registry
from specrunner.checks import OPERATORS
from specrunner.model.document import FragmentHead, FragmentInput, Ready, Service, SpecHead
from specrunner.model.step import Backoff, KnownFailure, RetryPolicy, StepOptions
from specrunner.requests import Auth, Part, Redirects, WholeRequest
from specrunner.syntax import MappingNode, Node, SequenceNode, compose, read_source
from specrunner.values import FUNCTIONS

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
# Packs for servers that nobody here wrote are projects of their own.
APART = {"__pycache__", "node_modules", "peers"}
FILES = sorted(path for path in SPECS.rglob("*") if path.is_file() and APART.isdisjoint(path.parts))
DOCUMENTS = [path for path in FILES if path.suffix == ".yaml"]

# Each with the reason why no spec can show it.
NOT_SHOWN = {
    "port": "a fixed port may be taken on the machine that runs the specs",
    "allow_hosts": "what is blocked without it lies outside of this machine",
    "for": "`pause: 20ms` stands for it",
    "values": "`set` takes the names themselves",
}


@cache
def keys() -> frozenset[str]:
    """Every key of every document, wherever it stands."""
    found: set[str] = set()

    def walk(node: Node | None) -> None:
        match node:
            case MappingNode():
                for entry in node.entries:
                    found.add(entry.name)
                    walk(entry.value)
            case SequenceNode():
                for item in node.items:
                    walk(item)
            case _:
                pass

    for path in DOCUMENTS:
        walk(compose(read_source(path, path.name)).node)
    return frozenset(found)


@cache
def texts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def fields() -> list[str]:
    models = (StepOptions, SpecHead, FragmentHead, FragmentInput, Service, Ready, RetryPolicy, Backoff, KnownFailure)
    http = (WholeRequest, Auth, Part, Redirects)
    names = {field.alias or name for model in (*models, *http) for name, field in model.model_fields.items()}
    return sorted(names - set(NOT_SHOWN))


def subjects() -> list[str]:
    kinds = builtin_registry().kinds.values()
    return sorted({name for kind in kinds for name in kind.subjects.subjects} - set(NOT_SHOWN))


@pytest.mark.parametrize("name", fields())
def test_each_key_is_shown(name):
    assert name in keys()


@pytest.mark.parametrize("name", OPERATORS)
def test_each_operator_is_shown(name):
    assert name in keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_shown(name):
    assert re.search(rf"(?<![\w.]){re.escape(name)}\(|\.{re.escape(name)}\(", texts())


@pytest.mark.parametrize("name", subjects())
def test_each_subject_is_shown(name):
    saved = re.search(rf": {re.escape(name)}[}}\n,]", texts())
    assert saved or any(re.match(rf"{re.escape(name)}($|[.\[])", key) for key in keys())


def test_each_file_is_in_the_readme_and_each_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", (SPECS / "README.md").read_text(encoding="utf-8"))
    linked = {(SPECS / link).resolve() for link in links}
    assert [link for link in links if not (SPECS / link).exists()] == []
    assert [str(path.relative_to(SPECS)) for path in FILES if path not in linked and path.name != "README.md"] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_step_is_written_in_the_order_id_name_action(path):
    def steps(node: Node | None) -> list[MappingNode]:
        found = []
        if isinstance(node, MappingNode):
            for entry in node.entries:
                if entry.name in ("steps", "setup", "teardown", "parallel") and isinstance(entry.value, SequenceNode):
                    found += [item for item in entry.value.items if isinstance(item, MappingNode)]
                found += steps(entry.value)
        elif isinstance(node, SequenceNode):
            for item in node.items:
                found += steps(item)
        return found

    kinds = {*builtin_registry().kinds, "parallel", "uses"}
    after = {"expect", "save", "until", "every", "within", "stop_if", "undo", "retry", "timeout", "known_failure"}
    for step in steps(compose(read_source(path, path.name)).node):
        ranks = [("id", "name").index(n) if n in ("id", "name") else 2 if n in kinds else 3 for n in step.names()]
        first = [rank for rank, name in zip(ranks, step.names(), strict=True) if rank < 3 or name in after]
        assert first == sorted(first), step.names()

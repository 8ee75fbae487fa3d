"""Dependencies: what is imported, what `pyproject.toml` lists and what the decision record explains are the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "adr" / "0006-dependencies.md"
# What a package is imported as, where that is not its name.
IMPORTS = {
    "backports.zstd": "backports",
    "graphql-core": "graphql",
    "google-re2": "re2",
    "http-sf": "http_sf",
    "jsonpath-ng": "jsonpath_ng",
    "jsonschema-rs": "jsonschema_rs",
    "python-jsonpath": "jsonpath",
    "pyyaml": "yaml",
}
# Comes with another one, which needs it: pydantic, and python-jsonpath[strict].
COMPANIONS = {"pydantic_core", "regex", "iregexp_check"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", each)[0].lower() for each in requirements}


def modules(requirements: list[str]) -> set[str]:
    return {IMPORTS.get(name, name.replace("-", "_")) for name in names(requirements)}


def imported(folder: Path, *, leaving_out: str = "") -> set[str]:
    """The first words of everything that is imported in a folder, by statement or by a name in quotes."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "node_modules" in path.parts or (leaving_out and leaving_out in path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Import(names=aliases):
                    found |= {alias.name.partition(".")[0] for alias in aliases}
                case ast.ImportFrom(module=str(module), level=0):
                    found.add(module.partition(".")[0])
                case ast.Constant(value="brotli" | "backports.zstd" as name):
                    found.add(name.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"specrunner", "compression"}


def test_what_the_package_imports_is_what_it_depends_on():
    optional = PROJECT["optional-dependencies"]
    extras = modules(optional["asgi"]) | modules(optional["graphql"])
    wanted = imported(ROOT / "specrunner", leaving_out="demo") - COMPANIONS
    assert wanted - extras == modules(PROJECT["dependencies"])


def test_what_the_demo_imports_is_what_it_or_the_package_depends_on():
    extras = PROJECT["optional-dependencies"]["demo"]
    wanted = imported(ROOT / "specrunner" / "demo")
    assert wanted <= modules(PROJECT["dependencies"]) | modules(extras)
    assert modules(extras) <= wanted


def test_what_the_tests_import_is_listed():
    optional = PROJECT["optional-dependencies"]
    known = modules(PROJECT["dependencies"]) | modules([each for extra in optional.values() for each in extra])
    assert imported(ROOT / "tests") - known - COMPANIONS - {"tests"} == set()


def test_the_record_explains_each_dependency_and_no_other():
    rows = re.findall(r"^\| ([\w.-]+) \|", RECORD.read_text(), re.MULTILINE)
    assert set(rows) - {"package"} == names(PROJECT["dependencies"])

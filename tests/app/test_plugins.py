"""A distribution that is installed beside specrunner adds a kind of step, a matcher and a report format."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specrunner.app import full_registry
from specrunner.config import Installed
from specrunner.source import PluginError

ACME = Path(__file__).parent / "plugins" / "acme"
PAGE = Path(__file__).parents[2] / "docs" / "howto" / "plugins.md"


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The folder that Acme's distribution is installed into, as `pip` does it, without the network."""
    source, target = tmp_path_factory.mktemp("source") / "acme", tmp_path_factory.mktemp("installed")
    shutil.copytree(ACME, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True, capture_output=True, timeout=120)
    return target


def specrun(folder: Path, installed: Path, *arguments: str) -> tuple[int, str]:
    paths = [str(installed), *(path for path in sys.path if path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "specrunner", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def broken(folder: Path, group: str, name: str, place: str) -> Path:
    """A distribution `gone 0.1` with one entry point."""
    metadata = folder / "installed" / "gone-0.1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{name} = {place}\n")
    return metadata.parent


def test_all_three_are_put_to_use(installed, tmp_path):
    shutil.copy(ACME / "dice.spec.yaml", tmp_path)
    code, said = specrun(tmp_path, installed, "dice.spec.yaml", "--report", "tally")
    assert (code, "passed: 1 spec, 1 step, 2 checks" in said) == (0, True), said
    assert (tmp_path / "tally.txt").read_text() == "2 checks\n"


def test_the_matcher_says_why_it_does_not_hold(installed, tmp_path):
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - dice: 6\n    expect: {'eyes[0]': {prime: true}}\n")
    code, said = specrun(tmp_path, installed, "a.spec.yaml")
    assert code == 1
    assert "integer 1 is no prime" in said


def test_a_mistake_in_the_action_has_its_place(installed, tmp_path):
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - dice: {sides: 1}\n    expect: {eyes: [1]}\n")
    code, said = specrun(tmp_path, installed, "lint", "a.spec.yaml")
    assert code == 4
    assert "a.spec.yaml:3:19: error SR0205: `sides` must be at least 2, not integer 1" in said


def test_explain_and_the_schemas_know_them(installed, tmp_path):
    assert "Throws a die." in specrun(tmp_path, installed, "explain", "dice")[1]
    assert "An integer above 1 that only 1 and itself divide." in specrun(tmp_path, installed, "explain", "prime")[1]
    assert '"dice-action"' in specrun(tmp_path, installed, "schema", "spec")[1]


def test_what_plugins_go_by_is_not_known_so_their_lint_is_not_remembered(installed, tmp_path):
    shutil.copy(ACME / "dice.spec.yaml", tmp_path)
    assert specrun(tmp_path, installed, "lint", "dice.spec.yaml")[0] == 0
    assert not list(tmp_path.rglob("*.lint"))


def test_a_kind_that_cannot_be_imported_is_told_of_where_it_is_used(tmp_path):
    installed = broken(tmp_path, "specrunner.kinds", "gone", "gone_steps:GONE")
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - gone: 1\n    expect: {value: 1}\n")
    assert specrun(tmp_path, installed, "lint", "a.spec.yaml") == (
        4,
        "1 files, 1 specs: 1 error, no warnings\n"
        "a.spec.yaml:3:5: error SR0604: the kind of step `gone` of gone 0.1 cannot be loaded from `gone_steps:GONE`: "
        "ModuleNotFoundError: No module named 'gone_steps'\n"
        "    3 |   - gone: 1\n"
        "      |     ^^^^\n"
        "   hint: mend its installation, or `pip uninstall gone`\n\n",
    )


def test_a_broken_kind_that_nobody_uses_is_in_nobodys_way(tmp_path):
    installed = broken(tmp_path, "specrunner.kinds", "gone", "gone_steps:GONE")
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - check: true\n")
    assert specrun(tmp_path, installed, "a.spec.yaml", "-q")[0] == 0


def test_a_matcher_that_is_something_else_is_told_of_where_it_is_used(tmp_path):
    installed = broken(tmp_path, "specrunner.matchers", "gone", "collections:OrderedDict")
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - check: 1\n    expect: {value: {gone: 1}}\n")
    code, said = specrun(tmp_path, installed, "lint", "a.spec.yaml")
    assert code == 4
    assert (
        "a.spec.yaml:4:22: error SR0604: the matcher `gone` of gone 0.1 is no Operator: "
        "`collections:OrderedDict` is a type\n" in said
    )


def test_a_broken_report_format_is_told_of_before_anything_is_sent(tmp_path):
    installed = broken(tmp_path, "specrunner.reporters", "gone", "gone_reports:GONE")
    (tmp_path / "a.spec.yaml").write_text("spec: A\nsteps:\n  - check: true\n")
    assert specrun(tmp_path, installed, "a.spec.yaml", "--report", "gone") == (
        4,
        "specrun: the report format `gone` of gone 0.1 cannot be loaded from `gone_reports:GONE`: "
        "ModuleNotFoundError: No module named 'gone_reports'\n"
        "   hint: mend its installation, or `pip uninstall gone`\n",
    )


@pytest.mark.parametrize(
    ("group", "name", "what"),
    [
        ("specrunner.kinds", "http", "kind of step"),
        ("specrunner.kinds", "expect", "kind of step"),
        ("specrunner.kinds", "parallel", "kind of step"),
        ("specrunner.matchers", "eq", "matcher"),
        ("specrunner.reporters", "junit", "report format"),
    ],
)
def test_a_name_of_ours_is_not_for_others(group, name, what):
    with pytest.raises(PluginError) as caught:
        full_registry([Installed(group, name, "acme:X", "acme 1.2")])
    assert str(caught.value) == f"the {what} `{name}` of acme 1.2 has a name that specrunner itself has taken"
    assert caught.value.hint == "uninstall one of the two: `pip uninstall acme`"


def test_two_distributions_do_not_share_a_name():
    first, second = (Installed("specrunner.kinds", "dice", f"{name}:X", f"{name} 1.2") for name in ("acme", "other"))
    with pytest.raises(PluginError, match=r"`dice` of other 1\.2 has a name that acme 1\.2 has taken"):
        full_registry([first, second])


@pytest.mark.parametrize("path", sorted((ACME / "acme_steps").glob("[a-z]*.py")), ids=lambda path: path.name)
def test_the_page_shows_what_is_tested_here(path):
    assert path.read_text() in PAGE.read_text()

"""Every command runs, every exit code is reached, selection selects, and reports made later are the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from specrunner.cli.main import main
from tests.tree import bare_environment

GREEN = "spec: Green\ntags: [smoke]\nsteps: [{id: one, name: says one, check: 1, expect: {value: 1}}]\n"
RED = "spec: Red\ntags: [smoke, slow]\nsteps: [{id: two, check: 1, expect: {value: 2}}]\n"
WRONG = "spec: Wrong\nsteps: [{id: three, chekc: 1}]\n"
FORMATS = ("junit", "junit-gitlab", "json", "markdown", "github")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "CI", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "green.spec.yaml").write_text(GREEN)
    (specs / "red.spec.yaml").write_text(RED)
    return tmp_path


@pytest.fixture
def specrun(folder, capsys, monkeypatch):
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["specrun", *arguments])
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["specs/green.spec.yaml"]),
        (1, ["specs/red.spec.yaml"]),
        (3, ["specs/green.spec.yaml", "--journal", "specs"]),
        (4, ["wrong.spec.yaml"]),
        (4, ["--no-such-option"]),
        (4, ["--jobs", "0"]),
        (4, ["--var", "novalue"]),
        (4, ["--env", "nowhere"]),
        (4, ["--shard", "3/2"]),
        (4, ["-t", "smoke and"]),
        (4, ["--report", "jnuit=x"]),
        (5, ["-k", "nowhere"]),
        (5, ["empty"]),
        (0, ["--dry-run"]),
        (5, ["--dry-run", "-k", "nowhere"]),
        (4, ["--dry-run", "wrong.spec.yaml"]),
    ],
    ids=str,
)
def test_a_run_exits_with_its_code_and_without_a_traceback(specrun, folder, code, arguments):
    (folder / "wrong.spec.yaml").write_text(WRONG)
    (folder / "empty").mkdir()
    done, said = specrun(*arguments)
    assert done == code, said
    assert "Traceback" not in said


def test_what_was_cut_off_exits_with_2(specrun, folder):
    specrun("specs")
    journal = folder / ".specrunner/last.ndjson"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    assert specrun("report")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["lint", "specs"], "2 files, 2 specs: no errors, no warnings"),
        (["list", "specs"], "specs/green.spec.yaml  Green  [smoke]"),
        (["list", "specs", "--format", "json"], '"id": "specs/red.spec.yaml"'),
        (["list", "specs", "--steps"], "says one"),
        (["plan", "specs"], "specs/green.spec.yaml: Green"),
        (["plan", "specs", "--format", "mermaid"], "flowchart"),
        (["explain"], "SR0101"),
        (["explain", "http"], "step kind `http`"),
        (["schema", "spec"], "draft-07"),
        (["completion", "bash"], "specrun"),
        (["--version"], "specrunner "),
        (["--help"], "exit codes:"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_every_command_answers(specrun, arguments, shown):
    code, said = specrun(*arguments)
    assert (code, shown in said) == (0, True), said


def test_init_makes_a_project_that_lints(specrun, folder):
    assert specrun("init", "mine")[0] == 0
    assert specrun("lint", "mine/specs", "--config", "mine/specrunner.yaml")[0] == 0
    assert specrun("init", "mine")[0] == 4


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["-t", "smoke"], ["Green", "Red"]),
        (["-t", "smoke and not slow"], ["Green"]),
        (["-k", "says"], ["Green"]),
        (["-k", "red"], ["Red"]),
        (["specs/red.spec.yaml"], ["Red"]),
    ],
    ids=str,
)
def test_options_select_specs(specrun, arguments, titles):
    listed = json.loads(specrun("list", "--format", "json", *arguments)[1])
    assert [spec["title"] for spec in listed] == titles


def test_shards_share_all_specs_and_none_twice(specrun, folder):
    for number in range(20):
        (folder / f"specs/s{number}.spec.yaml").write_text(GREEN.replace("Green", f"Green {number}"))
    shares = [
        {spec["id"] for spec in json.loads(specrun("list", "--format", "json", "--shard", f"{n}/3")[1])}
        for n in (1, 2, 3)
    ]
    assert sum(map(len, shares)) == len(set.union(*shares)) == 22


def test_rerun_failed_takes_what_was_red_and_nothing_when_all_is_green(specrun, folder):
    specrun("specs")
    code, said = specrun("--rerun-failed")
    assert (code, "1 spec" in said, "green.spec.yaml" in said) == (1, True, False)
    (folder / "specs/red.spec.yaml").write_text(RED.replace("value: 2", "value: 1"))
    assert specrun("--rerun-failed")[0] == 0
    assert specrun("--rerun-failed")[0] == 5


def test_rerun_failed_without_a_former_run_says_so(specrun, folder):
    code, said = specrun("--rerun-failed")
    assert code == 4
    assert "there is no former run" in said


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_made_later_is_the_one_that_the_run_made(specrun, folder, name):
    assert specrun("specs", "--report", f"{name}=now")[0] == 1
    assert specrun("report", "--format", name, "-o", "later")[0] == 1
    assert (folder / "later").read_bytes() == (folder / "now").read_bytes()
    assert (folder / "now").read_bytes()


def test_the_github_report_needs_no_file(specrun):
    said = specrun("specs", "--report", "github")[1]
    assert re.search(r"^::error file=specs/red.spec.yaml,line=3,", said, re.MULTILINE)


def test_standard_output_may_be_named_as_a_file_and_stays_what_it_is(folder):
    before = os.readlink("/dev/stdout")
    command = [sys.executable, "-m", "specrunner", "specs", "-q", "--report", "github=/dev/stdout"]
    with (folder / "out").open("wb") as out:
        subprocess.run(command, stdout=out, env=bare_environment(), check=False, timeout=60)
    text = (folder / "out").read_text()
    assert "✗ failed" in text
    assert "::error file=specs/red.spec.yaml" in text
    assert os.readlink("/dev/stdout") == before


SETTINGS = "secrets: {TOKEN: {file: no/such/file}}\n"


def test_a_secret_that_cannot_be_read_fails_only_what_uses_it(specrun, folder):
    (folder / "specrunner.yaml").write_text(SETTINGS)
    assert specrun("specs/green.spec.yaml")[0] == 0
    (folder / "specs/uses.spec.yaml").write_text(
        "spec: Uses\nsecrets: [TOKEN]\nsteps: [{check: '${{ secrets.TOKEN }}', expect: {value: x}}]\n"
    )
    code, said = specrun("specs/uses.spec.yaml")
    assert code == 4
    assert (
        "the secret `TOKEN` has no value: `no/such/file`, where the settings have it, cannot be read: "
        "No such file or directory" in said
    )


def test_a_wrong_var_shows_no_value(specrun):
    code, said = specrun("--var", "my-token=s3cr3t-value")
    assert code == 4
    assert "`--var my-token=...` is not NAME=VALUE" in said
    assert "s3cr3t" not in said

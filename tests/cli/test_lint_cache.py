"""A verdict is replayed as it was, and only while nothing that it rests on has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from specrunner.app.collect import FRAGMENT_SUFFIXES, SKIPPED_FOLDERS, SPEC_SUFFIXES
from specrunner.cli import inputs, verdicts
from tests.tree import bare_environment

SPEC = """\
spec: Orders
secrets: [SHOP_KEY]
matrix: {rows: regions.csv}
vars: {place: "${{ matrix.region }} ${{ env.SHOP_PLACE }}"}
steps:
  - id: login
    uses: {fragment: login.fragment.yaml, inputs: {key: "${{ secrets.SHOP_KEY }}"}}
  - http: {get: "http://127.0.0.1:9/${{ place }}"}
    expect:
      $: {schema: order.schema.json}
"""
FRAGMENT = """\
fragment: Login
inputs: {key: string}
steps:
  - http: {get: "http://127.0.0.1:9/${{ inputs.key }}"}
    expect: {status: 200}
"""
SETTINGS = "secrets: {SHOP_KEY: {file: key.txt}}\n"
Ended = subprocess.CompletedProcess[str]
ENVIRONMENT = bare_environment(SHOP_PLACE="here")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name, text in {
        "specrunner.yaml": SETTINGS,
        "key.txt": "very secret\n",
        "specs/orders.spec.yaml": SPEC,
        "specs/login.fragment.yaml": FRAGMENT,
        "specs/regions.csv": "region\neu\n",
        "specs/order.schema.json": '{"type": "object"}',
        "specs/data.yaml": "some: data\n",
    }.items():
        (folder / name).write_text(text)
    _settle()
    return folder


def _settle() -> None:
    """Waits until what was written is old enough to be trusted: a few ticks of the file system's clock."""
    written_ns = time.time_ns()
    while time.time_ns() < written_ns + verdicts.MARGIN_NS:
        pass


def _lint(project: Path, *options: str, environment: dict[str, str] | None = None) -> Ended:
    command = [sys.executable, "-X", "importtime", "-m", "specrunner", "lint", *options]
    environment = ENVIRONMENT if environment is None else environment
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=60)


def _was_replayed(ended: Ended) -> bool:
    return "specrunner.cli.linting" not in ended.stderr


def _said(ended: Ended) -> tuple[int, str, str]:
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("import time:")]
    return ended.returncode, ended.stdout, "\n".join(lines)


def test_nothing_heavy_is_loaded_for_a_replay(project: Path):
    _lint(project)

    ended = _lint(project)

    assert _said(ended)[0] == 0, ended.stderr
    assert _was_replayed(ended)
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "specrunner.cli.verdicts" in loaded
    heavy = {"pydantic", "yaml", "trio", "dataclasses", "specrunner.source", "specrunner.values", "specrunner.plan"}
    assert not loaded & heavy


@pytest.mark.parametrize("options", [(), ("-v",), ("--strict",), ("--format", "json"), ("--format", "github")])
def test_what_is_wrong_is_said_again_word_for_word(project: Path, options: tuple[str, ...]):
    spec = project / "specs/orders.spec.yaml"
    spec.write_text(SPEC.replace("status", "statsu").replace("expect:", "expct: # ✓").replace("Orders", "\U0001f40d"))
    _settle()
    anew = _lint(project, *options)

    again = _lint(project, *options)

    assert anew.returncode == 4
    assert not _was_replayed(anew)
    assert _was_replayed(again)
    assert _said(again) == _said(anew)
    assert _said(_lint(project, "--no-cache", *options)) == _said(anew)


def _write(name: str, text: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        (project / name).write_text(text)

    return change


def _same_size_and_age(project: Path) -> None:
    spec = project / "specs/orders.spec.yaml"
    before = spec.stat()
    spec.write_text(SPEC.replace("Orders", "Ordres"))
    os.utime(spec, ns=(before.st_atime_ns, before.st_mtime_ns))


def _link_to_the_spec(project: Path) -> None:
    (project / "specs/link.spec.yaml").symlink_to("orders.spec.yaml")


def _pipe(project: Path) -> None:
    os.mkfifo(project / "specs/pipe.spec.yaml")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the spec": _write("specs/orders.spec.yaml", SPEC.replace("Orders", "Invoices")),
    "the spec, but neither its size nor its time": _same_size_and_age,
    "the fragment": _write("specs/login.fragment.yaml", FRAGMENT.replace("200", "201")),
    "the matrix": _write("specs/regions.csv", "region\neu\nus\n"),
    "the schema": _write("specs/order.schema.json", '{"type": "no such type"}'),
    "the settings": _write("specrunner.yaml", SETTINGS + "seed: 7\n"),
    "the other name of the settings": lambda project: (project / "specrunner.yaml").rename(
        project / "specrunner.yml"
    ),
    "no settings": lambda project: (project / "specrunner.yaml").unlink(),
    "a new spec": _write("specs/sub.spec.yaml", SPEC),
    "a new fragment": _write("specs/other.fragment.yaml", FRAGMENT),
    "a file that looks like a spec": _write("specs/data.yaml", "spec: Lost\nsteps: []\n"),
    "a new file that looks like a spec": _write("specs/lost.yaml", "spec: Lost\nsteps: []\n"),
    "a renamed spec": lambda project: (project / "specs/orders.spec.yaml").rename(project / "specs/o.spec.yaml"),
    "a spec that is gone": lambda project: (project / "specs/orders.spec.yaml").unlink(),
    "a fragment that is gone": lambda project: (project / "specs/login.fragment.yaml").unlink(),
    "a matrix that is gone": lambda project: (project / "specs/regions.csv").unlink(),
    "a schema that is a folder": lambda project: _replace_by_folder(project / "specs/order.schema.json"),
    "a link": _link_to_the_spec,
    "a pipe": _pipe,
    "a moved folder": lambda project: (project / "specs").rename(project / "tests"),
    "a secret that is gone": lambda project: (project / "key.txt").unlink(),
    "a secret that is no text": lambda project: (project / "key.txt").write_bytes(b"\xff\xfe"),
}


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_changed_input_is_looked_at_anew(project: Path, change: Callable[[Path], object]):
    _lint(project)
    assert _was_replayed(_lint(project))
    change(project)

    ended = _lint(project)

    assert not _was_replayed(ended)
    assert _said(ended) == _said(_lint(project, "--no-cache"))


def test_a_file_that_was_missing_and_comes_is_looked_at(project: Path):
    (project / "specs/order.schema.json").unlink()
    _settle()
    assert _lint(project).returncode == 4
    assert _was_replayed(_lint(project))
    (project / "specs/order.schema.json").write_text('{"type": "object"}')

    assert _lint(project).returncode == 0


@pytest.mark.parametrize(
    "environment",
    [
        {name: value for name, value in ENVIRONMENT.items() if name != "SHOP_PLACE"},
        {**ENVIRONMENT, "SHOP_KEY": "from outside"},
    ],
)
def test_other_names_in_the_environment_are_another_question(project: Path, environment: dict[str, str]):
    _lint(project)

    assert not _was_replayed(_lint(project, environment=environment))


def test_other_values_in_the_environment_are_not(project: Path):
    _lint(project)

    assert _was_replayed(_lint(project, environment={**ENVIRONMENT, "SHOP_PLACE": "there"}))


@pytest.mark.parametrize("options", [("--strict",), ("--var", "a=1"), ("specs",), ("--format", "json"), ("-v",)])
def test_other_arguments_are_another_question(project: Path, options: tuple[str, ...]):
    _lint(project)

    assert not _was_replayed(_lint(project, *options))


def test_a_file_changed_while_it_is_linted_leaves_no_entry(project: Path):
    request = verdicts.Request(str(project), ("specs",), None, "")
    known = inputs.Inputs((str(project / "specs"),), (), ())
    verdict = verdicts.Verdict(((False, "fine"),), 0)

    verdicts.remember(request, known, verdict, started_ns=time.time_ns() - 10**9)
    assert verdicts.recall(request) is None

    verdicts.remember(request, known, verdict, started_ns=time.time_ns() + 10**9)
    assert verdicts.recall(request) == verdict


def _entry(project: Path) -> Path:
    (found,) = (project / ".specrunner/cache").glob("*.lint")
    return found


def test_no_damage_of_an_entry_makes_it_say_anything_else(project: Path):
    assert _lint(project).returncode == 0
    entry = _entry(project)
    whole = entry.read_bytes()
    request = verdicts.Request(str(project), (), None, "")

    for position in range(len(whole)):
        damaged = whole[:position] + bytes([whole[position] ^ 0x11]) + whole[position + 1 :]
        entry.write_bytes(damaged)
        with pytest.raises((ValueError, KeyError)):
            verdicts._read(str(entry))
        entry.write_bytes(whole[:position])
        with pytest.raises((ValueError, KeyError)):
            verdicts._read(str(entry))
    assert verdicts.recall(request) is None  # asked with other options: another entry


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"inputs": 1}', b'{"inputs": [[], [], []], "state": ""}', b"null"])
def test_an_entry_with_a_right_checksum_and_a_wrong_shape_is_none(project: Path, body: bytes):
    import zlib

    _lint(project)
    _entry(project).write_bytes(b"%08x\n" % zlib.crc32(body) + body)

    assert _said(_lint(project)) == _said(_lint(project, "--no-cache"))


def test_an_entry_behind_a_link_is_not_followed(project: Path):
    _lint(project)
    entry = _entry(project)
    entry.rename(project / "elsewhere")
    entry.symlink_to(project / "elsewhere")

    assert not _was_replayed(_lint(project))


def test_a_cache_that_cannot_be_written_is_no_trouble(project: Path):
    (project / ".specrunner").write_text("in the way")

    assert _said(_lint(project)) == (0, "1 files, 1 specs: no errors, no warnings\n", "")


def test_no_cache_neither_reads_nor_writes(project: Path):
    _lint(project, "--no-cache")

    assert not (project / ".specrunner").exists()


def test_an_entry_holds_no_secret_and_git_does_not_see_it(project: Path):
    _lint(project)

    assert "very secret" not in json.dumps(json.loads(_entry(project).read_bytes().partition(b"\n")[2]))
    assert (project / ".specrunner/cache/.gitignore").read_text() == "*\n"


def test_old_entries_make_room(project: Path):
    known = inputs.Inputs((), (), ())
    for number in range(verdicts.MOST_ENTRIES + 5):
        request = verdicts.Request(str(project), (), None, str(number))
        verdicts.remember(request, known, verdicts.Verdict((), 0), started_ns=time.time_ns() + 10**9)

    assert len(list((project / ".specrunner/cache").glob("*.lint"))) == verdicts.MOST_ENTRIES
    shutil.rmtree(project / ".specrunner")


def test_the_cache_looks_where_specs_are_collected():
    assert set(inputs.SUFFIXES) == {*SPEC_SUFFIXES, *FRAGMENT_SUFFIXES}
    assert inputs.SKIPPED_FOLDERS == SKIPPED_FOLDERS

"""The examples of every code are true: the wrong one gives that code, the right one does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from specrunner.app import World, builtin_registry, full_registry, prepare
from specrunner.cli import main
from specrunner.config import installed_plugins
from specrunner.source import Code, Severity, all_codes, find_code, render_diagnostic

from .examples import LOGIN, file_of
from .pages import DOCS

CODES = list(all_codes().values())
# Only a value that the run brings shows these.
AT_RUN_TIME = ("SR0311", "SR0312", "SR0313", "SR0314", "SR0315", "SR0325", "SR0353", "SR0357", "SR0412")
AT_RUN_TIME = (*AT_RUN_TIME, "SR0414")
# A few lines cannot show these: what gives them is made below.
MADE: dict[str, Callable[[Path], object]] = {
    "SR0102": lambda folder: (folder / "a.spec.yaml").write_text("#" * (5 << 20)),
    "SR0103": lambda folder: (folder / "a.spec.yaml").write_text("spec: a", encoding="utf-16"),
    "SR0104": lambda folder: (folder / "a.spec.yaml").write_text('spec: "\x1b"'),
    "SR0123": lambda folder: (folder / "a.spec.yaml").write_text(
        "spec: a\nvars:\n  a0: &a0 [x, x]\n"
        + "".join(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    ),
    "SR0124": lambda folder: (folder / "a.spec.yaml").write_text("spec: " + "[" * 5000),
    "SR0303": lambda folder: (folder / "a.spec.yaml").write_text(f"spec: a\nvars: {{a: '${{{{ {'(' * 99} }}}}'}}"),
    "SR0352": lambda folder: (folder / "a.spec.yaml").write_text(
        f"spec: a\nsteps:\n  - check: 1\n    save: {{a: ${'.a' * 3000}}}"
    ),
    "SR0601": lambda folder: None,
    "SR0602": lambda folder: (folder / "a.spec.yaml").symlink_to(folder / "nowhere"),
    "SR0604": lambda folder: _broken_plugin(folder),
    "SR0605": lambda folder: _deviation_from_nothing(folder),
}
UNSEEN = {
    "SR0101": "files are looked at before they are read: tests/syntax holds it",
    "SR0316": "an expression that takes minutes to write: tests/values holds it",
    "SR0367": "only without google-re2: tests/values holds it",
    "SR0603": "nothing is closed to root: tests/app holds it",
}
# What examples, cut down as they are, give beside what they show.
BESIDE = {"SR0507", "SR0508", "SR0527", "SR0528"}
# Examples that are whole as they are, and those that read what nothing defines.
WHOLE = {"SR0201", "SR0204"}
BARE = {"SR0501"}


def _broken_plugin(folder: Path) -> None:
    metadata = folder / "acme-1.2.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text("[specrunner.kinds]\ndice = nowhere:DICE\n")
    (folder / "a.spec.yaml").write_text("spec: A\nsteps:\n  - dice: 6\n")


def _deviation_from_nothing(folder: Path) -> None:
    (folder / "a.spec.yaml").write_text("spec: A\nsteps:\n  - check: true\n")
    (folder / "deviations.yaml").write_text("- {spec: b.spec.yaml, reason: gone, until: 2027-01-31}\n")


def linted(folder: Path, *paths: Path) -> dict[str, str]:
    """Codes with their messages, notices left out unless nothing else was found."""
    world = World(cwd=folder, root=folder, secrets=frozenset({"TOKEN", "SHOP_TOKEN"}))
    registry = full_registry(installed_plugins([str(folder)]))
    found = prepare(paths or [folder], registry, world).diagnostics
    return {each.code: str(each) for each in found}


def written(folder: Path, code: Code, example: str, **options: str) -> Path:
    name, text = "example.spec.yaml", example
    if code.id not in WHOLE:
        name, text = file_of(example, is_bare=code.id in BARE, **options)
    (folder / "login.fragment.yaml").write_text(LOGIN)
    if name.endswith(".fragment.yaml"):
        inputs = "inputs: {user: ann}" if "inputs:" in example else ""
        (folder / "user.spec.yaml").write_text(f"spec: A\nsteps:\n  - uses: {{fragment: ./{name}, {inputs}}}\n")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


SHOWN = [code for code in CODES if code.id not in (*AT_RUN_TIME, *MADE, *UNSEEN)]


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_wrong_example_gives_its_code_and_the_right_one_nothing(code, tmp_path):
    assert code.wrong
    assert code.right
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    wrong.mkdir()
    right.mkdir()
    text = written(wrong, code, code.wrong).read_text()
    found = linted(wrong)
    assert code.id in found, text
    assert found.keys() - {code.id} <= BESIDE | _notices(), found
    text = written(right, code, code.right).read_text()
    found = linted(right)
    assert found.keys() <= (BESIDE - {code.id}) | (_notices() - {code.id}), (found, text)


def _notices() -> set[str]:
    return {code.id for code in CODES if code.severity is Severity.NOTICE}


@pytest.mark.parametrize("code_id", MADE)
def test_what_a_few_lines_cannot_show_gives_its_code(code_id, tmp_path):
    MADE[code_id](tmp_path)
    paths = [tmp_path] if list(tmp_path.iterdir()) else [tmp_path / "nowhere"]
    assert code_id in linted(tmp_path, *paths)


def test_what_is_not_seen_here_is_little():
    assert len(UNSEEN) < 5
    assert all(find_code(each) for each in (*UNSEEN, *MADE, *AT_RUN_TIME))


class Answers(BaseHTTPRequestHandler):
    """Answers everything with the same JSON."""

    def do_GET(self) -> None:
        node: dict[str, object] = {"id": 1}
        for _ in range(240):
            node = {"node": node}
        tree = {"id": 1, "left": {"id": 2}, "right": {"id": 3}}
        answer = {"id": 7, "name": "ann", "age": 30, "items": [1, 2], "tree": tree, "node": node}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def base_url():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_examples_of_what_only_a_run_shows_are_so_when_they_run(base_url, tmp_path, monkeypatch, capsys):
    for code_id in AT_RUN_TIME:
        code = find_code(code_id)
        for label in ("wrong", "right"):
            folder = tmp_path / f"{code_id}_{label}"
            folder.mkdir()
            written(folder, code, getattr(code, label), base_url=base_url)
    monkeypatch.chdir(tmp_path)
    main(["run", ".", "--report", "json=report.json"])
    assert (tmp_path / "report.json").exists(), capsys.readouterr().err
    said = {}
    for spec in json.loads((tmp_path / "report.json").read_text())["specs"]:
        steps = [step for step in spec["steps"] if step["phase"] == "steps"]
        said[spec["file"].partition("/")[0]] = (spec["outcome"], json.dumps(steps))
    wrong = {name: outcome for name, (outcome, text) in said.items() if name.endswith("wrong")}
    assert wrong == {f"{code_id}_wrong": "errored" for code_id in AT_RUN_TIME}
    assert [name for name, (_, text) in said.items() if name.endswith("wrong") and name[:6] not in text] == []
    right = {name: outcome for name, (outcome, _) in said.items() if name.endswith("right")}
    assert right == {f"{code_id}_right": "passed" for code_id in AT_RUN_TIME}, capsys.readouterr().out


def test_the_message_on_the_page_is_the_one_that_is_given(tmp_path):
    text = "spec: A\nsteps:\n  - http:\n      get: http://127.0.0.1:9/orders\n    expect:\n\n\n\n      statsu: 200\n"
    path = tmp_path / "orders.spec.yaml"
    path.write_text(text)
    found = prepare([path], builtin_registry(), World(cwd=tmp_path, root=tmp_path))
    (diagnostic,) = (each for each in found.diagnostics if each.severity is Severity.ERROR)
    message = render_diagnostic(diagnostic, found.sources.get)
    assert message in (DOCS / "reference" / "errors.md").read_text()

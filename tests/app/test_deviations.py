"""`deviations.yaml`: found beside specs and above them, and told when it is about nothing."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from specrunner.app import World, builtin_registry, prepare
from specrunner.app.prepare import Prepared

SPEC = """
    spec: A
    steps:
      - id: pay
        http: {get: http://h/}
        expect: {status: 201, $.id: 7}
      - id: both
        parallel:
          - id: inner
            http: {get: http://h/}
            expect: {reason: Created}
"""
UNTIL = "reason: J-1, until: 2027-01-31"


@pytest.fixture
def prepared(tmp_path):
    def made(deviations: str, *, beside: str = "specs/deviations.yaml", spec: str = "specs/a.spec.yaml") -> Prepared:
        for name, text in ((spec, SPEC), (beside, deviations)):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return prepare([tmp_path], builtin_registry(), World(tmp_path, tmp_path))

    return made


def said(found: Prepared) -> list[str]:
    return [
        f"{each.span.file}:{each.span.line}:{each.span.column} {each.code} {each.message} ({each.hint})"
        for each in found.diagnostics
    ]


def known(found: Prepared) -> dict[str, list[str | None]]:
    """The listed checks of each step by its id; None for a step that is listed as a whole."""
    (spec,) = found.specs
    (pay, both) = spec.steps.steps
    (inner,) = both.body.graph.steps
    return {
        step.id: [*([None] if step.known_failure else []), *(each.check for each in step.known_checks)]
        for step in (pay, both, inner)
    }


def test_checks_and_steps_are_marked_also_in_groups(prepared):
    found = prepared(f"""
        - {{spec: a.spec.yaml, step: pay, check: status, {UNTIL}}}
        - {{spec: a.spec.yaml, step: pay, check: $.id, {UNTIL}}}
        - {{spec: a.spec.yaml, step: inner, {UNTIL}}}
    """)
    assert said(found) == []
    assert known(found) == {"pay": ["status", "$.id"], "both": [], "inner": [None]}


def test_a_whole_spec_is_marked(prepared):
    found = prepared(f"- {{spec: a.spec.yaml, {UNTIL}}}\n")
    assert found.specs[0].known_failure.reason == "J-1"


def test_the_folders_above_are_looked_into_and_an_empty_list_says_nothing(prepared):
    found = prepared(f"- {{spec: specs/x/a.spec.yaml, step: pay, {UNTIL}}}\n", beside="deviations.yaml",
                     spec="specs/x/a.spec.yaml")  # fmt: skip
    assert (said(found), known(found)["pay"]) == ([], [None])


def test_an_empty_file_says_nothing(prepared):
    assert said(prepared("# none left\n")) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{spec: b.spec.yaml, R}", "1:10 SR0605 there is no spec `b.spec.yaml` here (did you mean `a.spec.yaml`?)"),
        ("{spec: a.spec.yaml, step: pya, R}", "1:29 SR0605 `a.spec.yaml` has no step `pya` (did you mean `pay`?)"),
        (
            "{spec: a.spec.yaml, step: pay, check: stauts, R}",
            "1:41 SR0605 step `pay` asks no `stauts` (did you mean `status`?)",
        ),
        (
            "{spec: a.spec.yaml, step: both, check: status, R}",
            "1:42 SR0605 step `both` asks no `status` (leave `check` out to mean the whole step)",
        ),
        (
            "{spec: a.spec.yaml, check: status, R}",
            "1:30 SR0605 `check` means nothing without `step` (say which step asks it)",
        ),
        ("{spec: a.spec.yaml, reason: J}", "1:4 SR0204 `until` is missing (add `until:`)"),
    ],
)
def test_an_entry_about_nothing_is_an_error(prepared, entry, message):
    assert said(prepared(f"- {entry.replace('R}', UNTIL + '}')}\n")) == [f"specs/deviations.yaml:{message}"]


def test_a_map_is_no_list(prepared):
    hint = "write one entry a line: `- {spec: shop.spec.yaml, step: pay, reason: SHOP-7, until: 2027-01-31}`"
    assert said(prepared("step: pay\n")) == [f"specs/deviations.yaml:1:1 SR0205 deviations are a list ({hint})"]


def test_the_file_is_among_those_that_a_verdict_depends_on(prepared, tmp_path):
    found = prepared("# none\n")
    assert {(tmp_path / "specs", "deviations.yaml"), (tmp_path, "deviations.yaml")} <= found.reads


@pytest.mark.parametrize(
    ("wanted", "code", "outcome"),
    [(7, 0, "known to fail, J-1"), (1, 1, "`$.id` passes, but is listed as a known deviation (J-1)")],
)
def test_a_run_tells_what_is_known_and_what_is_stale(tmp_path: Path, wanted, code, outcome):
    (tmp_path / "a.spec.yaml").write_text(
        "spec: A\nservices: {s: {mock: {routes: [{path: /, answer: {json: {id: 1}}}]}}}\nsteps:\n"
        '  - {id: ask, http: {get: "${{ services.s.url }}/"}, expect: {status: 200, $.id: WANTED}}\n'.replace(
            "WANTED", str(wanted)
        )
    )
    entry = "- {spec: a.spec.yaml, step: ask, check: $.id, reason: J-1, until: 2099-01-31}\n"
    (tmp_path / "deviations.yaml").write_text(entry)
    command = [sys.executable, "-m", "specrunner", "run", "-v", "--report", "junit=j.xml", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, outcome in done.stdout) == (code, True), done.stdout + done.stderr
    assert ("J-1" in (tmp_path / "j.xml").read_text()) is True

"""What editors mark as wrong: nothing in what is right, and the right line in what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from specrunner.app import builtin_registry
from specrunner.cli import main
from specrunner.model import STRUCTURAL_KINDS

from .language_server import editor

MODELINE = "# yaml-language-server: $schema=../.specrunner/schemas/spec.schema.json\n"

ACTIONS = ", ".join(f"`{key}`" for key in (*builtin_registry().kinds, *STRUCTURAL_KINDS))
# What is wrong is marked by a comment on its line, with the words that the editor says.
MISTAKES = {
    "a misspelt key at the top": """
spec: A
step: []            # Property step is not allowed.
steps: [{check: true}]
""",
    "a misspelt key of a step": """
spec: A
steps:
  - http: {get: /}
    expct: {}       # Property expct is not allowed.
""",
    "a misspelt kind": """
spec: A
steps:
  - id: a           # A step needs an action: ACTIONS.
    htp: {get: /}   # Property htp is not allowed.
""",
    "a misspelt key of an action": """
spec: A
steps:
  - http:
      get: /
      hedaers: {}   # Property hedaers is not allowed.
""",
    "a misspelt key inside an action": """
spec: A
steps:
  - http:
      get: /
      auth:
        bearrer: x  # Property bearrer is not allowed.
""",
    "a misspelt subject": """
spec: A
steps:
  - http: {get: /}
    expect:
      status: 200
      stats: 200    # Property stats is not allowed.
""",
    "an unknown operator": """
spec: A
steps:
  - http: {get: /}
    expect:
      time:
        lt: 2s
        lower: 1s   # Property lower is not allowed.
""",
    "an unknown operator within an operator": """
spec: A
steps:
  - http: {get: /}
    expect:
      $.a[*]:
        each:
          gtt: 1    # Property gtt is not allowed.
""",
    "a misspelt key of save": """
spec: A
steps:
  - http: {get: /}
    save:
      a:
        from: $.a
        mach: x     # Property mach is not allowed.
""",
    "a misspelt key of an option": """
spec: A
steps:
  - http: {get: /}
    retry:
      times: 2
      on_: [failed] # Property on_ is not allowed.
""",
    "a misspelt key of a service": """
spec: A
services:
  shop:
    modul: x        # Property modul is not allowed.
steps: [{check: true}]
""",
    "a misspelt key of defaults": """
spec: A
defaults:
  http:
    base: x         # Property base is not allowed.
steps: [{check: true}]
""",
    "a wrong type": """
spec: A
tags: smoke         # Incorrect type. Expected "array".
steps:
  - http: {get: /}
    timeout: 5      # Incorrect type. Expected "string".
    always: 1       # Incorrect type. Expected "boolean".
    retry: two      # This takes a map or a whole number, or an expression `${{ ... }}`.
    when: perhaps   # This takes true or false, or an expression `${{ ... }}`.
""",
    "a duration without a unit that exists": """
spec: A
steps:
  - http: {get: /}
    timeout: 5 sec  # A duration with its unit, such as `500ms`, or an expression `${{ ... }}`.
""",
    "two actions": """
spec: A
steps:
  - check: true
  - http: {get: /}  # A step has one action: make them two steps.
    pause: 1s       # A step has one action: make them two steps.
""",
    "keys that mean nothing alone": """
spec: A
steps:
  - http: {get: /}
    every: 1s       # This means nothing without `until`.
    max_parallel: 2 # This means nothing without `for_each`.
""",
    "checks of a group": """
spec: A
steps:
  - parallel:
      - check: true
    expect:         # `parallel` has no such key of its own: put it on the steps inside.
      value: true
""",
    "an undo with an id": """
spec: A
steps:
  - http: {post: /}
    undo:
      id: a         # Property id is not allowed.
      http: {delete: /}
""",
}


def comments(text: str) -> list[tuple[int, str]]:
    """The lines that are marked, from 0, with what is said of them."""
    lines = ((number, line.replace("ACTIONS", ACTIONS)) for number, line in enumerate(text.splitlines()))
    return [(number, line.partition("# ")[2]) for number, line in lines if "# " in line and not line.startswith("#")]


def found(problems: list[dict]) -> list[tuple[int, str]]:
    return sorted((each["range"]["start"]["line"], each["message"]) for each in problems)


@pytest.mark.live
async def test_every_mistake_is_said_on_its_line_and_nothing_else(project, settings):
    said, wanted = {}, {}
    async with editor(project, settings) as window:
        for name, text in MISTAKES.items():
            said[name] = found(await window.diagnostics(project / "specs" / "new.spec.yaml", text.lstrip("\n")))
            wanted[name] = comments(text.lstrip("\n"))
    assert said == wanted


@pytest.mark.live
async def test_a_modeline_is_enough_for_mistakes_too(project):
    async with editor(project) as window:
        path = project / "specs" / "new.spec.yaml"
        problems = await window.diagnostics(path, f"{MODELINE}spec: A\nstep: []\nsteps: [{{check: true}}]\n")
    assert found(problems) == [(2, "Property step is not allowed.")]


@pytest.mark.live
async def test_no_spec_and_no_fragment_of_the_manual_has_a_mistake(project, settings):
    files = [path for path in sorted((project / "specs").rglob("*.yaml")) if is_ours(path)]
    async with editor(project, settings) as window:
        said = {path.name: found(problems) for path, problems in (await window.all_diagnostics(files)).items()}
    assert len(files) > 30
    assert {name: problems for name, problems in said.items() if problems} == {}


@pytest.mark.live
async def test_what_init_writes_has_no_mistake_and_knows_its_schemas(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    files = sorted(path for path in tmp_path.rglob("*.yaml"))
    said = {}
    async with editor(tmp_path) as window:
        for path in files:
            said[path.name] = found(await window.diagnostics(path))
            wrong = path.read_text() + "\nnothing_of_ours: 1\n"
            said[f"wrong {path.name}"] = [message for _, message in found(await window.diagnostics(path, wrong))]
    names = ["login.fragment.yaml", "shop.spec.yaml", "specrunner.yaml"]
    refused = ["Property nothing_of_ours is not allowed."]
    assert said == {name: [] for name in names} | {f"wrong {name}": refused for name in names}


def is_ours(path: Path) -> bool:
    return path.name.endswith((".spec.yaml", ".fragment.yaml"))

"""What editors offer while a spec is written."""

from __future__ import annotations

import pytest

from specrunner.checks import OPERATORS
from specrunner.model import SpecHead
from specrunner.requests import METHODS

from .language_server import editor
from .marked import marked

KINDS = {"http", "pause", "check", "set", "parallel", "uses"}
OPTIONS = {"id", "name", "needs", "when", "timeout", "retry", "until", "for_each", "expect", "save", "undo", "always"}
MODELINE = "# yaml-language-server: $schema=../.specrunner/schemas/spec.schema.json\n"

PLACES = {
    "the top": ("¦", {*SpecHead.model_fields, "steps", "setup", "teardown", "defaults"}),
    "the top, below other keys": ("spec: A\nta¦\n", {"tags", "teardown", "steps"}),
    "a new step": ("spec: A\nsteps:\n  - ¦", KINDS | OPTIONS),
    "a further key of a step": ("spec: A\nsteps:\n  - http: {get: /}\n    ¦", OPTIONS - {"http"}),
    "a half-written key of a step": ("spec: A\nsteps:\n  - http: {get: /}\n    exp¦", {"expect"}),
    "a step of setup": ("spec: A\nsetup:\n  - ¦\nsteps: []", KINDS | OPTIONS),
    "a step inside parallel": ("spec: A\nsteps:\n  - parallel:\n      - ¦", KINDS | OPTIONS),
    "undo": ("spec: A\nsteps:\n  - http: {get: /}\n    undo:\n      ¦", KINDS | {"expect", "when", "timeout"}),
    "http": ("spec: A\nsteps:\n  - http:\n      ¦", {*METHODS, "headers", "json", "auth", "redirects"}),
    "http in one line": ("spec: A\nsteps:\n  - http: {ge¦}", {*METHODS, "headers"}),
    "auth": (
        "spec: A\nsteps:\n  - http:\n      get: /\n      auth:\n        ¦",
        {"bearer", "basic", "digest", "api_key"},
    ),
    "expect of http": (
        "spec: A\nsteps:\n  - http: {get: /}\n    expect:\n      ¦",
        {"status", "headers", "body", "time", "cache_control.max_age", "fault.kind"},
    ),
    "expect of http in one line": ("spec: A\nsteps:\n  - http: {get: /}\n    expect: {st¦}", {"status"}),
    "until of http": ("spec: A\nsteps:\n  - http: {get: /}\n    until:\n      ¦", {"status", "body"}),
    "expect of check": ("spec: A\nsteps:\n  - check: 1\n    expect:\n      ¦", {"value"}),
    "a matcher": ("spec: A\nsteps:\n  - http: {get: /}\n    expect:\n      status:\n        ¦", set(OPERATORS)),
    "a matcher of a JSONPath": ("spec: A\nsteps:\n  - check: 1\n    expect:\n      $.a:\n        ¦", set(OPERATORS)),
    "a matcher within a matcher": (
        "spec: A\nsteps:\n  - http: {get: /}\n    expect:\n      $.a[*]:\n        each:\n          ¦",
        set(OPERATORS),
    ),
    "sorted": (
        "spec: A\nsteps:\n  - http: {get: /}\n    expect:\n      $.a:\n        sorted: ¦",
        {"ascending", "descending"},
    ),
    "save": (
        "spec: A\nsteps:\n  - http: {get: /}\n    save:\n      a:\n        ¦",
        {"from", "match", "secret", "default"},
    ),
    "retry": ("spec: A\nsteps:\n  - http: {get: /}\n    retry:\n      ¦", {"times", "backoff", "on"}),
    "for_each": ("spec: A\nsteps:\n  - http: {get: /}\n    for_each:\n      ¦", {"in", "allow_empty"}),
    "uses": ("spec: A\nsteps:\n  - uses:\n      ¦", {"fragment", "inputs"}),
    "a service": ("spec: A\nservices:\n  shop:\n    ¦\nsteps: []", {"run", "module", "asgi", "ready", "env"}),
    "shared": ("spec: A\nservices:\n  shop:\n    shared: ¦\nsteps: []", {"spec", "run"}),
    "defaults": ("spec: A\ndefaults:\n  ¦\nsteps: []", {"http", "timeout", "retry"}),
    "defaults of http": ("spec: A\ndefaults:\n  http:\n    ¦\nsteps: []", {"base_url", "headers", "auth"}),
    "matrix": ("spec: A\nmatrix:\n  ¦\nsteps: []", {"rows", "exclude"}),
}


@pytest.mark.live
async def test_every_place_offers_what_may_stand_there(project, settings):
    missing = {}
    async with editor(project, settings) as window:
        for name, (text, wanted) in PLACES.items():
            offered = await window.completion(project / "specs" / "new.spec.yaml", *marked(text))
            missing[name] = wanted - set(offered)
    assert {name: keys for name, keys in missing.items() if keys} == {}


@pytest.mark.live
async def test_a_modeline_is_enough_without_any_settings(project):
    async with editor(project) as window:
        offered = await window.completion(
            project / "specs" / "new.spec.yaml", *marked(f"{MODELINE}spec: A\nsteps:\n  - ¦")
        )
    assert set(offered) >= KINDS | OPTIONS


@pytest.mark.live
async def test_an_undo_does_not_offer_what_it_may_not_have(project, settings):
    text = "spec: A\nsteps:\n  - http: {get: /}\n    undo:\n      ¦"
    async with editor(project, settings) as window:
        offered = await window.completion(project / "specs" / "new.spec.yaml", *marked(text))
    assert not set(offered) & {"id", "needs", "for_each", "undo", "save", "always"}


@pytest.mark.live
async def test_what_is_written_for_a_key_can_be_gone_on_with(project, settings):
    step, check = "spec: A\nsteps:\n  - ¦", "spec: A\nsteps:\n  - http: {get: /}\n    expect:\n      ¦"
    async with editor(project, settings) as window:
        path = project / "specs" / "new.spec.yaml"
        keys = await window.completion(path, *marked(step))
        subjects = await window.completion(path, *marked(check))
    written = {name: keys[name]["insertText"].replace("    ", "  ") for name in ("http", "pause", "expect", "retry")}
    assert written == {"http": "http:\n  ", "pause": "pause: ", "expect": "expect:\n  ", "retry": "retry:\n  times: "}
    assert subjects["status"]["insertText"] == "status: "


@pytest.mark.live
async def test_what_is_offered_is_explained(project, settings):
    async with editor(project, settings) as window:
        path = project / "specs" / "new.spec.yaml"
        offered = await window.completion(path, *marked("spec: A\nsteps:\n  - ¦"))
    silent = [name for name, item in offered.items() if not item.get("documentation")]
    assert silent == []

"""Keys that stand where they would be ignored are refused."""

import pytest

from specrunner.app import builtin_registry
from specrunner.model import bind_spec
from specrunner.model.steps import NOT_ON_GROUP
from specrunner.source import SourceText
from specrunner.syntax import compose

VALUES = {
    "expect": "{status: 200}",
    "collect": "{count: 1}",
    "until": "{status: 200}",
    "stop_if": "{status: 500}",
    "retry": "3",
    "as": "ann",
    "race": "2",
    "burst": "{count: 2, within: 1s}",
}


def messages(text: str) -> list[str]:
    source = SourceText("a.spec.yaml", text)
    _, diagnostics = bind_spec(compose(source).node, source, builtin_registry().kinds)
    return [str(diagnostic) for diagnostic in diagnostics]


@pytest.mark.parametrize("group", ["parallel: [{pause: 1s}]", "uses: ./a.fragment.yaml"])
@pytest.mark.parametrize("key", NOT_ON_GROUP)
def test_a_group_refuses_what_only_a_step_inside_can_have(group, key):
    value = VALUES.get(key, "{pause: 1s}" if key == "undo" else "1s")
    kind = group.partition(":")[0]

    found = messages(f"spec: A\nsteps:\n  - {group}\n    {key}: {value}\n")

    assert found[0].startswith(f"a.spec.yaml:4:5: error SR0210: `{key}` means nothing without") or found[0] == (
        f"a.spec.yaml:4:5: error SR0210: `{kind}` has no `{key}` of its own (put it on the steps inside)"
    )


def test_a_collect_that_says_nothing_is_a_slip():
    found = messages("spec: A\nsteps:\n  - ws: {url: 'ws://h/'}\n    collect: {}\n")
    assert found == [
        "a.spec.yaml:4:14: error SR0205: `collect` is empty (say how much to gather: `until`, `count` or `within`)"
    ]


def test_defaults_that_say_nothing_are_a_slip_as_in_an_action():
    found = messages("spec: A\ndefaults: {http: {headers: {}}, tcp: {read: {}}}\nsteps: [{check: true}]\n")
    hint = "(give it a key, or take it out)"
    assert found == [
        f"a.spec.yaml:2:28: error SR0205: `headers` is empty, so it says nothing {hint}",
        f"a.spec.yaml:2:45: error SR0205: `read` is empty, so it says nothing {hint}",
    ]
